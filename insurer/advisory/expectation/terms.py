"""What a forecast of payment learns from, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insurer.kernel.ids import PartyId

VERSION = "payment-days-1"
"""The model's version: another way of learning or other features make another version."""
SEED = 20_240_101
LEAST_LEARNED = 60
"""Paid invoices below which nothing is learned; the buyer's own average counts instead."""
LEAST_OF_BUYER = 3
"""Paid invoices of a buyer below which its own average says nothing."""
MOST_LEARNED = 20_000
"""The newest paid invoices that are learned from, so that a large ledger costs no more than a day's work may."""


class Basis(StrEnum):
    """What an expected day rests on."""

    MODEL = "model"
    BUYER_AVERAGE = "buyer_average"
    DUE_DATE = "due_date"

    @property
    def tone(self) -> str:
        return "work" if self is Basis.MODEL else "quiet"


@dataclass(frozen=True, slots=True)
class Bill:
    """One invoice: who owes it, its days, its amount in minor units, and the day it was paid in full, if it was."""

    key: int
    buyer: PartyId
    invoiced: date
    due: date
    amount: int
    paid_on: date | None = None

    @property
    def delay(self) -> int | None:
        """Days from the due day to payment, negative when it came early; None while it is open."""
        return None if self.paid_on is None else (self.paid_on - self.due).days


@dataclass(frozen=True, slots=True)
class Expected:
    """When one open invoice is expected to be paid, on what that rests, and how many payments were known of."""

    key: int
    day: date
    basis: Basis
    known: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """Everything forecast on one day, and from what."""

    as_of: date
    version: str
    seed: int
    learned_from: int
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class BackTest:
    """Mean absolute errors in days, walked forward month by month: nothing was known that was not known then."""

    version: str
    months: int
    invoices: int
    by_model: int
    model: float
    average: float
    due: float
    first: date | None = None
    last: date | None = None

    @property
    def better(self) -> bool:
        """Whether the model is nearer than both ways of guessing."""
        return bool(self.invoices) and self.model < min(self.average, self.due)
