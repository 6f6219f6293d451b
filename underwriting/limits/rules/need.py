"""The balance that a limit must carry, as the ledger of the past shows it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from insurer.kernel.money import Money


@dataclass(frozen=True, slots=True)
class Debt:
    """One invoice on the buyer's account: open from its first day until the day it was settled (None: still open)."""

    first: date
    settled: date | None
    amount: Money


@dataclass(frozen=True, slots=True)
class HighestBalance:
    """The most that a buyer owed on one day, and that day."""

    day: date
    amount: Money


def highest_balance(debts: Iterable[Debt], first: date, last: date, currency: str) -> HighestBalance | None:
    """The highest balance of the days from `first` to `last`; None when nothing was owed. One currency only.

    An invoice counts with its whole amount until it is settled: part payments bring the true balance lower.
    Source: feature map, S35, need-based limit.
    """
    moves: dict[date, int] = defaultdict(int)
    for debt in debts:
        if debt.amount.currency == currency and (debt.settled is None or debt.settled > debt.first):
            moves[max(debt.first, first)] += debt.amount.minor
            if debt.settled is not None:
                moves[max(debt.settled, first)] -= debt.amount.minor
    balance, best = 0, None
    for day in sorted(moves):
        if day > last:
            break
        balance += moves[day]
        if balance > 0 and (best is None or balance > best.amount.minor):
            best = HighestBalance(day, Money(balance, currency))
    return best
