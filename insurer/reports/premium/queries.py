"""The premium report of a day."""

from __future__ import annotations

from datetime import date, datetime

from insurer.reports.premium.rules import premium_months
from insurer.reports.premium.terms import PremiumMonth
from policies.public import premium_of_all


def premium_report(as_of: date, known_by: datetime | None = None) -> list[PremiumMonth]:
    """Premium by month and currency up to the end of `as_of`, as known at `known_by`."""
    return premium_months(premium_of_all(as_of, known_by), as_of)
