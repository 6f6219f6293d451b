"""What a ledger says of how its buyers pay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.kernel.working import Working


class Trend(StrEnum):
    """Whether a figure got worse of late."""

    WORSE = "worse"
    STEADY = "steady"
    BETTER = "better"
    UNKNOWN = "unknown"


class Level(StrEnum):
    """How much a figure worries."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Paid:
    """Invoices settled in a span: how many, their amount, and the sum of amount × days late, in minor units."""

    invoices: int
    amount: Money
    weighted: int

    @property
    def days(self) -> Fraction | None:
        """The amount-weighted days late, exact; None where nothing was paid. Paid early counts as on time."""
        return Fraction(self.weighted, self.amount.minor) if self.amount.minor else None


@dataclass(frozen=True, slots=True)
class FallenDue:
    """What fell due in a span and what of it was not paid by the end of its due day."""

    due: Money
    late: Money


@dataclass(frozen=True, slots=True)
class LateShare:
    """Of the buyers with something falling due in a span, those that were late, and the same of the amounts."""

    first: date
    last: date
    buyers: int
    late_buyers: int
    amount: Money
    late_amount: Money

    @property
    def of_buyers(self) -> Fraction:
        return Fraction(self.late_buyers, self.buyers) if self.buyers else Fraction(0)

    @property
    def of_amount(self) -> Fraction:
        return self.late_amount.over(self.amount)


@dataclass(frozen=True, slots=True)
class OutstandingAt:
    """A ledger at the end of a day: all that is open, what of it is not yet due, and the sales of the month to it."""

    day: date
    since: date
    open: Money
    current: Money
    sales: Money

    @property
    def days(self) -> int:
        """Days of the month that ends on `day`."""
        return (self.day - self.since).days


@dataclass(frozen=True, slots=True)
class DsoAt:
    """Days sales outstanding at the end of a day in three readings; None where the sales do not reach."""

    at: OutstandingAt
    simple: Decimal | None
    count_back: Decimal | None
    best_possible: Decimal | None
    working: Working


@dataclass(frozen=True, slots=True)
class OpenTerms:
    """What is open: all, overdue, and the sum of open amount × days of agreed term, in minor units."""

    open: Money
    overdue: Money
    weighted: int

    @property
    def days(self) -> Fraction | None:
        """The amount-weighted agreed term in days."""
        return Fraction(self.weighted, self.open.minor) if self.open.minor else None


@dataclass(frozen=True, slots=True)
class BuyerBehaviour:
    """How one buyer pays, or all of them together; amounts in policy currency at the rates of the day asked for."""

    party: PartyId | None
    short: Paid
    long: Paid
    now: FallenDue
    before: FallenDue
    terms: OpenTerms
    months: tuple[OutstandingAt, ...]
    trend: Trend
    level: Level


@dataclass(frozen=True, slots=True)
class LedgerBehaviour:
    """How all buyers of a ledger pay on a day. `left_out` are currencies without a rate: not in any figure."""

    day: date
    currency: str
    whole: BuyerBehaviour
    buyers: Mapping[PartyId, BuyerBehaviour]
    now: LateShare
    before: LateShare
    share_level: Level
    left_out: tuple[str, ...]
