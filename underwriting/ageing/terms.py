"""What an ageing is asked for, and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from insurer.kernel.ids import PolicyId
from insurer.kernel.money import Money

BOUNDS = (30, 60, 90, 180)
"""Last days of the buckets between not due and more than 180 days late."""
LABELS = ("not_due", "1-30", "31-60", "61-90", "91-180", "181+")
"""The buckets as the ageing rule names them."""


class AgeingBy(StrEnum):
    """What a row of the ageing stands for."""

    BUYER = "buyer"
    CURRENCY = "currency"


class AgeingPart(StrEnum):
    """Which part of each invoice counts."""

    ALL = "all"
    INSURED = "insured"
    UNINSURED = "uninsured"


@dataclass(frozen=True, slots=True)
class AgeingRow:
    """One row: an amount per bucket, in the order of LABELS, and their sum; `overdue` leaves out what is not due."""

    key: str
    buckets: tuple[Money, ...]
    total: Money
    invoices: int

    @property
    def overdue(self) -> Money:
        return self.total - self.buckets[0]


@dataclass(frozen=True, slots=True)
class AgeingTable:
    """All rows, the most overdue first, and their sum."""

    rows: tuple[AgeingRow, ...]
    total: AgeingRow


@dataclass(frozen=True, slots=True)
class PolicyAgeing:
    """The ledger of one policy in one currency by bucket, in the invoices' own currency, as summed by the database."""

    policy: PolicyId
    currency: str
    buckets: tuple[Money, ...]
    invoices: int
    credits: Money

    @property
    def total(self) -> Money:
        """What is open on the invoices; credit notes that name none stand apart."""
        return Money.total(self.buckets, self.currency)
