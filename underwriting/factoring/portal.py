"""Assigned receivables as the policyholder records them, and as the factor or bank sees its own."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.factoring import pages

SIDE = "portal"
portal = Blueprint("factoring_portal", __name__, url_prefix="/portal/factoring")


@portal.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@portal.get("/new")
@allow(May.LEDGER_IMPORT)
def record() -> ResponseReturnValue:
    return pages.record_page(SIDE)


@portal.post("/new")
@allow(May.LEDGER_IMPORT)
def record_now() -> ResponseReturnValue:
    return pages.record_page(SIDE)


@portal.get("/assigned")
@allow(May.ASSIGNMENT_READ)
def assigned() -> ResponseReturnValue:
    return pages.bank_page()


@portal.get("/<number>")
@allow(May.LEDGER_READ)
def show(number: str) -> ResponseReturnValue:
    return pages.show_page(SIDE, number)


@portal.post("/<number>/back")
@allow(May.LEDGER_IMPORT)
def back(number: str) -> ResponseReturnValue:
    return pages.back_page(SIDE, number)
