"""When turnover must be declared, and which shipments are declared."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from insurer.kernel.calendar import add_months, month_end, month_ends, month_start
from insurer.kernel.period import Period

_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


def declare_by(shipped: date, frequency: str, due_days: int) -> date:
    """The last day on which the period of a shipment may be declared: its calendar period's end and the days given."""
    months = _MONTHS[frequency]
    begins = shipped.replace(day=1, month=(shipped.month - 1) // months * months + 1)
    return month_end(add_months(begins, months - 1)) + timedelta(days=due_days)


def is_declared(due: date, as_of: date, recorded_at: datetime, declared_at: datetime | None) -> bool:
    """A shipment is declared, or still in time; one entered after its month was declared waits for a correction."""
    if as_of <= due:
        return True
    return declared_at is not None and recorded_at <= declared_at


@dataclass(frozen=True, slots=True)
class MonthToDeclare:
    """One calendar month that is over and not declared, and the last day on which it is in time."""

    end: date
    due: date


def months_left(
    cover: Period, declared: Collection[date], day: date, frequency: str, due_days: int
) -> tuple[MonthToDeclare, ...]:
    """The months with a day of cover that ended before `day` and are not declared, the oldest first."""
    last = month_end(day if cover.last is None else min(day, cover.last))
    return tuple(
        MonthToDeclare(end, declare_by(end, frequency, due_days))
        for end in month_ends(month_start(cover.first), last)
        if end < day and end not in declared
    )
