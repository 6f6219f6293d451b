"""Expected payments at the insurer's desk."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.advisory.expectation.pages import expected_page
from insurer.infra.web.guard import allow

desk = Blueprint("expectation_desk", __name__, url_prefix="/desk/expected-payments")


@desk.get("/")
@allow(May.LEDGER_READ)
def expected() -> ResponseReturnValue:
    return expected_page("desk")
