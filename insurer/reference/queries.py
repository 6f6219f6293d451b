"""Questions to the recorded reference data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput, Refusal
from insurer.kernel.money import Money
from insurer.reference.models import FxRate
from insurer.reference.rules.exchange import EuroRate, cross_rate, earliest_usable
from insurer.reference.terms import CrossRate


def exchange_rate(base: str, quote: str, day: date, known_by: datetime | None = None) -> CrossRate:
    """The cross rate for `day` from the recorded rates, as known at `known_by`; refuses when none is usable."""
    rows = select(FxRate).where(
        FxRate.currency.in_({base, quote} - {"EUR"}), FxRate.day >= earliest_usable(day), FxRate.day <= day
    )
    if known_by is not None:
        rows = rows.where(FxRate.recorded_at <= known_by)
    recorded = db.session.scalars(rows.order_by(FxRate.recorded_at, FxRate.id))
    return cross_rate(base, quote, day, [row.rate() for row in recorded])


def converted(amount: Money, currency: str, day: date, known_by: datetime | None = None) -> tuple[Money, CrossRate]:
    """`amount` in `currency` at the rate of `day`, with the rate used."""
    rate = exchange_rate(amount.currency, currency, day, known_by)
    return rate.convert(amount), rate


class RateTable:
    """The recorded rates of some currencies over a span of days, read at once, as known at a moment."""

    def __init__(self, currencies: Collection[str], first: date, last: date, known_by: datetime | None = None) -> None:
        rows = select(FxRate).where(
            FxRate.currency.in_(set(currencies) - {"EUR"}), FxRate.day >= earliest_usable(first), FxRate.day <= last
        )
        if known_by is not None:
            rows = rows.where(FxRate.recorded_at <= known_by)
        self._by_day: dict[date, list[EuroRate]] = defaultdict(list)
        for row in db.session.scalars(rows.order_by(FxRate.recorded_at, FxRate.id)):
            self._by_day[row.day].append(row.rate())

    def cross(self, base: str, quote: str, day: date) -> CrossRate:
        """Units of `quote` for one `base`, as `exchange_rate` answers; refuses when no usable rate was recorded."""
        usable = (
            earliest_usable(day) + timedelta(days=later) for later in range((day - earliest_usable(day)).days + 1)
        )
        return cross_rate(base, quote, day, [rate for one in usable for rate in self._by_day.get(one, ())])


class DayRates:
    """Amounts of many currencies put into one at the rates of one day, as known at a moment; each rate is read once."""

    def __init__(self, day: date, known_by: datetime | None = None) -> None:
        self.day, self.known_by = day, known_by
        self._found: dict[tuple[str, str], CrossRate | None] = {}

    def into(self, amount: Money, currency: str) -> Money | None:
        """`amount` in `currency`; None where no rate is usable on the day."""
        if amount.currency == currency:
            return amount
        pair = (amount.currency, currency)
        if pair not in self._found:
            try:
                self._found[pair] = exchange_rate(*pair, self.day, self.known_by)
            except Refusal:
                self._found[pair] = None
        rate = self._found[pair]
        return None if rate is None else rate.convert(amount)


def recorded_rates_span() -> tuple[date, date]:
    """First and last day with a recorded rate; refuses when nothing was recorded yet."""
    first, last = db.session.execute(select(func.min(FxRate.day), func.max(FxRate.day))).one()
    if first is None or last is None:
        raise InvalidInput("reference.no_rates_recorded", "day")
    return first, last
