"""Thirteen weeks of cash for policyholders."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.advisory.cash import pages
from insurer.infra.web.guard import allow

SIDE = "portal"
portal = Blueprint("cash_portal", __name__, url_prefix="/portal/cash")


@portal.get("/")
@allow(May.LEDGER_READ)
def view() -> ResponseReturnValue:
    return pages.view_page(SIDE)


@portal.post("/")
@allow(May.WARNING_ACT)
def enter() -> ResponseReturnValue:
    return pages.enter_page(SIDE)


@portal.post("/entries/<int:entry>/cancel")
@allow(May.WARNING_ACT)
def cancel(entry: int) -> ResponseReturnValue:
    return pages.cancel_page(SIDE, entry)
