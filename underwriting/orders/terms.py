"""What an order check is told and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insurer.kernel.findings import Finding
from insurer.kernel.money import Money
from insurer.kernel.working import Working
from underwriting.limits.terms import PaymentMethod

USUAL_OVERDUE_DAYS = 30
"""From how many days late on a buyer's orders are held, unless the policyholder says otherwise."""


class OrderOutcome(StrEnum):
    """What the check says: go, go knowing that a part is not insured, or stop for a person to decide."""

    CLEAR = "clear"
    WARNED = "warned"
    HELD = "held"

    @property
    def tone(self) -> str:
        """The colour of the word."""
        return {"clear": "good", "warned": "care", "held": "bad"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAsked:
    """An order to be checked, in its own currency. `deposit` is paid before shipment and is no credit."""

    amount: Money
    deposit: Money
    payment_days: int
    method: PaymentMethod
    ships_on: date

    @property
    def credit(self) -> Money:
        """What the buyer will owe for it."""
        return (self.amount - self.deposit).floor_zero()


@dataclass(frozen=True, slots=True)
class OwnLimitFacts:
    """What the seller itself lets a buyer owe, and for how long (None: as the policy)."""

    amount: Money
    payment_days: int | None
    valid_from: date
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class InsurerLimit:
    """The insurer's limit for the day of shipment: its amount, longest term and method, and the decision."""

    amount: Money
    longest_days: int | None
    method: PaymentMethod | None
    reference: str


@dataclass(frozen=True, slots=True)
class LateInvoice:
    """An open invoice past its due date."""

    number: str
    due: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands between seller and buyer on the day of the check; amounts in policy currency.

    `ordered` are other orders not yet shipped; `insured` is None where the insurer decided nothing for the day of
    shipment; `insurable` is false outside the policy's period; `stopped_by` is the debt that stops cover.
    """

    open: Money
    ordered: Money
    own: OwnLimitFacts | None
    insured: InsurerLimit | None
    insurable: bool
    stopped_by: str
    late: tuple[LateInvoice, ...]
    overdue_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAnswer:
    """The answer with its working: why it is held, what is not insured and why. Amounts in policy currency."""

    outcome: OrderOutcome
    exposure: Money
    total: Money
    uninsured: Money
    over_own: Money
    room: Money
    holds: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    working: Working
