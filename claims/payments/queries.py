"""What a payer sees before paying: the account, its age, and whether the approval names it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from claims.cases.states import ClaimState
from claims.cases.terms import ClaimFacts
from claims.indemnity.queries import approval_content, assessment_of, assessments_of
from claims.payments.services import PAYMENT, SETTLEMENT
from insurer.accounts.facts import ApprovalState, Matter, May
from insurer.accounts.public import digest_of, standing_matter
from insurer.infra.web.guard import permitted
from policies.facts import BankDetailFacts, in_groups
from policies.public import account_in_full, standing_detail


@dataclass(frozen=True, slots=True)
class PaymentView:
    """The account an indemnity would go to, and what was agreed to about it."""

    detail: BankDetailFacts | None
    matter: Matter | None
    released: bool
    asked: bool
    at: datetime


def number_in_full(claim: ClaimFacts) -> str:
    """The account number itself, for whoever may pay, while an approved claim waits to be paid; else nothing."""
    if claim.state is not ClaimState.APPROVED or not permitted(May.CLAIM_PAY):
        return ""
    detail = standing_detail(claim.policyholder)
    return in_groups(account_in_full(detail)) if detail is not None else ""


def payment_view(claim: ClaimFacts, at: datetime) -> PaymentView:
    """Where the payment of a claim stands: `released` when the account that stands now was agreed to, `asked` while a
    second person is asked about it."""
    detail = standing_detail(claim.policyholder)
    if not assessments_of(claim.id):
        return PaymentView(detail, None, False, False, at)
    digest = digest_of(approval_content(claim.number, assessment_of(claim.id), claim.policyholder))
    found = [standing_matter(kind, f"claim:{claim.number}") for kind in (PAYMENT, SETTLEMENT)]
    exact = [one for one in found if one is not None and one.digest == digest]
    released = any(one.state is ApprovalState.AGREED for one in exact)
    asked = any(one.state is ApprovalState.WAITING for one in exact)
    return PaymentView(detail, exact[0] if exact else None, released, asked, at)
