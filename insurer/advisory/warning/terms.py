"""What the indicators are worked out from, what they are measured by, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insurer.advisory.warning.states import AlertLevel
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.kernel.working import Working


class Indicator(StrEnum):
    """What is watched: of the whole ledger, of one buyer, of the policyholder's own figures."""

    DSO = "dso"
    DAYS_LATE = "days_late"
    LATE_PAYERS = "late_payers"
    ORDERS = "orders"
    CONCENTRATION = "concentration"
    BAD_DEBT = "bad_debt"
    WORKING_CAPITAL = "working_capital"
    CASH_CYCLE = "cash_cycle"
    BANK_LINE = "bank_line"
    BUYER_OVERDUE = "buyer_overdue"
    BUYER_DAYS_LATE = "buyer_days_late"
    BUYER_SIGNS = "buyer_signs"
    BUYER_ORDERS = "buyer_orders"
    BUYER_LIMIT_USE = "buyer_limit_use"
    BUYER_TERM = "buyer_term"

    @property
    def of_buyer(self) -> bool:
        """Whether it is measured buyer by buyer."""
        return self.value.startswith("buyer_")


class Unit(StrEnum):
    """In what an indicator's value and its thresholds are said."""

    DAYS = "days"
    POINTS = "points"
    SHARE = "share"
    RATIO = "ratio"
    NUMBER = "number"


UNITS: Mapping[Indicator, Unit] = {
    Indicator.DSO: Unit.DAYS,
    Indicator.DAYS_LATE: Unit.DAYS,
    Indicator.LATE_PAYERS: Unit.POINTS,
    Indicator.ORDERS: Unit.SHARE,
    Indicator.CONCENTRATION: Unit.SHARE,
    Indicator.BAD_DEBT: Unit.SHARE,
    Indicator.WORKING_CAPITAL: Unit.RATIO,
    Indicator.CASH_CYCLE: Unit.SHARE,
    Indicator.BANK_LINE: Unit.SHARE,
    Indicator.BUYER_OVERDUE: Unit.DAYS,
    Indicator.BUYER_DAYS_LATE: Unit.DAYS,
    Indicator.BUYER_SIGNS: Unit.NUMBER,
    Indicator.BUYER_ORDERS: Unit.SHARE,
    Indicator.BUYER_LIMIT_USE: Unit.SHARE,
    Indicator.BUYER_TERM: Unit.SHARE,
}
AT_THRESHOLD = frozenset({Indicator.LATE_PAYERS, Indicator.BUYER_SIGNS, Indicator.BUYER_LIMIT_USE, Indicator.BANK_LINE})
"""Indicators whose level is reached at the threshold; the others must pass it."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where on an indicator is yellow, orange and red.

    Shares are fractions (0.6 is 60 %), points are percentage points. Of the DSO, yellow and red are shares above its
    own mean and orange is how many readings must rise in a row. Of the working-capital ratio they are the lowest
    values of green, of orange, and the highest before money lies idle: see its rule.
    """

    yellow: Decimal
    orange: Decimal
    red: Decimal

    def plain(self) -> dict[str, str]:
        """As JSON, kept with every reading and alert."""
        return {"yellow": f"{self.yellow:f}", "orange": f"{self.orange:f}", "red": f"{self.red:f}"}

    @classmethod
    def of_plain(cls, plain: Mapping[str, str]) -> Threshold:
        return cls(Decimal(plain["yellow"]), Decimal(plain["orange"]), Decimal(plain["red"]))


def _of(yellow: str, orange: str, red: str) -> Threshold:
    return Threshold(Decimal(yellow), Decimal(orange), Decimal(red))


STARTING: Mapping[Indicator, Threshold] = {
    Indicator.DSO: _of("0.10", "3", "0.20"),
    Indicator.DAYS_LATE: _of("5", "10", "20"),
    Indicator.LATE_PAYERS: _of("2.5", "5", "10"),
    Indicator.ORDERS: _of("0.30", "0.50", "0.80"),
    Indicator.CONCENTRATION: _of("0.40", "0.50", "0.60"),
    Indicator.BAD_DEBT: _of("0.005", "0.01", "0.02"),
    Indicator.WORKING_CAPITAL: _of("1.5", "1", "3"),
    Indicator.CASH_CYCLE: _of("0", "0.15", "0.30"),
    Indicator.BANK_LINE: _of("0.50", "0.70", "0.90"),
    Indicator.BUYER_OVERDUE: _of("10", "30", "60"),
    Indicator.BUYER_DAYS_LATE: _of("5", "10", "20"),
    Indicator.BUYER_SIGNS: _of("1", "2", "3"),
    Indicator.BUYER_ORDERS: _of("0.50", "0.75", "1.50"),
    Indicator.BUYER_LIMIT_USE: _of("0.70", "0.80", "0.95"),
    Indicator.BUYER_TERM: _of("0.15", "0.30", "0.60"),
}
"""The thresholds to start with, until the house or a policyholder sets its own."""

CHANCE: Mapping[AlertLevel, Decimal] = {
    AlertLevel.GREEN: Decimal("0.005"),
    AlertLevel.YELLOW: Decimal("0.02"),
    AlertLevel.ORANGE: Decimal("0.08"),
    AlertLevel.RED: Decimal("0.25"),
}
"""The chance, by its worst level, that a buyer fails within a year: the house's own starting values."""
LOSS_SHARE = Decimal("0.60")
"""The part of what a failed buyer owes that is not recovered: the house's own starting value."""


@dataclass(frozen=True, slots=True)
class Debt:
    """One invoice in minor units of policy currency, its deposit taken off; receipts by day, the earliest first."""

    buyer: PartyId
    number: str
    invoiced: date
    due: date
    amount: int
    receipts: tuple[tuple[date, int], ...] = ()
    disputed: int = 0

    def open_on(self, day: date) -> int:
        """What is open at the end of `day`; nothing before the invoice."""
        if self.invoiced > day:
            return 0
        return max(0, self.amount - sum(minor for paid, minor in self.receipts if paid <= day))

    @property
    def settled_on(self) -> date | None:
        """The day on which the last of it came in."""
        got = 0
        for day, minor in self.receipts:
            got += minor
            if got >= self.amount:
                return day
        return None


@dataclass(frozen=True, slots=True)
class Standing:
    """What one buyer owes today and the limit that stands for it."""

    outstanding: Money
    insured: Money
    limit: Money | None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A policy's ledger at the end of a day in policy currency, as known at a moment."""

    currency: str
    as_of: date
    debts: tuple[Debt, ...]
    standings: Mapping[PartyId, Standing]


@dataclass(frozen=True, slots=True)
class CompanyFigures:
    """What a policyholder enters of its own books on a day, all in one currency; None is unknown. Sales and cost of
    sales are those of a year."""

    day: date
    current_assets: Money | None = None
    current_liabilities: Money | None = None
    receivables: Money | None = None
    inventory: Money | None = None
    payables: Money | None = None
    sales: Money | None = None
    cost_of_sales: Money | None = None
    bank_line: Money | None = None
    bank_drawn: Money | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One indicator measured: its value, the level by the threshold, and how it was worked out."""

    indicator: Indicator
    buyer: PartyId | None
    value: Decimal
    level: AlertLevel
    threshold: Threshold
    working: Working

    @property
    def key(self) -> tuple[str, int]:
        """Of one run there is one reading per key."""
        return (self.indicator.value, int(self.buyer or 0))
