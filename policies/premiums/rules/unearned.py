"""Earned and unearned premium at the end of a day: what is written is one or the other, to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from insurer.kernel.calendar import add_days, add_months, month_index
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.kernel.rounding import half_up
from insurer.kernel.working import Working


class EarningMethod(StrEnum):
    """How premium is earned over its term."""

    DAILY = "daily"
    MONTHLY_24THS = "monthly_24ths"
    MONTHLY_12THS = "monthly_12ths"
    EIGHTHS = "eighths"


@dataclass(frozen=True, slots=True)
class PremiumSegment:
    """Premium written for one period; an endorsement's return premium is a segment with a negative amount."""

    premium: Money
    period: Period


@dataclass(frozen=True, slots=True)
class EarnedPremium:
    """Written = earned + unearned, to the cent."""

    written: Money
    earned: Money
    unearned: Money
    working: Working


def earned_share(period: Period, as_of: date, method: EarningMethod) -> Fraction:
    """The exact share of a period's premium earned at the end of `as_of`, never below 0 or above 1.

    Daily: days to `as_of`, both counted, over days of the term. Twelfths: calendar months begun ÷ months of the
    term; twenty-fourths take each month at its middle; eighths take each calendar quarter at its middle.
    """
    if as_of < period.first:
        return Fraction(0)
    if method is EarningMethod.DAILY:
        share = Fraction((as_of - period.first).days + 1, period.days)
    elif method is EarningMethod.EIGHTHS:
        quarters = month_index(as_of) // 3 - month_index(period.first) // 3 + 1
        share = Fraction(2 * quarters - 1, 8)
    else:
        months, term = month_index(as_of) - month_index(period.first) + 1, months_of(period)
        halves = method is EarningMethod.MONTHLY_24THS
        share = Fraction(2 * months - 1, 2 * term) if halves else Fraction(months, term)
    return min(share, Fraction(1))


def months_of(period: Period) -> int:
    """Months of a term, a begun month counting whole: 1 Jan to 1 Jan is 12; refuses an open-ended period."""
    end = add_days(period.first, period.days)
    months = month_index(end) - month_index(period.first)
    if add_months(period.first, months) < end:
        months += 1
    return max(months, 1)


def unearned_premium(
    segments: Iterable[PremiumSegment], as_of: date, method: EarningMethod, currency: str
) -> EarnedPremium:
    """What of the written premium is earned at the end of `as_of`, rounded once, and what is not yet."""
    exact, written, working = Fraction(0), Money.zero(currency), Working()
    for at, segment in enumerate(segments):
        share = earned_share(segment.period, as_of, method)
        part = share * segment.premium.minor
        exact, written = exact + part, written + segment.premium
        facts = {
            "premium": segment.premium, "parts": share.numerator, "whole": share.denominator,
            "period": segment.period, "as_of": as_of,
        }  # fmt: skip
        working = working.then("unearned.segment", Money(half_up(part), currency), f"segments.{at}", **facts)
    earned = Money(half_up(exact), currency)
    unearned = written - earned
    working = (
        working.then("unearned.written", written, "segments")
        .then("unearned.earned", earned, "as_of", as_of=as_of)
        .then("unearned.unearned", unearned, "as_of", written=written, earned=earned)
    )
    return EarnedPremium(written, earned, unearned, working)
