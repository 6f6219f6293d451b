"""A statement: a calculation's answer with its whole derivation, as plain JSON values.

The one place that knows how figures are written: amounts with the currency's decimals, decimals in full,
days as `YYYY-MM-DD`. The rules behind hand over typed results and a working; they know no JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from insurer.infra.languages import text
from insurer.kernel.errors import InvalidInput, Refusal
from insurer.kernel.money import Money
from insurer.kernel.rounding import Exact, to_places
from insurer.kernel.working import Line, Working

SHARE_PLACES = 6
SCORE_PLACES = 4
DAYS_PLACES = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a calculation gives: its named figures, its working and the currency of its amounts, if any."""

    result: Mapping[str, object]
    working: Working
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A figure that is words: a message key, said in the reader's language."""

    key: str


def share(value: Exact | None) -> Decimal | None:
    """A share, ratio, rate or factor as it is printed: six decimals."""
    return None if value is None else to_places(value, SHARE_PLACES)


def score(value: Exact) -> Decimal:
    """A score as it is printed: four decimals."""
    return to_places(value, SCORE_PLACES)


def days(value: Exact | None) -> Decimal | None:
    """The days of a ratio, or a percentage, as printed: two decimals."""
    return None if value is None else to_places(value, DAYS_PLACES)


def plain(value: object, locale: str) -> Any:
    """A typed figure as a JSON value. A fraction is refused: rounding is decided by the rule, not here."""
    if isinstance(value, Money):
        return value.plain()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Said):
        return text(value.key, locale)
    if isinstance(value, Mapping):
        return {str(name): plain(item, locale) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item, locale) for item in value]
    raise TypeError(f"{type(value).__name__} has no place in a statement")


def step(line: Line, locale: str) -> dict[str, Any]:
    """One line of the working in the reader's language."""
    written = {"rule": line.code, "label": text(line.code, locale, **line.facts)}
    if isinstance(line.result, Money):
        written["amount"] = line.result.plain()
    else:
        written["value"] = "" if line.result is None else str(plain(line.result, locale))
    return {**written, "detail": text(f"{line.code}.detail", locale, **line.facts), "source": line.clause}


def statement(name: str, version: str, outcome: Outcome, locale: str) -> dict[str, Any]:
    """The whole answer, field for field in the order of the contract."""
    currency = {"currency": outcome.currency} if outcome.currency else {}
    return {
        "name": name,
        "version": version,
        **currency,
        "result": plain(outcome.result, locale),
        "steps": [step(line, locale) for line in outcome.working.lines],
    }


def error_answer(refusal: Refusal, locale: str) -> dict[str, Any]:
    """What is wrong with the input, in the reader's language."""
    field = refusal.field if isinstance(refusal, InvalidInput) else ""
    return {"error": {"code": refusal.code, "field": field, "message": text(refusal.code, locale, **refusal.facts)}}


def written(answer: Mapping[str, Any]) -> str:
    """The answer as JSON text: the same answer always gives the same bytes."""
    return json.dumps(answer, ensure_ascii=False)
