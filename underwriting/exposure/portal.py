"""Exposure as the policyholder sees it: the ledger against cover, ageing, declarations."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.exposure import pages

SIDE = "portal"
portal = Blueprint("exposure_portal", __name__, url_prefix="/portal/exposure")


@portal.get("/")
@allow(May.LEDGER_READ)
def exposure() -> ResponseReturnValue:
    return pages.exposure_page(SIDE)


@portal.get("/<policy>/<public_id>")
@allow(May.LEDGER_READ)
def working(policy: str, public_id: str) -> ResponseReturnValue:
    return pages.working_page(SIDE, policy, public_id)


@portal.get("/declarations")
@allow(May.LEDGER_READ)
def declarations() -> ResponseReturnValue:
    return pages.declarations_page(SIDE)


@portal.post("/declarations")
@allow(May.DECLARE)
def declare() -> ResponseReturnValue:
    return pages.declare_page(SIDE)
