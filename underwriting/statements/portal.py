"""Statements of account that a policyholder sends its buyers, and their answers."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.statements import pages

SIDE = "portal"
portal = Blueprint("statements_portal", __name__, url_prefix="/portal/statements")


@portal.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@portal.get("/of/<policy>/<public_id>")
@allow(May.LEDGER_READ)
def buyer(policy: str, public_id: str) -> ResponseReturnValue:
    return pages.buyer_page(SIDE, policy, public_id)


@portal.post("/of/<policy>/<public_id>")
@allow(May.LEDGER_IMPORT)
def make(policy: str, public_id: str) -> ResponseReturnValue:
    return pages.made(SIDE, policy, public_id)


@portal.get("/<number>")
@allow(May.LEDGER_READ)
def show(number: str) -> ResponseReturnValue:
    return pages.statement_page(SIDE, number)


@portal.post("/<number>")
@allow(May.LEDGER_IMPORT)
def answer(number: str) -> ResponseReturnValue:
    return pages.answered(SIDE, number)


@portal.get("/<number>/letter.pdf")
@allow(May.LEDGER_READ)
def letter(number: str) -> ResponseReturnValue:
    return pages.letter_pdf(number)


@portal.get("/<number>/answers/<int:answer>/file")
@allow(May.LEDGER_READ)
def evidence(number: str, answer: int) -> ResponseReturnValue:
    return pages.evidence_file(number, answer)
