"""Buyers as the policyholder sees them: nothing that others brought."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.limits import buyer_pages

SIDE = "portal"
portal = Blueprint("buyers_portal", __name__, url_prefix="/portal/buyers")


@portal.get("/")
@allow(May.LIMIT_READ)
def buyers() -> ResponseReturnValue:
    return buyer_pages.buyers_page(SIDE)


@portal.get("/<public_id>")
@allow(May.LIMIT_READ)
def buyer(public_id: str) -> ResponseReturnValue:
    return buyer_pages.buyer_page(SIDE, public_id)
