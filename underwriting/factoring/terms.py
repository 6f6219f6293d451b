"""Assignments of receivables: what is said when one is recorded, and one invoice of it as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentEntry:
    """An assignment as recorded. `notified_on` is the day of the notice to the buyer, None for a silent one."""

    assignee: str
    country: str
    agreement: str
    recourse: bool
    assigned_on: date
    notified_on: date | None
    registration: str
    registered_at: datetime | None
    receivables: tuple[ReceivableId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedInvoice:
    """One assigned invoice: to whom, in which act, and the day on which it was assigned back (None: it stands)."""

    id: int
    number: str
    policy: PolicyId
    policyholder: PartyId
    buyer: PartyId
    receivable: ReceivableId
    invoice: str
    due: date
    amount: Money
    assignee: PartyId
    agreement: str
    recourse: bool
    assigned_on: date
    notified_on: date | None
    registration: str
    registered_at: datetime | None
    back_on: date | None
    back_reason: str

    def stands_on(self, day: date) -> bool:
        """Whether the invoice belongs to the assignee at the end of a day."""
        return self.assigned_on <= day and (self.back_on is None or day < self.back_on)


@dataclass(frozen=True, slots=True)
class Headroom:
    """An insured open invoice that nobody has: what could still be financed of it."""

    receivable: ReceivableId
    buyer: PartyId
    number: str
    due: date
    open: Money
    insured: Money
