"""Buyers as the policyholder sees them: nothing that others brought."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.buyers.pages import buyer as pages

SIDE = "portal"
portal = Blueprint("buyers_portal", __name__, url_prefix="/portal/buyers")


@portal.get("/")
@allow(May.LIMIT_READ)
def buyers() -> ResponseReturnValue:
    return pages.buyers_page(SIDE)


@portal.get("/<public_id>")
@allow(May.LIMIT_READ)
def buyer(public_id: str) -> ResponseReturnValue:
    return pages.buyer_page(SIDE, public_id)
