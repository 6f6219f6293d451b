"""What premium is billed and received: notes, receipts, booked turnover, and where the account stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from policies.premiums.rules.unearned import EarningMethod


class NoteKind(StrEnum):
    """Why a debit or credit note was issued."""

    DEPOSIT = "deposit"
    ADJUSTMENT = "adjustment"
    CANCELLATION = "cancellation"


class Means(StrEnum):
    """How a note was settled: by bank, against an indemnity, or by paying a credit back."""

    BANK = "bank"
    SET_OFF = "set_off"
    REFUND = "refund"


class NoteStanding(StrEnum):
    """Where a note stands on a day. `credit` is owed to the policyholder."""

    PAID = "paid"
    NOT_DUE = "not_due"
    OVERDUE = "overdue"
    CREDIT = "credit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One debit note, or credit note where its amounts are negative. The premium is written on `issued_on`."""

    number: str
    policy: PolicyId
    policy_number: str
    policyholder: PartyId
    kind: NoteKind
    issued_on: date
    due_on: date
    recorded_at: datetime
    period: Period
    premium: Money
    tax: Money
    commission: Money
    instalment: int = 1
    instalments: int = 1

    @property
    def total(self) -> Money:
        """What the policyholder owes: premium and tax. Commission is between insurer and broker."""
        return self.premium + self.tax


@dataclass(frozen=True, slots=True)
class Received:
    """Money taken for a note; negative where a credit was paid back."""

    number: str
    note: str
    received_on: date
    amount: Money
    means: Means
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class NoteAccount:
    """A note and what is open of it on a day."""

    note: Note
    paid: Money
    open: Money
    standing: NoteStanding


@dataclass(frozen=True, slots=True)
class PremiumPosition:
    """Where the premium of a policy stands at the end of a day; written = earned + unearned to the cent.

    `billed` and `received` include tax; `receivable` is their difference, `overdue` what of it is past due.
    """

    as_of: date
    written: Money
    earned: Money
    unearned: Money
    billed: Money
    received: Money
    receivable: Money
    overdue: Money


@dataclass(frozen=True, slots=True)
class Suspension:
    """Shipments of these days are without cover because a note stayed unpaid past the days of grace."""

    days: Period
    note: str
    due_on: date
    clause: str = "policy.premium_grace_days"


@dataclass(frozen=True, slots=True)
class BookedTurnover:
    """What was declared for a period, and the paper it rests on."""

    period: Period
    amount: Money
    reference: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PolicyPremium:
    """All premium of one policy: its notes and receipts, and how it is earned."""

    policy_number: str
    policyholder: PartyId
    currency: str
    method: EarningMethod
    notes: tuple[Note, ...]
    receipts: tuple[Received, ...]
