"""How late buyers pay: figures on read or recorded receivables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Protocol

from insurer.kernel.money import Money


class Settled(Protocol):
    """Anything with a due day and a day of full payment, if it was paid."""

    @property
    def due(self) -> date: ...
    @property
    def paid_on(self) -> date | None: ...


class Sized(Protocol):
    """Anything with an amount."""

    @property
    def amount(self) -> Money: ...


@dataclass(frozen=True, slots=True)
class Lateness:
    """Of `paid` invoices, `late` were paid after the due day; days are means over all paid and over the late ones.

    Exact fractions; zero where there is nothing to average.
    """

    paid: int
    late: int
    days: int
    longest: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.late, self.paid) if self.paid else Fraction(0)

    @property
    def mean_days(self) -> Fraction:
        return Fraction(self.days, self.paid) if self.paid else Fraction(0)

    @property
    def mean_days_of_late(self) -> Fraction:
        return Fraction(self.days, self.late) if self.late else Fraction(0)


def days_late(due: date, paid_on: date) -> int:
    """Calendar days from the due day to payment, none when paid on time."""
    return max(0, (paid_on - due).days)


def lateness(receivables: Iterable[Settled]) -> Lateness:
    """The payment experience of those receivables that were paid."""
    late = [days_late(one.due, one.paid_on) for one in receivables if one.paid_on is not None]
    return Lateness(len(late), sum(1 for days in late if days), sum(late), max(late, default=0))


def totals_by_currency(receivables: Iterable[Sized]) -> dict[str, Money]:
    """The sum of the amounts of each currency, by code."""
    totals: dict[str, Money] = {}
    for one in receivables:
        currency = one.amount.currency
        totals[currency] = totals.get(currency, Money.zero(currency)) + one.amount
    return dict(sorted(totals.items()))
