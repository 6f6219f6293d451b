"""Which day's exchange rate holds for a foreign invoice: the clause says, and it says so once for cover and claims."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from underwriting.exposure.terms import Conversion


def rate_by_clause(how: Conversion, shipped: date, valued: date, rate_on: Callable[[date], Decimal]) -> Decimal:
    """The rate of the loss (or of the day the account is judged), of the shipment, or the lower of the two.

    `rate_on` gives units of policy currency for one of the invoice's on a day, or refuses. The lower of two rates
    gives the smaller result for the invoice and every part of it. Source: calculation contract, "Currency";
    china-practice, section 5, step 8.
    """
    days = {Conversion.LOSS_DATE: (valued,), Conversion.SHIPMENT_DATE: (shipped,), Conversion.LOWER: (valued, shipped)}
    return min(rate_on(day) for day in days[how])
