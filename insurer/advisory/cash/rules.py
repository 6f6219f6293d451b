"""Thirteen weeks of cash: what is expected to come in by week, insured and not, what goes out, and what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money

WEEKS = 13
NEVER = None


@dataclass(frozen=True, slots=True)
class Inflow:
    """What is open of a buyer's invoices that are expected on one day; `day` None is not expected at all."""

    buyer: PartyId
    day: date | None
    insured: Money
    uninsured: Money

    @property
    def amount(self) -> Money:
        return self.insured + self.uninsured


@dataclass(frozen=True, slots=True)
class Outflow:
    """A payment to come, as the policyholder entered it."""

    day: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Week:
    """One week from `first` to `last`: what comes in, what goes out, the cash at its end where an opening is known."""

    first: date
    last: date
    insured: Money
    uninsured: Money
    out: Money
    cash: Money | None

    @property
    def inflow(self) -> Money:
        return self.insured + self.uninsured


@dataclass(frozen=True, slots=True)
class CashView:
    """The weeks, and what of the open ledger is expected after them or not at all: together the open ledger."""

    currency: str
    weeks: tuple[Week, ...]
    later: Money
    never: Money

    @property
    def inflow(self) -> Money:
        return Money.total((week.inflow for week in self.weeks), self.currency)

    @property
    def open(self) -> Money:
        """Weeks + later + never: what is open in the ledger."""
        return self.inflow + self.later + self.never

    @property
    def lowest(self) -> Week | None:
        """The first week with the least cash, where cash is known."""
        known = [week for week in self.weeks if week.cash is not None]
        return min(known, key=lambda week: (week.cash.minor if week.cash else 0, week.first), default=None)


def cash_view(
    inflows: Sequence[Inflow], outflows: Sequence[Outflow], opening: Money | None, as_of: date, currency: str
) -> CashView:
    """The 13 weeks that begin on the day after `as_of`; what was expected before falls into the first."""
    weeks: list[Week] = []
    cash, first = opening, as_of + timedelta(days=1)
    for number in range(WEEKS):
        begins = first + timedelta(days=7 * number)
        ends = begins + timedelta(days=6)
        within = [one for one in inflows if one.day is not None and _in_week(one.day, begins, ends, number)]
        insured = Money.total((one.insured for one in within), currency)
        uninsured = Money.total((one.uninsured for one in within), currency)
        out = Money.total((one.amount for one in outflows if begins <= one.day <= ends), currency)
        cash = None if cash is None else cash + insured + uninsured - out
        weeks.append(Week(begins, ends, insured, uninsured, out, cash))
    end = weeks[-1].last
    later = Money.total((one.amount for one in inflows if one.day is not None and one.day > end), currency)
    never = Money.total((one.amount for one in inflows if one.day is None), currency)
    return CashView(currency, tuple(weeks), later, never)


def _in_week(day: date, begins: date, ends: date, number: int) -> bool:
    return begins <= day <= ends or (number == 0 and day < begins)


def delayed(inflows: Sequence[Inflow], shifts: Mapping[PartyId, int | None]) -> list[Inflow]:
    """What if: each named buyer pays so many days later, or (None) not at all."""
    found = []
    for one in inflows:
        if one.buyer not in shifts:
            found.append(one)
            continue
        days = shifts[one.buyer]
        day = NEVER if days is None or one.day is None else one.day + timedelta(days=days)
        found.append(replace(one, day=day))
    return found
