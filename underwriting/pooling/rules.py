"""Pooled payment behaviour: days late, share late and trend of a buyer over all policies, and its level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from insurer.kernel.calendar import add_days
from underwriting.pooling.terms import Payment, PaymentBehaviour, PaymentTrend, Pooled

LOOKED_BACK = 365
HALF = 182
LEAST_HOLDERS = 5
"""Policyholders below which no pooled figure leaves the desk."""
BRACKETS = ((1, "1–4"), (5, "5–9"), (10, "10–19"), (20, "20+"))
BOUNDS = (
    (Fraction(30), PaymentBehaviour.ALARMING),
    (Fraction(15), PaymentBehaviour.POOR),
    (Fraction(5), PaymentBehaviour.SLOW),
)
"""Mean days late above which a behaviour begins: the house's own starting values."""
TREND_DAYS = 5


def days_late(one: Payment, as_of: date) -> int:
    """Days from the due day to payment, to the day looked from while it is open; none when in time."""
    return max(0, ((one.paid_on or as_of) - one.due).days)


def mean_days_late(payments: Sequence[Payment], as_of: date) -> Fraction:
    """The mean over all, each invoice counting once, so that no large ledger speaks louder than its invoices."""
    if not payments:
        return Fraction(0)
    return Fraction(sum(days_late(one, as_of) for one in payments), len(payments))


def pooled(payments: Iterable[Payment], as_of: date) -> Pooled | None:
    """How the buyer paid what fell due in the last year; None when nothing did."""
    first = add_days(as_of, -LOOKED_BACK)
    counted = [one for one in payments if first < one.due < as_of]
    if not counted:
        return None
    turn = add_days(as_of, -HALF)
    mean = mean_days_late(counted, as_of)
    late = sum(1 for one in counted if days_late(one, as_of))
    holders = len({one.policyholder for one in counted})
    return Pooled(
        behaviour=level(mean),
        mean_days_late=mean,
        share_late=Fraction(late, len(counted)),
        trend=trend([one for one in counted if one.due <= turn], [one for one in counted if one.due > turn], as_of),
        policies=bracket(holders),
        invoices=len(counted),
        enough=holders >= LEAST_HOLDERS,
    )


def level(mean: Fraction) -> PaymentBehaviour:
    """The behaviour that a mean delay shows."""
    return next((behaviour for bound, behaviour in BOUNDS if mean > bound), PaymentBehaviour.PROMPT)


def trend(before: Sequence[Payment], now: Sequence[Payment], as_of: date) -> PaymentTrend:
    """Worse or better by more than five days from one half year to the next; steady without both."""
    if not before or not now:
        return PaymentTrend.STEADY
    change = mean_days_late(now, as_of) - mean_days_late(before, as_of)
    if change > TREND_DAYS:
        return PaymentTrend.WORSE
    return PaymentTrend.BETTER if change < -TREND_DAYS else PaymentTrend.STEADY


def bracket(count: int) -> str:
    """A number of policyholders as a bracket."""
    return next(words for least, words in reversed(BRACKETS) if count >= least)


def rescored(before: PaymentBehaviour, measured: PaymentBehaviour, reports: int) -> PaymentBehaviour:
    """The behaviour after an overdue was reported: poor at least, alarming from the second reporter on; never better
    than it is measured or stood."""
    told = PaymentBehaviour.ALARMING if reports > 1 else PaymentBehaviour.POOR
    return max((before, measured, told), key=lambda one: one.rank)
