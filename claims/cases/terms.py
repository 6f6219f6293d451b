"""What a claim says: the cause, the invoices claimed, the clocks that ran for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from claims.cases.states import ClaimState
from insurer.kernel.findings import Finding, Weight
from insurer.kernel.ids import ClaimId, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money
from policies.facts import Deadlines
from underwriting.facts import InvoiceVerdict


class LossCause(StrEnum):
    """What made the buyer fail to pay. Source: domain rules, section 4."""

    INSOLVENCY = "insolvency"
    PROTRACTED_DEFAULT = "protracted_default"
    REPUDIATION = "repudiation"
    TRANSFER = "transfer"
    CONTRACT_FRUSTRATION = "contract_frustration"
    PUBLIC_BUYER_DEFAULT = "public_buyer_default"


@dataclass(frozen=True, slots=True)
class ClaimedInvoice:
    """One invoice of a claim: what was open when it was filed, when it was notified, when it may be examined."""

    receivable: ReceivableId
    number: str
    shipped: date
    invoiced: date
    due: date
    claimed: Money
    notified_on: date
    notice: str
    waiting_until: date | None


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A claim as other packages and pages see it.

    `waiting_until` is the day from which it may be examined; `put_forward_by` stands while a second person's
    agreement is asked for; `decided_on` once it was approved or declined.
    """

    id: ClaimId
    number: str
    policy: PolicyId
    party: PartyId
    policyholder: PartyId
    cause: LossCause
    loss_date: date
    state: ClaimState
    filed_on: date
    filed_by: str
    waiting_until: date | None
    reason: str
    put_forward_by: str | None
    decided_on: date | None
    version: int
    invoices: tuple[ClaimedInvoice, ...]
    told: str = ""

    @property
    def currency_totals(self) -> tuple[Money, ...]:
        """What is claimed, one sum per currency."""
        totals: dict[str, Money] = {}
        for invoice in self.invoices:
            amount = invoice.claimed
            totals[amount.currency] = totals.get(amount.currency, Money.zero(amount.currency)) + amount
        return tuple(totals[currency] for currency in sorted(totals))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a claim's way as the policyholder sees it: `standing` is done, now or ahead, `day` its day."""

    code: str
    standing: str
    day: date | None


@dataclass(frozen=True, slots=True)
class StandingClock:
    """The clock that runs on a claim where it stands: what is to happen by which day, and by which clause."""

    what: str
    day: date
    clause: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check of the examination and what it found; without findings there is no objection."""

    name: str
    clause: str
    findings: tuple[Finding, ...]

    @property
    def weight(self) -> Weight | None:
        """The heaviest finding, None without any."""
        weights = {finding.weight for finding in self.findings}
        return next((weight for weight in (Weight.ERROR, Weight.WARNING, Weight.NOTE) if weight in weights), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimChecks:
    """What the examiner's checks look at.

    `clocks` holds the policy's dates by invoice number; `cover` holds the verdicts on all invoices of the buyer at
    the date of loss; `overdue_since` is the day of the buyer's first unpaid due date then; `twins` are pairs of a
    claimed invoice and another one of the same buyer, day and amount under a different number.
    """

    claim: ClaimFacts
    today: date
    cover: tuple[InvoiceVerdict, ...]
    clocks: Mapping[str, Deadlines]
    unpaid_premium: Money
    overdue_since: date | None
    twins: tuple[tuple[str, str], ...] = ()
