"""What the story is told from and what it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from insurer.kernel.acting import Actor
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from insurer.kernel.working import Working
from policies.facts import PremiumPosition

TERMS: Mapping[str, object] = {
    "insured_percentage": "0.90",
    "maximum_payment_term_days": 60,
    "maximum_extension_days": 10,
    "extension_from": "due_date",
    "notice_days": 30,
    "notice_from": "due_date",
    "waiting_days": 10,
    "waiting_from": "due_date",
    "claim_days": 90,
    "claim_from": "waiting_end",
    "decision_days": 30,
    "payment_days": 30,
    "minimum_loss": "10.00",
    "maximum_liability": {"amount": "10000.00"},
    "tax_rate": "0.12",
    "instalments": 4,
}
"""A policy for a ledger that pays within six weeks: short clocks, so that its few stragglers live the whole story."""
RATE = "0.0035"
MINIMUM: Mapping[str, str] = {"percentage_of_estimate": "0.80"}
DEPOSIT: Mapping[str, str] = {"percentage_of_estimate": "0.80"}


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the story; every act is somebody's."""

    policyholder: Actor
    policy_underwriter: Actor
    limit_underwriter: Actor
    adjuster: Actor
    claims_manager: Actor
    premium_officer: Actor


@dataclass(frozen=True, slots=True)
class Line:
    """One receivable of the ledger as the story knows it: whole, so that each day can be shown what it knew."""

    buyer: str
    country: str
    number: str
    shipped: date
    invoiced: date
    due: date
    amount: Money
    paid: date | None
    disputed: bool

    @property
    def key(self) -> str:
        return f"{self.buyer}/{self.number}"

    def known_on(self, day: date) -> bool:
        return self.invoiced <= day

    def paid_by(self, day: date) -> bool:
        return self.paid is not None and self.paid <= day


@dataclass(frozen=True, slots=True)
class Chapter:
    """What stood at the end of one month: the open ledger, what of it was insured, and its ageing."""

    as_of: date
    open: Money
    insured: Money
    uninsured: Money
    buckets: tuple[tuple[str, Money], ...]
    declared: Money


@dataclass(frozen=True, slots=True)
class ClaimTold:
    """One claim: what was lost and paid, every line between, and whether a re-run gave the same cents."""

    number: str
    buyer: str
    loss_date: date
    filed_on: date
    state: str
    net_debt: Money
    insured_loss: Money
    indemnity: Money
    payable: Money
    working: Working
    rerun_same: bool


@dataclass(frozen=True, slots=True)
class RecoveryTold:
    """One recovery and its shares."""

    number: str
    claim: str
    received_on: date
    net: Money
    insurer: Money
    policyholder: Money


@dataclass(frozen=True, slots=True)
class Ending:
    """What can be counted at the end."""

    chapter: Chapter
    premium: PremiumPosition
    claims: tuple[ClaimTold, ...]
    recoveries: tuple[RecoveryTold, ...]
    balances: tuple[tuple[str, Money, Money], ...]
    difference: Money
    limits: int
    granted: Money
    uploads: Uploads


@dataclass
class Uploads:
    """What the imports took, refused and found unchanged, over all uploads."""

    files: int = 0
    accepted: int = 0
    refused: int = 0
    unchanged: int = 0


@dataclass
class Tale:
    """The story while it is lived: where it stands and what has happened so far."""

    policy: PolicyId
    number: str
    policyholder: PartyId
    cast: Cast
    lines: tuple[Line, ...]
    notified_amount: Money
    notified: int = 0
    uploads: Uploads = field(default_factory=Uploads)
    parties: dict[str, PartyId] = field(default_factory=dict)
    uploaded: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    recovered: set[ReceivableId] = field(default_factory=set)
    chapters: list[Chapter] = field(default_factory=list)
