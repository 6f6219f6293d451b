"""Thirteen weeks of cash at the insurer's desk: read only, the entries are the policyholder's."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.advisory.cash import pages
from insurer.infra.web.guard import allow

desk = Blueprint("cash_desk", __name__, url_prefix="/desk/cash")


@desk.get("/")
@allow(May.LEDGER_READ)
def view() -> ResponseReturnValue:
    return pages.view_page("desk")
