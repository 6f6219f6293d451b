"""Interest on a debt paid late: by segments, because rates change inside a debt's life."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from insurer.kernel.calendar import add_days
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up
from insurer.kernel.working import Working


class DayBase(StrEnum):
    """Days of the year an annual rate is spread over; actual is each day's own year."""

    D365 = "365"
    D360 = "360"
    ACTUAL = "actual"


class InterestRounding(StrEnum):
    """Whether the whole interest is rounded once at the end, or each day's amount first."""

    END = "end"
    DAILY = "daily"


@dataclass(frozen=True, slots=True)
class InterestRate:
    """A rate from its first day on, by the year or by the day: exactly one of the two."""

    first: date
    annual: Decimal | None = None
    daily: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.annual is None) == (self.daily is None):
            raise InvalidInput("input.one_of", "", choices="annual_rate, daily_rate")


@dataclass(frozen=True, slots=True)
class InterestSegment:
    """The days from `first`, without `end`, at one rate; `interest` is rounded for this line alone."""

    first: date
    end: date
    days: int
    rate: InterestRate
    interest: Money


@dataclass(frozen=True, slots=True)
class LateInterest:
    """Days late, the interest over all segments rounded once, and the total with the fixed compensation."""

    days: int
    interest: Money
    total: Money
    segments: tuple[InterestSegment, ...]
    working: Working


def late_interest(
    principal: Money,
    first: date,
    end: date,
    rates: Sequence[InterestRate],
    *,
    day_base: DayBase = DayBase.D365,
    fixed_compensation: Money | None = None,
    rounding: InterestRounding = InterestRounding.END,
) -> LateInterest:
    """Interest from `first`, the first day of interest, up to `end`, the day of payment, which does not count.

    Raises InvalidInput when the rates do not rise in time or do not reach back to `first`.
    """
    _check(first, end, rates)
    exact, segments, working = Fraction(0), [], Working()
    starts = [rate.first for rate in rates]
    for at, rate in enumerate(rates):
        began = max(rate.first, first)
        ends = min(starts[at + 1], end) if at + 1 < len(rates) else end
        if ends <= began:
            continue
        part = _interest(principal, began, ends, rate, day_base, rounding)
        exact += part
        amount = Money(half_up(part), principal.currency)
        segments.append(InterestSegment(began, ends, (ends - began).days, rate, amount))
        code, facts = _told(rate)
        working = working.then(
            code, amount, f"segments.{at}", principal=principal, days=(ends - began).days, began=began,
            day_base=day_base.value, **facts,
        )  # fmt: skip
    interest = Money(half_up(exact), principal.currency)
    compensation = fixed_compensation or Money.zero(principal.currency)
    days = (end - first).days
    working = working.then("late_interest.interest", interest, "rounding", days=days, segments=len(segments))
    total = interest + compensation
    working = working.then(
        "late_interest.total", total, "fixed_compensation", interest=interest, compensation=compensation
    )
    return LateInterest(days, interest, total, tuple(segments), working)


def _check(first: date, end: date, rates: Sequence[InterestRate]) -> None:
    if end < first:
        raise InvalidInput("input.from_after_to", "to", first=first, last=end)
    if not rates or rates[0].first > first:
        raise InvalidInput("late_interest.no_rate", "segments", first=first)
    for at, (before, after) in enumerate(pairwise(rates), 1):
        if after.first <= before.first:
            raise InvalidInput("input.from_after_to", f"segments.{at}.from", first=before.first, last=after.first)


def _told(rate: InterestRate) -> tuple[str, dict[str, Decimal | None]]:
    if rate.daily is not None:
        return "late_interest.segment_daily", {"interest_rate": rate.daily}
    return "late_interest.segment_annual", {"interest_rate": rate.annual}


def _interest(
    principal: Money, began: date, end: date, rate: InterestRate, base: DayBase, rounding: InterestRounding
) -> Fraction:
    """Minor units, exact or the sum of rounded days."""
    amount = Fraction(0)
    for days, per_day in _per_day(began, end, rate, base):
        of_a_day = principal.minor * per_day
        amount += days * (half_up(of_a_day) if rounding is InterestRounding.DAILY else of_a_day)
    return amount


def _per_day(began: date, end: date, rate: InterestRate, base: DayBase) -> list[tuple[int, Fraction]]:
    """Runs of days with the rate of one day; on the actual base one run per calendar year."""
    days = (end - began).days
    if rate.daily is not None:
        return [(days, Fraction(rate.daily))]
    annual = Fraction(rate.annual or 0)
    if base is not DayBase.ACTUAL:
        return [(days, annual / int(base.value))]
    runs = []
    while began < end:
        new_year = date(began.year + 1, 1, 1)
        runs.append(((min(new_year, end) - began).days, annual / (new_year - date(began.year, 1, 1)).days))
        began = min(new_year, end)
    return runs


def first_day_of_interest(due: date) -> date:
    """A debt is late from the day after it was due."""
    return add_days(due, 1)
