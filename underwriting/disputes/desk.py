"""Disputes for the insurer's people."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.disputes import pages

SIDE = "desk"
desk = Blueprint("disputes_desk", __name__, url_prefix="/desk/disputes")


@desk.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@desk.get("/<policy>/invoices/<int:receivable>")
@allow(May.LEDGER_READ)
def show(policy: str, receivable: int) -> ResponseReturnValue:
    return pages.dispute_page(SIDE, policy, receivable)


@desk.post("/<policy>/invoices/<int:receivable>")
@allow(May.LEDGER_IMPORT)
def open_now(policy: str, receivable: int) -> ResponseReturnValue:
    return pages.opened(SIDE, policy, receivable)


@desk.post("/<policy>/invoices/<int:receivable>/resolve")
@allow(May.LEDGER_IMPORT)
def resolve_now(policy: str, receivable: int) -> ResponseReturnValue:
    return pages.resolved(SIDE, policy, receivable)
