"""Expected payments for policyholders."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.advisory.expectation.pages import expected_page
from insurer.infra.web.guard import allow

portal = Blueprint("expectation_portal", __name__, url_prefix="/portal/expected-payments")


@portal.get("/")
@allow(May.LEDGER_READ)
def expected() -> ResponseReturnValue:
    return expected_page("portal")
