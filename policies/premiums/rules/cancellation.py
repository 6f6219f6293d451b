"""Mid-term cancellation: what is earned, what is kept on top, what goes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.kernel.working import Working


@dataclass(frozen=True, slots=True)
class ShortRateRow:
    """Cover of up to `days_to` days earns this share of the premium; None has no end."""

    days_to: int | None
    percentage_earned: Decimal


@dataclass(frozen=True, slots=True)
class ShortRate:
    """How the insurer keeps more than the days: exactly one of the three."""

    factor_on_return: Decimal | None = None
    penalty_on_unearned: Decimal | None = None
    table: tuple[ShortRateRow, ...] | None = None

    def __post_init__(self) -> None:
        given = (self.factor_on_return, self.penalty_on_unearned, self.table)
        if sum(one is not None for one in given) != 1:
            choices = "factor_on_return, penalty_on_unearned, table"
            raise InvalidInput("input.one_of", "short_rate", choices=choices)


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Earned + penalty + returned = premium, to the cent."""

    earned: Money
    returned: Money
    penalty: Money
    working: Working


def cancellation(premium: Money, term: Period, cancelled_on: date, short_rate: ShortRate | None) -> Cancellation:
    """The return premium when cover ends before its term; `cancelled_on` is the first day without cover.

    Without `short_rate` pro rata by days. Raises InvalidInput for a day outside the term or the table.
    """
    if cancelled_on < term.first or (term.end is not None and cancelled_on > term.end):
        raise InvalidInput("cancellation.outside_term", "cancelled_on", value=cancelled_on, period=term)
    days = (cancelled_on - term.first).days
    working = Working().then("cancellation.days", days, "cancelled_on", first=term.first, days=days, term=term.days)
    if short_rate is not None and short_rate.table is not None:
        return _by_table(premium, days, short_rate.table, working)
    earned = premium.share(Fraction(days, term.days))
    working = working.then("cancellation.earned", earned, "basis", premium=premium, days=days, term=term.days)
    unearned = premium - earned
    working = working.then("cancellation.unearned", unearned, "basis", premium=premium, earned=earned)
    if short_rate is None:
        penalty = Money.zero(premium.currency)
    elif short_rate.factor_on_return is not None:
        penalty = unearned - unearned.share(short_rate.factor_on_return)
        facts = {"unearned": unearned, "factor": short_rate.factor_on_return}
        working = working.then("cancellation.penalty_by_factor", penalty, "short_rate.factor_on_return", **facts)
    else:
        percentage = short_rate.penalty_on_unearned or Decimal(0)
        penalty = unearned.share(percentage)
        facts = {"unearned": unearned, "percentage": percentage}
        working = working.then("cancellation.penalty", penalty, "short_rate.penalty_on_unearned", **facts)
    returned = unearned - penalty
    working = working.then("cancellation.returned", returned, "basis", unearned=unearned, penalty=penalty)
    return Cancellation(earned, returned, penalty, working)


def _by_table(premium: Money, days: int, table: Sequence[ShortRateRow], working: Working) -> Cancellation:
    """The first row whose days reach the days in force; what it earns has the penalty inside."""
    for at, row in enumerate(table):
        if row.days_to is None or days <= row.days_to:
            earned = premium.share(row.percentage_earned)
            facts = {"premium": premium, "percentage": row.percentage_earned, "days": days}
            source = f"short_rate.table.{at}"
            nothing, returned = Money.zero(premium.currency), premium - earned
            working = working.then("cancellation.earned_by_table", earned, source, **facts)
            working = working.then("cancellation.returned", returned, source, unearned=returned, penalty=nothing)
            return Cancellation(earned, returned, nothing, working)
    raise InvalidInput("cancellation.no_table_row", "short_rate.table", days=days)
