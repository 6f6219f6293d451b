"""What-if for policyholders. Every route reads; none can change anything."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from insurer.workflows.whatif.pages import calculations, subjects
from insurer.workflows.whatif.pages.subjects import Side

portal = Blueprint("what_if_portal", __name__, url_prefix="/portal/what-if")
SIDE = Side("portal")


@portal.get("/", strict_slashes=False)
@allow(May.CALCULATE)
def index() -> ResponseReturnValue:
    """What there is to ask about."""
    return subjects.index_page(SIDE)


@portal.get("/policies/<number>/premium")
@allow(May.PREMIUM_READ)
@allow(May.CALCULATE)
def premium(number: str) -> ResponseReturnValue:
    """The premium of a policy under other terms."""
    return subjects.premium_page(SIDE, number)


@portal.get("/policies/<number>/cover")
@allow(May.LEDGER_READ)
@allow(May.CALCULATE)
def cover(number: str) -> ResponseReturnValue:
    """The cover of a policy's ledger under other terms."""
    return subjects.cover_page(SIDE, number)


@portal.get("/claims/<number>")
@allow(May.CLAIM_READ)
@allow(May.CALCULATE)
def claim(number: str) -> ResponseReturnValue:
    """The indemnity of a claim under other terms."""
    return subjects.claim_page(SIDE, number)


@portal.get("/policies/<number>/debts/<buyer>")
@allow(May.OVERDUE_READ)
@allow(May.CALCULATE)
def debt(number: str, buyer: str) -> ResponseReturnValue:
    """The indemnity of a buyer's overdue invoices."""
    return subjects.debt_page(SIDE, number, buyer)


@portal.get("/calculations/<name>")
@allow(May.CALCULATE)
def calculation(name: str) -> ResponseReturnValue:
    """Any calculation of the contract by itself."""
    return calculations.calculation_page(SIDE, name)
