"""What a payer sees before paying: the account, its age, and whether the approval names it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from claims.cases.states import ClaimState
from claims.cases.terms import ClaimFacts
from claims.indemnity.queries import (
    IndemnityPayee,
    approval_content,
    assessment_of,
    assessments_of,
    payee_of,
    payment_of,
)
from claims.payments.services import PAYMENT, SETTLEMENT
from insurer.accounts.facts import ApprovalState, Matter, May
from insurer.accounts.public import digest_of, standing_matter
from insurer.infra.clock import clock, today
from insurer.infra.scope import reading_as
from insurer.infra.web.guard import permitted
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId
from insurer.parties.public import party
from policies.facts import BankDetailFacts, in_groups
from policies.public import account_in_full, payout_of, standing_detail


@dataclass(frozen=True, slots=True)
class PaymentView:
    """Who is paid, the account the indemnity would go to, and what was agreed to about it."""

    payee: IndemnityPayee
    detail: BankDetailFacts | None
    matter: Matter | None
    released: bool
    asked: bool
    at: datetime


def number_in_full(claim: ClaimFacts) -> str:
    """The account number itself, for whoever may pay, while an approved claim waits to be paid; else nothing."""
    if claim.state is not ClaimState.APPROVED or not permitted(May.CLAIM_PAY):
        return ""
    detail = standing_detail(payee_of(claim, today()).party)
    return in_groups(account_in_full(detail)) if detail is not None else ""


def payment_view(claim: ClaimFacts, at: datetime) -> PaymentView:
    """Where the payment of a claim stands: `released` when the account that stands now was agreed to, `asked` while a
    second person is asked about it."""
    day = clock().day_of(at)
    payee = payee_of(claim, day)
    detail = standing_detail(payee.party)
    if not assessments_of(claim.id):
        return PaymentView(payee, detail, None, False, False, at)
    digest = digest_of(approval_content(claim, assessment_of(claim.id), day))
    found = [standing_matter(kind, f"claim:{claim.number}") for kind in (PAYMENT, SETTLEMENT)]
    exact = [one for one in found if one is not None and one.digest == digest]
    released = any(one.state is ApprovalState.AGREED for one in exact)
    asked = any(one.state is ApprovalState.WAITING for one in exact)
    return PaymentView(payee, detail, exact[0] if exact else None, released, asked, at)


def paid_to(claim: ClaimFacts) -> PartyId | None:
    """Who was paid the indemnity: policyholder or assignee, None before it is paid. Whoever asks may see the claim."""
    payment = payment_of(claim.id)
    if payment is None:
        return None
    with reading_as(ALL):
        payout = payout_of(payment.number)
    return claim.policyholder if payout is None else payout[0].policyholder_id


def assignee_name(claim: ClaimFacts, locale: str) -> str:
    """Who was paid the indemnity in the policyholder's place; empty when nobody was."""
    payee = paid_to(claim)
    return "" if payee is None or payee == claim.policyholder else party(payee).shown_name(locale)
