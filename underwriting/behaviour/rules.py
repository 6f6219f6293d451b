"""The figures of payment behaviour, each with its working. Pure; amounts of one currency throughout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from insurer.kernel.errors import InvalidInput
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working
from underwriting.behaviour.terms import (
    BuyerBehaviour,
    DsoAt,
    FallenDue,
    LateShare,
    Level,
    OutstandingAt,
    Paid,
    Trend,
)
from underwriting.exposure.rules.dso import DaysOutstanding, DsoMethod, SalesPeriod, days_sales_outstanding

SIMPLE_MONTHS = 3
"""Months of sales that simple and best possible DSO divide by; count-back goes back as far as it must."""
RUNNING = 3
"""Values in a row, each above the one before, that make DSO amber: 40, 44, 49 does, 40, 44, 43 does not."""
DAYS_AMBER, DAYS_RED = 10, 20
"""Days by which the average of three months may exceed that of twelve. A house setting; no outside source."""
SHARE_AMBER, SHARE_RED = Fraction(5, 100), Fraction(10, 100)
"""Points by which the share of late payers may rise from one period to the next. A house setting."""


_CLAUSES = {
    "sales": "behaviour.credit_sales",
    "receivables": "behaviour.receivables",
    "method": "behaviour.receivables",
    "current_receivables": "behaviour.not_due",
}
"""What the inputs of the calculation are in a ledger."""


def average_days_late(paid: Paid) -> Working:
    """The amount-weighted days late of what was paid: 100 000 ten days late and 300 000 thirty → 25.0."""
    working = Working().then("behaviour.paid", paid.amount, "behaviour.settled", invoices=paid.invoices)
    days = paid.days
    if days is None:
        return working
    return working.then("behaviour.days_late", to_places(days, 1), "behaviour.weighted", amount=paid.amount)


def trend_of(short: Paid, long: Paid) -> Trend:
    """Whether the last three months were later than the last twelve, by half a day or more."""
    if short.days is None or long.days is None:
        return Trend.UNKNOWN
    rise = short.days - long.days
    half = Fraction(1, 2)
    return Trend.WORSE if rise >= half else Trend.BETTER if rise <= -half else Trend.STEADY


def level_of(short: Paid, long: Paid) -> Level:
    """Amber when the last three months were more than ten days later than the last twelve, red above twenty."""
    rise = (short.days or Fraction(0)) - (long.days or Fraction(0))
    return Level.RED if rise > DAYS_RED else Level.AMBER if rise > DAYS_AMBER else Level.GREEN


def rises_running(values: Sequence[Decimal | Fraction | int | None], running: int = RUNNING) -> bool:
    """Whether the last `running` values each exceed the one before: consecutive rises, not one high value."""
    last = list(values)[-running:]
    if len(last) < running or any(value is None for value in last):
        return False
    return all(second > first for first, second in pairwise(last) if first is not None and second is not None)


def late_share_level(now: LateShare, before: LateShare) -> Level:
    """Amber when the share of late buyers rose by five points or more, red by ten: 12 of 80, then 20 of 80 → red.

    Without buyers in the period before there is nothing to compare with.
    """
    rise = now.of_buyers - before.of_buyers if before.buyers else Fraction(0)
    return Level.RED if rise >= SHARE_RED else Level.AMBER if rise >= SHARE_AMBER else Level.GREEN


def late_share(buyers: Mapping[object, FallenDue], like: LateShare) -> LateShare:
    """The share of a span whose buyers and amounts these are; `like` gives its days and the currency."""
    owing = [one for one in buyers.values() if one.due.minor]
    amount, late = like.amount, like.late_amount
    for one in owing:
        amount, late = amount + one.due, late + one.late
    return LateShare(like.first, like.last, len(owing), sum(1 for one in owing if one.late.minor), amount, late)


def late_share_working(now: LateShare, before: LateShare) -> Working:
    """How the share of late payers came about, this period and the one before."""
    working = Working()
    for code, one in (("behaviour.share_before", before), ("behaviour.share_now", now)):
        facts = {"late": one.late_buyers, "buyers": one.buyers, "first": one.first, "last": one.last}
        working = working.then(code, f"{to_places(one.of_buyers * 100, 1)} %", "behaviour.late_payers", **facts)
    for code, one in (("behaviour.amount_before", before), ("behaviour.amount_now", now)):
        facts = {"late": one.late_amount, "amount": one.amount}
        working = working.then(code, f"{to_places(one.of_amount * 100, 1)} %", "behaviour.late_payers", **facts)
    return working


def dso_history(months: Sequence[OutstandingAt], points: int = 12) -> tuple[DsoAt, ...]:
    """DSO at the end of each of the last `points` months, the latest last. `months` run from old to new."""
    found = []
    for at in range(max(len(months) - points, 0), len(months)):
        newest_first = [SalesPeriod(one.sales.decimal, one.days) for one in reversed(months[: at + 1])]
        found.append(dso_at(months[at], newest_first))
    return tuple(found)


def dso_at(at: OutstandingAt, sales: Sequence[SalesPeriod]) -> DsoAt:
    """DSO at the end of a day from the months of sales up to it, newest first."""
    whole, current = at.open.floor_zero().decimal, min(at.current, at.open).floor_zero().decimal
    some = sales[:SIMPLE_MONTHS]
    if not any(one.amount for one in sales) or (not whole and not any(one.amount for one in some)):
        return DsoAt(at, None, None, None, Working())
    simple, first = _days(lambda: days_sales_outstanding(DsoMethod.SIMPLE, whole, some))
    back, second = _days(lambda: days_sales_outstanding(DsoMethod.COUNT_BACK, whole, sales))
    best, third = _days(lambda: days_sales_outstanding(DsoMethod.BEST_POSSIBLE, whole, some, current))
    return DsoAt(at, simple, back, best, first + second + third)


def _days(count: Callable[[], DaysOutstanding]) -> tuple[Decimal | None, Working]:
    """The days with their working; None where the sales are nil or do not reach back far enough."""
    try:
        found = count()
    except InvalidInput:
        return None, Working()
    return to_places(found.days, 1), Working(
        tuple(replace(line, clause=_CLAUSES.get(line.clause.split(".")[0], "")) for line in found.working.lines)
    )


def dso_rises(history: Sequence[DsoAt]) -> bool:
    """Whether simple DSO rose three months running."""
    return rises_running([one.simple for one in history])


def dso_of(one: BuyerBehaviour) -> DsoAt | None:
    """A buyer's DSO today; None where nothing was ever sold to it."""
    return dso_history(one.months, 1)[-1] if one.months else None
