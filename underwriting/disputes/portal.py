"""Disputes for the policyholder: what its buyers dispute and how it ended."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.disputes import pages

SIDE = "portal"
portal = Blueprint("disputes_portal", __name__, url_prefix="/portal/disputes")


@portal.get("/")
@allow(May.LEDGER_READ)
def overview() -> ResponseReturnValue:
    return pages.overview_page(SIDE)


@portal.get("/<policy>/invoices/<int:receivable>")
@allow(May.LEDGER_READ)
def show(policy: str, receivable: int) -> ResponseReturnValue:
    return pages.dispute_page(SIDE, policy, receivable)


@portal.post("/<policy>/invoices/<int:receivable>")
@allow(May.LEDGER_IMPORT)
def open_now(policy: str, receivable: int) -> ResponseReturnValue:
    return pages.opened(SIDE, policy, receivable)


@portal.post("/<policy>/invoices/<int:receivable>/resolve")
@allow(May.LEDGER_IMPORT)
def resolve_now(policy: str, receivable: int) -> ResponseReturnValue:
    return pages.resolved(SIDE, policy, receivable)
