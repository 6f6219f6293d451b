"""Statements of account as the insurer's people see and make them for a policyholder."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.statements import pages

SIDE = "desk"
desk = Blueprint("statements_desk", __name__, url_prefix="/desk/statements")


@desk.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@desk.get("/of/<policy>/<public_id>")
@allow(May.LEDGER_READ)
def buyer(policy: str, public_id: str) -> ResponseReturnValue:
    return pages.buyer_page(SIDE, policy, public_id)


@desk.post("/of/<policy>/<public_id>")
@allow(May.LEDGER_IMPORT)
def make(policy: str, public_id: str) -> ResponseReturnValue:
    return pages.made(SIDE, policy, public_id)


@desk.get("/<number>")
@allow(May.LEDGER_READ)
def show(number: str) -> ResponseReturnValue:
    return pages.statement_page(SIDE, number)


@desk.post("/<number>")
@allow(May.LEDGER_IMPORT)
def answer(number: str) -> ResponseReturnValue:
    return pages.answered(SIDE, number)


@desk.get("/<number>/letter.pdf")
@allow(May.LEDGER_READ)
def letter(number: str) -> ResponseReturnValue:
    return pages.letter_pdf(number)


@desk.get("/<number>/answers/<int:answer>/file")
@allow(May.LEDGER_READ)
def evidence(number: str, answer: int) -> ResponseReturnValue:
    return pages.evidence_file(number, answer)
