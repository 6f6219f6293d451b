"""E-invoices as the policyholder sends them."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.evidence import pages

SIDE = "portal"
portal = Blueprint("evidence_portal", __name__, url_prefix="/portal/evidence")


@portal.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@portal.get("/new")
@allow(May.LEDGER_IMPORT)
def send() -> ResponseReturnValue:
    return pages.send_page(SIDE)


@portal.post("/new")
@allow(May.LEDGER_IMPORT)
def send_now() -> ResponseReturnValue:
    return pages.send_page(SIDE)


@portal.get("/<number>")
@allow(May.LEDGER_READ)
def show(number: str) -> ResponseReturnValue:
    return pages.show_page(SIDE, number)


@portal.post("/<number>/attach")
@allow(May.LEDGER_IMPORT)
def attach(number: str) -> ResponseReturnValue:
    return pages.attach_page(SIDE, number)


@portal.post("/<number>/enter")
@allow(May.LEDGER_IMPORT)
def enter(number: str) -> ResponseReturnValue:
    return pages.enter_page(SIDE, number)


@portal.get("/<number>/file")
@allow(May.LEDGER_READ)
def file(number: str) -> ResponseReturnValue:
    return pages.file_answer(number)
