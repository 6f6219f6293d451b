"""Ageing as the policyholder sees it: its own open ledger by days late."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.web.guard import allow
from underwriting.ageing import pages

SIDE = "portal"
portal = Blueprint("ageing_portal", __name__, url_prefix="/portal/ageing")


@portal.get("/")
@allow(May.LEDGER_READ)
def ageing() -> ResponseReturnValue:
    return pages.ageing_page(SIDE)


@portal.get("/invoices")
@allow(May.LEDGER_READ)
def items() -> ResponseReturnValue:
    return pages.items_page(SIDE)
