"""How buyers pay, as the policyholder's own ledger tells."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.behaviour import pages

SIDE = "portal"
portal = Blueprint("behaviour_portal", __name__, url_prefix="/portal/behaviour")


@portal.get("/")
@allow(May.LEDGER_READ)
def behaviour() -> ResponseReturnValue:
    return pages.behaviour_page(SIDE)


@portal.get("/<policy>/<public_id>")
@allow(May.LEDGER_READ)
def buyer(policy: str, public_id: str) -> ResponseReturnValue:
    return pages.buyer_page(SIDE, policy, public_id)
