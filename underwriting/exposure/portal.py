"""Exposure as the policyholder sees it: the ledger against cover, ageing, declarations."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.exposure.pages import declaring, invoice, ledger

SIDE = "portal"
portal = Blueprint("exposure_portal", __name__, url_prefix="/portal/exposure")


@portal.get("/")
@allow(May.LEDGER_READ)
def exposure() -> ResponseReturnValue:
    return ledger.exposure_page(SIDE)


@portal.get("/<policy>/<public_id>")
@allow(May.LEDGER_READ)
def working(policy: str, public_id: str) -> ResponseReturnValue:
    return ledger.working_page(SIDE, policy, public_id)


@portal.get("/<policy>/invoices/<int:receivable>")
@allow(May.LEDGER_READ)
def invoice_of(policy: str, receivable: int) -> ResponseReturnValue:
    return invoice.invoice_page(SIDE, policy, receivable)


@portal.get("/declarations")
@allow(May.LEDGER_READ)
def declarations() -> ResponseReturnValue:
    return declaring.declarations_page(SIDE)


@portal.post("/declarations")
@allow(May.DECLARE)
def declare() -> ResponseReturnValue:
    return declaring.declare_page(SIDE)


@portal.get("/declarations/month")
@allow(May.LEDGER_READ)
def month() -> ResponseReturnValue:
    return declaring.month_page(SIDE)


@portal.get("/declarations/<number>")
@allow(May.LEDGER_READ)
def declaration(number: str) -> ResponseReturnValue:
    return declaring.declaration_page(SIDE, number)
