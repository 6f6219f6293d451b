"""The exchange rate of a foreign invoice in a claim: of the loss date, the shipment date, or the lower one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from claims.indemnity.terms import Conversion
from insurer.kernel.errors import InvalidInput

Rates = Mapping[str, Mapping[date, Decimal]]
"""Units of policy currency for one unit, by currency and day."""


def conversion_rate(rates: Rates, currency: str, how: Conversion, shipped: date, loss: date) -> Decimal:
    """The rate that holds for one invoice. The rate of the very day must be there, else the input is refused.

    The lower of two rates gives the smaller result for the invoice and every part of it.
    Source: calculation contract, "Currency"; china-practice, section 5, step 8.
    """
    if how is Conversion.LOSS_DATE:
        return _rate(rates, currency, loss)
    if how is Conversion.SHIPMENT_DATE:
        return _rate(rates, currency, shipped)
    return min(_rate(rates, currency, loss), _rate(rates, currency, shipped))


def _rate(rates: Rates, currency: str, day: date) -> Decimal:
    rate = rates.get(currency, {}).get(day)
    if rate is None:
        raise InvalidInput("input.rate_missing", f"rates.{currency}.{day.isoformat()}", currency=currency, day=day)
    return rate
