"""Exposure at the insurer's desk: the ledger against cover, ageing, declarations."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.exposure import pages

SIDE = "desk"
desk = Blueprint("exposure_desk", __name__, url_prefix="/desk/exposure")


@desk.get("/")
@allow(May.LEDGER_READ)
def exposure() -> ResponseReturnValue:
    return pages.exposure_page(SIDE)


@desk.get("/<policy>/<public_id>")
@allow(May.LEDGER_READ)
def working(policy: str, public_id: str) -> ResponseReturnValue:
    return pages.working_page(SIDE, policy, public_id)


@desk.get("/declarations")
@allow(May.LEDGER_READ)
def declarations() -> ResponseReturnValue:
    return pages.declarations_page(SIDE)


@desk.post("/declarations")
@allow(May.DECLARE)
def declare() -> ResponseReturnValue:
    return pages.declare_page(SIDE)
