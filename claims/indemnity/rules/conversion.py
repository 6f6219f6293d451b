"""The exchange rate of a foreign invoice in a claim, of the rates that are given with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from insurer.kernel.errors import InvalidInput
from underwriting.facts import Conversion, rate_by_clause

Rates = Mapping[str, Mapping[date, Decimal]]
"""Units of policy currency for one unit, by currency and day."""


def conversion_rate(rates: Rates, currency: str, how: Conversion, shipped: date, loss: date) -> Decimal:
    """The rate that holds for one invoice. The rate of the very day must be there, else the input is refused."""
    return rate_by_clause(how, shipped, loss, lambda day: _rate(rates, currency, day))


def _rate(rates: Rates, currency: str, day: date) -> Decimal:
    rate = rates.get(currency, {}).get(day)
    if rate is None:
        raise InvalidInput("input.rate_missing", f"rates.{currency}.{day.isoformat()}", currency=currency, day=day)
    return rate
