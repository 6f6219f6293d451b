"""Days sales outstanding: how many days of sales stand unpaid, in four readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working

Figure = Decimal | int


class DsoMethod(StrEnum):
    """How the days are counted."""

    SIMPLE = "simple"
    COUNT_BACK = "count_back"
    BEST_POSSIBLE = "best_possible"
    AVERAGE_DAYS_DELINQUENT = "average_days_delinquent"


@dataclass(frozen=True, slots=True)
class SalesPeriod:
    """Credit sales of one period and its days."""

    amount: Figure
    days: int


@dataclass(frozen=True, slots=True)
class DaysOutstanding:
    """Days, exact, with the working that prints them to two decimals."""

    days: Fraction
    working: Working


def days_sales_outstanding(
    method: DsoMethod, receivables: Figure, sales: Sequence[SalesPeriod], current_receivables: Figure | None = None
) -> DaysOutstanding:
    """Receivables in days of sales; `sales` newest first, amounts all in one currency.

    Simple: receivables ÷ sales × days. Best possible: the same of receivables not yet due; average days delinquent:
    of those overdue. Count-back: whole newest periods are used up first, the last one in proportion.
    Raises InvalidInput when sales are nil, too short to count back, or the current receivables are missing.
    """
    if method is DsoMethod.COUNT_BACK:
        return _count_back(receivables, sales)
    counted, source = receivables, "receivables"
    if method is not DsoMethod.SIMPLE:
        if current_receivables is None:
            raise InvalidInput("input.missing", "current_receivables")
        if current_receivables > receivables:
            raise InvalidInput("dso.current_above_receivables", "current_receivables", receivables=receivables)
        best = method is DsoMethod.BEST_POSSIBLE
        counted = current_receivables if best else receivables - current_receivables
        source = "current_receivables"
    total = sum(period.amount for period in sales)
    span = sum(period.days for period in sales)
    if not total:
        raise InvalidInput("input.division_by_zero", "sales", choices="sales")
    days = Fraction(counted) / Fraction(total) * span
    working = Working().then("dso.sales", _figure(total), "sales", periods=len(sales), days=span)
    code = f"dso.{method.value}"
    working = working.then(code, to_places(days, 2), source, receivables=counted, sales=total, days=span)
    return DaysOutstanding(days, working)


def _count_back(receivables: Figure, sales: Sequence[SalesPeriod]) -> DaysOutstanding:
    left, days, working = Fraction(receivables), Fraction(0), Working()
    for at, period in enumerate(sales):
        if left <= 0:
            break
        used = min(left, Fraction(period.amount))
        counted = Fraction(period.days) if left >= period.amount else period.days * left / Fraction(period.amount)
        days, left = days + counted, left - used
        working = working.then(
            "dso.period",
            to_places(counted, 2),
            f"sales.{at}",
            sales=period.amount,
            days=period.days,
            left=_figure(left),
        )
    if left > 0:
        raise InvalidInput("dso.history_too_short", "sales", left=_figure(left))
    return DaysOutstanding(days, working.then("dso.count_back", to_places(days, 2), "method", receivables=receivables))


def _figure(value: Figure | Fraction) -> Decimal:
    """An exact figure as it is shown."""
    return to_places(value, 2)
