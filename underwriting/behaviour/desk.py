"""How buyers pay, for the insurer's people."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.behaviour import pages

SIDE = "desk"
desk = Blueprint("behaviour_desk", __name__, url_prefix="/desk/behaviour")


@desk.get("/")
@allow(May.LEDGER_READ)
def behaviour() -> ResponseReturnValue:
    return pages.behaviour_page(SIDE)


@desk.get("/<policy>/<public_id>")
@allow(May.LEDGER_READ)
def buyer(policy: str, public_id: str) -> ResponseReturnValue:
    return pages.buyer_page(SIDE, policy, public_id)
