"""The door for questions and orders about recorded reference data."""

from __future__ import annotations

from insurer.reference.queries import DayRates, RateTable, converted, exchange_rate, recorded_rates_span
from insurer.reference.services import load_published_rates, record_rate

__all__ = [
    "DayRates",
    "RateTable",
    "converted",
    "exchange_rate",
    "load_published_rates",
    "record_rate",
    "recorded_rates_span",
]
