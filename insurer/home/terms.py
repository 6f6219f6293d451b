"""What the first pages show, in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insurer.kernel.money import Money
from underwriting.facts import ClassTotal


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the first page: words, the value, a note beneath, where it leads."""

    label: str
    value: str
    note: str = ""
    href: str = ""

    def __iter__(self) -> Iterator[str]:
        return iter((self.label, self.value, self.note, self.href))


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work: what to do, with whom or what, its paper, the amount at stake, its day and clause, the way."""

    what: str
    whom: str
    paper: str
    amount: Money | None
    day: date | None
    clause: str
    href: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing to be done by a day: its code, for whom, the amount at risk, the clause that sets the day, the way.

    `lost` says what is lost when the day passes.
    """

    what: str
    whom: str
    policy: str
    amount: Money | None
    day: date
    clause: str
    lost: str
    href: str


class Urgency(StrEnum):
    """How soon something must be done."""

    OVERDUE = "overdue"
    WEEK = "week"
    MONTH = "month"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Band:
    """The deadlines of one urgency, the nearest first, with what is at risk in them, by currency."""

    urgency: Urgency
    deadlines: tuple[Deadline, ...]

    @property
    def at_risk(self) -> tuple[Money, ...]:
        sums: dict[str, Money] = {}
        for one in self.deadlines:
            if one.amount is not None:
                known = sums.get(one.amount.currency, Money.zero(one.amount.currency))
                sums[one.amount.currency] = known + one.amount
        return tuple(sums[currency] for currency in sorted(sums))


def bands(deadlines: Iterable[Deadline], day: date) -> tuple[Band, ...]:
    """Deadlines by urgency on `day`: passed, within 7 days, within 30, later; at one day the larger amount first."""
    found: dict[Urgency, list[Deadline]] = {urgency: [] for urgency in Urgency}
    for one in sorted(deadlines, key=lambda one: (one.day, -(one.amount.minor if one.amount else 0), one.whom)):
        found[_urgency((one.day - day).days)].append(one)
    return tuple(Band(urgency, tuple(those)) for urgency, those in found.items() if those)


def _urgency(left: int) -> Urgency:
    if left < 0:
        return Urgency.OVERDUE
    return Urgency.WEEK if left <= 7 else Urgency.MONTH if left <= 30 else Urgency.LATER


@dataclass(frozen=True, slots=True)
class Cover:
    """A policy's open ledger: open = insured + uninsured, in six classes that sum to it."""

    policy: str
    open: Money
    insured: Money
    uninsured: Money
    classes: tuple[ClassTotal, ...]
    ageing: Sequence[tuple[str, Money]]
