"""Ageing for the insurer's people: one policy, and all of them at once."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.ageing import pages

SIDE = "desk"
desk = Blueprint("ageing_desk", __name__, url_prefix="/desk/ageing")


@desk.get("/")
@allow(May.LEDGER_READ)
def ageing() -> ResponseReturnValue:
    return pages.ageing_page(SIDE)


@desk.get("/invoices")
@allow(May.LEDGER_READ)
def items() -> ResponseReturnValue:
    return pages.items_page(SIDE)


@desk.get("/all")
@allow(May.LEDGER_READ)
def all_policies() -> ResponseReturnValue:
    return pages.all_page()
