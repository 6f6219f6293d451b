"""What the first pages show, in plain values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from insurer.kernel.money import Money


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
class YearRow:
    """The year so far in one currency, and what of the ledgers was insured when last declared."""

    currency: str
    written: Money
    claims_paid: Money
    recovered: Money
    insured: Money


@dataclass(frozen=True, slots=True)
class Deadline:
    """One thing to be done by a day: its code, for whom, the amount at risk, the clause that sets the day, the way."""

    what: str
    whom: str
    policy: str
    amount: Money | None
    day: date
    clause: str
    href: str


@dataclass(frozen=True, slots=True)
class Cover:
    """A policy's open ledger: open = insured + uninsured; why not, the heaviest reason first; how old it is."""

    policy: str
    open: Money
    insured: Money
    uninsured: Money
    share: Fraction
    reasons: Sequence[tuple[str, Money]]
    ageing: Sequence[tuple[str, Money]]
    href: str
