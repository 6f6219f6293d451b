"""Indicators of the whole ledger: DSO, days late, late payers, sales, concentration, bad debt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from insurer.advisory.warning.rules.levels import reading
from insurer.advisory.warning.states import AlertLevel
from insurer.advisory.warning.terms import Debt, Indicator, Ledger, Reading, Threshold
from insurer.kernel.calendar import add_days, add_months
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up, to_places
from insurer.kernel.working import Working
from underwriting.facts import DsoMethod, Exposure, SalesPeriod, concentration, days_sales_outstanding

WINDOW = 90
"""Days of a period: this period is the last 90 days, the one before it the 90 days before."""
MONTH = 30
POINTS = 6
"""Monthly readings of the DSO that are looked at."""
BAD_AFTER = 180
"""Days late after which a debt counts as bad."""
YEAR = 365


@dataclass(frozen=True, slots=True)
class Point:
    """One reading of a series."""

    day: date
    value: Fraction


def invoiced_between(debts: Iterable[Debt], after: date, last: date) -> int:
    """Sales invoiced after a day up to and including another, in minor units."""
    return sum(one.amount for one in debts if after < one.invoiced <= last)


def dso_series(debts: Sequence[Debt], as_of: date) -> list[Point]:
    """The DSO over 90 days of sales on the same day of the last six months, the oldest first; none without sales."""
    found = []
    for back in range(POINTS - 1, -1, -1):
        day = add_months(as_of, -back)
        sales = invoiced_between(debts, add_days(day, -WINDOW), day)
        if sales:
            owed = sum(one.open_on(day) for one in debts)
            days = days_sales_outstanding(DsoMethod.SIMPLE, owed, [SalesPeriod(sales, WINDOW)]).days
            found.append(Point(day, days))
    return found


def dso_reading(series: Sequence[Point], threshold: Threshold) -> Reading | None:
    """Red far above its own mean, orange when it rises reading by reading, yellow a little above the mean.

    The mean is that of the readings before the last; None where there is nothing to compare with.
    """
    if len(series) < 2:
        return None
    last = series[-1].value
    before = [point.value for point in series[:-1]]
    mean = sum(before, Fraction(0)) / len(before)
    above = last / mean - 1 if mean else Fraction(0)
    rises = int(threshold.orange)
    tail = [point.value for point in series[-rises:]]
    rising = len(tail) == rises and all(second > first for first, second in pairwise(tail))
    level = AlertLevel.GREEN
    if above > threshold.red:
        level = AlertLevel.RED
    elif rising:
        level = AlertLevel.ORANGE
    elif above > threshold.yellow:
        level = AlertLevel.YELLOW
    working = Working()
    for point in series:
        working = working.then("warning.dso.point", to_places(point.value, 1), "indicator.dso", day=point.day)
    working = working.then("warning.dso.mean", to_places(mean, 1), "indicator.dso", readings=len(before))
    working = working.then("warning.dso.above", _percent(above), "indicator.dso", last=to_places(last, 1))
    working = working.then(
        "warning.dso.rising", "warning.yes" if rising else "warning.no", "indicator.dso", readings=rises
    )
    return reading(Indicator.DSO, last, threshold, working, level=level)


def mean_days_late(debts: Iterable[Debt], after: date, last: date) -> Fraction | None:
    """Days late weighted by amount, of what was paid after a day up to `last` and of what was overdue then."""
    weight = days = 0
    for one in debts:
        for day, minor in one.receipts:
            if after < day <= last:
                weight += minor
                days += minor * max(0, (day - one.due).days)
        left = one.open_on(last)
        if left and one.due < last:
            weight += left
            days += left * (last - one.due).days
    return Fraction(days, weight) if weight else None


def days_late_reading(
    debts: Sequence[Debt], as_of: date, threshold: Threshold, buyer: PartyId | None = None
) -> Reading | None:
    """By how many days the mean delay rose from the last period to this one; a fall is green."""
    turn = add_days(as_of, -WINDOW)
    now = mean_days_late(debts, turn, as_of)
    before = mean_days_late(debts, add_days(turn, -WINDOW), turn)
    if now is None or before is None:
        return None
    indicator = Indicator.DAYS_LATE if buyer is None else Indicator.BUYER_DAYS_LATE
    clause = f"indicator.{indicator.value}"
    working = (
        Working()
        .then("warning.days_late.before", to_places(before, 1), clause, day=turn)
        .then("warning.days_late.now", to_places(now, 1), clause, day=as_of)
        .then("warning.days_late.rise", to_places(now - before, 1), clause)
    )
    rise = now - before
    level = AlertLevel.GREEN if rise <= 0 else None
    return reading(indicator, rise, threshold, working, buyer=buyer, level=level)


def payers(debts: Iterable[Debt], after: date, last: date) -> tuple[int, int]:
    """Buyers with anything to pay in a period, and those of them that paid late or let something fall overdue."""
    there: set[PartyId] = set()
    late: set[PartyId] = set()
    for one in debts:
        paid = [day for day, _minor in one.receipts if after < day <= last]
        overdue = one.due < last and one.open_on(last) > 0
        if paid or overdue:
            there.add(one.buyer)
            if overdue or any(day > one.due for day in paid):
                late.add(one.buyer)
    return len(there), len(late)


def late_payers_reading(now: tuple[int, int], before: tuple[int, int], threshold: Threshold) -> Reading | None:
    """By how many percentage points the share of late payers rose: (buyers, late) of this period and the last."""
    if not now[0] or not before[0]:
        return None
    share, earlier = (Fraction(late * 100, all_) for all_, late in (now, before))
    clause = "indicator.late_payers"
    working = (
        Working()
        .then("warning.late_payers.before", f"{to_places(earlier, 1)} %", clause, buyers=before[0], late=before[1])
        .then("warning.late_payers.now", f"{to_places(share, 1)} %", clause, buyers=now[0], late=now[1])
        .then("warning.late_payers.rise", to_places(share - earlier, 1), clause)
    )
    level = AlertLevel.GREEN if share <= earlier else None
    return reading(Indicator.LATE_PAYERS, share - earlier, threshold, working, level=level)


def orders_reading(
    debts: Sequence[Debt], as_of: date, threshold: Threshold, currency: str, buyer: PartyId | None = None
) -> Reading | None:
    """Sales of the last 30 days against the mean of the three months before: a jump up warns like a fall.

    None unless something was sold in each of the three months.
    """
    turns = [add_days(as_of, -MONTH * back) for back in range(5)]
    months = [invoiced_between(debts, turns[back + 1], turns[back]) for back in range(4)]
    if not all(months[1:]):
        return None
    mean = Fraction(sum(months[1:]), 3)
    change = months[0] / mean - 1
    indicator = Indicator.ORDERS if buyer is None else Indicator.BUYER_ORDERS
    clause = f"indicator.{indicator.value}"
    working = (
        Working()
        .then("warning.orders.mean", Money(half_up(mean), currency), clause, day=turns[1])
        .then("warning.orders.now", Money(months[0], currency), clause, day=as_of)
        .then("warning.orders.change", _percent(change), clause)
    )
    return reading(indicator, change, threshold, working, buyer=buyer)


def concentration_reading(exposures: Sequence[Exposure], currency: str, threshold: Threshold) -> Reading | None:
    """The share of the five largest buyers in what is owed; the index of concentration stands in the working."""
    if not any(one.amount.minor for one in exposures):
        return None
    found = concentration(exposures, currency)
    return reading(Indicator.CONCENTRATION, found.top_5 / 100, threshold, found.working)


def bad_debt_reading(ledger: Ledger, threshold: Threshold) -> Reading | None:
    """What is more than 180 days late, of a year's sales."""
    sales = invoiced_between(ledger.debts, add_days(ledger.as_of, -YEAR), ledger.as_of)
    if not sales:
        return None
    bad = sum(one.open_on(ledger.as_of) for one in ledger.debts if (ledger.as_of - one.due).days > BAD_AFTER)
    clause = "indicator.bad_debt"
    working = (
        Working()
        .then("warning.bad_debt.sales", Money(sales, ledger.currency), clause, day=ledger.as_of)
        .then("warning.bad_debt.bad", Money(bad, ledger.currency), clause, days=BAD_AFTER)
        .then("warning.bad_debt.rate", _percent(Fraction(bad, sales)), clause)
    )
    return reading(Indicator.BAD_DEBT, Fraction(bad, sales), threshold, working)


def _percent(part: Fraction | Decimal) -> str:
    return f"{to_places(Fraction(part) * 100, 2)} %"
