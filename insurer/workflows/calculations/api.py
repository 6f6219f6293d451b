"""`/api/v1/calculations`: the same figures by the same contract for machines."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.languages import reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.machine import for_machines
from insurer.workflows.calculations.answers import calculation_answer
from insurer.workflows.calculations.book import CALCULATIONS
from insurer.workflows.calculations.contract import LARGEST_BODY
from insurer.workflows.calculations.statement import written

api = for_machines(
    Blueprint("calculations_api", __name__, url_prefix="/api/v1/calculations"), largest_body=LARGEST_BODY
)


@api.get("/", strict_slashes=False)
@allow(May.CALCULATE)
def index() -> ResponseReturnValue:
    """Every calculation with a filled input that runs."""
    return {
        "calculations": [{"name": name, "example": CALCULATIONS.named(name).example} for name in CALCULATIONS.names]
    }


@api.post("/<name>")
@allow(May.CALCULATE)
def calculate(name: str) -> ResponseReturnValue:
    """The statement of calculation `name` for the JSON in the body: the bytes the command line prints."""
    status, answer = calculation_answer(name, request.get_data(), reader_locale())
    return Response(written(answer) + "\n", status, content_type="application/json; charset=utf-8")
