"""A calculation asked for from outside: a name and a body in, a status and a JSON answer out."""

from __future__ import annotations

from typing import Any

from insurer.kernel.errors import Refusal
from insurer.workflows.calculations.book import CALCULATIONS
from insurer.workflows.calculations.statement import error_answer

UNKNOWN_NAME = "input.unknown_calculation"


def calculation_answer(name: str, body: bytes, locale: str) -> tuple[int, dict[str, Any]]:
    """(200, statement), (404, error) for a name nobody knows, (422, error) for any other bad input."""
    try:
        return 200, CALCULATIONS.answer(name, body, locale)
    except Refusal as refusal:
        return 404 if refusal.code == UNKNOWN_NAME else 422, error_answer(refusal, locale)
