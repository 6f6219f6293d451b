"""E-invoices as the insurer's people read them."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.evidence import pages

SIDE = "desk"
desk = Blueprint("evidence_desk", __name__, url_prefix="/desk/evidence")


@desk.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@desk.get("/<number>")
@allow(May.LEDGER_READ)
def show(number: str) -> ResponseReturnValue:
    return pages.show_page(SIDE, number)


@desk.get("/<number>/file")
@allow(May.LEDGER_READ)
def file(number: str) -> ResponseReturnValue:
    return pages.file_answer(number)
