"""Acts that let an approved indemnity go to an account other than the one it was approved for."""

from __future__ import annotations

from claims.cases.models import Claim
from claims.cases.queries import facts_of
from claims.cases.states import ClaimState
from claims.indemnity.models import Assessment
from claims.indemnity.queries import IndemnityPayee, approval_content, assessment_of, examiners_of, payee_of
from insurer.accounts.facts import ApprovalState, May
from insurer.accounts.public import agree, digest_of, put_forward, standing_matter, use, withdraw
from insurer.infra.commands import Act, command
from insurer.infra.db import lock
from insurer.kernel.errors import Conflict, NotAllowed
from insurer.kernel.ids import ClaimId
from insurer.parties.public import party
from policies.facts import PaymentAct
from policies.public import lock_payee, refuse_beyond, standing_detail

SETTLEMENT, PAYMENT = "claim_settlement", "claim_payment"
"""The kinds of matter that four eyes see: what is owed to which account, and the account alone when it changed."""


@command(needs=May.CLAIM_PAY)
def put_payment_forward(act: Act, claim_id: ClaimId, *, reason: str = "") -> None:
    """Ask a second person to agree that an approved indemnity goes to the account that stands now."""
    claim = _approved(claim_id)
    content = bound_content(act, claim, assessment_of(claim_id))
    payee_with_account(act, claim)
    if _settled_for(claim, content):
        raise Conflict("claims.payment_approved_already", claim=claim.number)
    put_forward(act, PAYMENT, claim.subject, content, reason=reason)


@command(needs=May.CLAIM_APPROVE)
def agree_to_payment(act: Act, claim_id: ClaimId) -> None:
    """Agree to the account put forward, as a person who neither examined the claim nor put the payment forward."""
    claim = _approved(claim_id)
    assessment = assessment_of(claim_id)
    if act.actor.person in examiners_of(claim_id):
        raise NotAllowed("approval.same_person")
    refuse_beyond(act.actor.roles, PaymentAct.SETTLE, assessment.indemnity, act.today, about=claim.subject)
    agree(act, PAYMENT, claim.subject, bound_content(act, claim, assessment))


def use_release(act: Act, claim: Claim, assessment: Assessment) -> None:
    """Use up what was agreed to for exactly this assessment and the account that stands; part of the running act.

    The settlement's own approval where the account is still the one it named, else one of the payment alone.
    """
    content = bound_content(act, claim, assessment)
    if _settled_for(claim, content):
        use(act, SETTLEMENT, claim.subject, content)
        withdraw(act, PAYMENT, claim.subject)
        return
    if standing_matter(PAYMENT, claim.subject) is None and standing_matter(SETTLEMENT, claim.subject) is not None:
        payee_with_account(act, claim)
        raise Conflict("claims.payee_changed", claim=claim.number)
    use(act, PAYMENT, claim.subject, content)
    withdraw(act, SETTLEMENT, claim.subject)


def bound_content(act: Act, claim: Claim, assessment: Assessment) -> dict[str, object]:
    """What an approval of today binds to, with the account of whoever is paid today held until the act ends."""
    facts = facts_of(claim)
    lock_payee(act, payee_of(facts, act.today).party)
    return approval_content(facts, assessment, act.today)


def payee_with_account(act: Act, claim: Claim) -> IndemnityPayee:
    """Who is paid today; refused while they have no verified account: an assignee its own, never the policyholder's.

    Refused as well while the claimed invoices belong to several: first they are claimed, or assigned back, apart.
    """
    payee = payee_of(facts_of(claim), act.today)
    if payee.apart:
        raise Conflict("claims.invoices_assigned_apart", claim=claim.number, assignment=payee.assignment)
    if standing_detail(payee.party) is not None:
        return payee
    if payee.assignment:
        raise Conflict("claims.assignee_without_account", payee=party(payee.party).name, assignment=payee.assignment)
    raise Conflict("bank_details.none_verified")


def _settled_for(claim: Claim, content: dict[str, object]) -> bool:
    """Whether the approval of the settlement names this assessment and the account that stands now."""
    found = standing_matter(SETTLEMENT, claim.subject)
    return found is not None and found.state is ApprovalState.AGREED and found.digest == digest_of(content)


def _approved(claim_id: ClaimId) -> Claim:
    claim = lock(Claim, claim_id)
    if claim.state != ClaimState.APPROVED.value:
        raise Conflict("lifecycle.out_of_turn", state=claim.state, move="pay")
    return claim
