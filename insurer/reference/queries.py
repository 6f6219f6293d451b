"""Questions to the recorded reference data."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.reference.models import FxRate
from insurer.reference.rules.exchange import cross_rate, earliest_usable
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


def recorded_rates_span() -> tuple[date, date]:
    """First and last day with a recorded rate; refuses when nothing was recorded yet."""
    first, last = db.session.execute(select(func.min(FxRate.day), func.max(FxRate.day))).one()
    if first is None or last is None:
        raise InvalidInput("reference.no_rates_recorded", "day")
    return first, last
