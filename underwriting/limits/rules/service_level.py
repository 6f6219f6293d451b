"""By when a referred request is to be answered: the house's promise to policyholders."""

from __future__ import annotations

from collections.abc import Container
from datetime import date

from insurer.kernel.calendar import add_business_days

ANSWER_DAYS = 2
"""Business days from the day of the request to the last day for its answer."""
SERVICE_LEVEL = "limits.service_level"
"""The name of the promise, where a clock shows its clause."""


def answer_by(asked_on: date, holidays: Container[date] = ()) -> date:
    """The last day on which an answer keeps the promise: the second business day after the request."""
    return add_business_days(asked_on, ANSWER_DAYS, holidays)
