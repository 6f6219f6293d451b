"""The papers on decisions and payments, each issued once by a job."""

from __future__ import annotations

from collections.abc import Mapping

from claims.cases.models import Claim
from claims.cases.queries import claim_facts
from claims.cases.terms import ClaimFacts
from claims.indemnity.documents import decision_letter, payment_advice
from claims.indemnity.queries import assessment_of, payment_numbered
from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import Occasion, PaperState, issue_document, issues, paper_state
from insurer.infra.jobs.running import ask_for
from insurer.kernel.errors import Conflict
from insurer.kernel.ids import ClaimId
from policies.public import policy_facts

DECISION_LETTER = "claims.decision_letter"
PAYMENT_ADVICE = "claims.payment_advice"
"""The kinds of the documents and of the jobs that make them."""


def ask_for_letter(act: Act, claim: Claim, assessment: str) -> None:
    """Have the letter on a decision made, part of the act that decides."""
    payload = {"claim": claim.id, "assessment": assessment}
    ask_for(act, DECISION_LETTER, payload, claim.policyholder_id, claim.subject)


def ask_for_advice(act: Act, claim: Claim, payment: str) -> None:
    """Have the advice of a payment made, part of the act that pays."""
    ask_for(act, PAYMENT_ADVICE, {"payment": payment}, claim.policyholder_id, claim.subject)


def standing_letter(claim: ClaimFacts) -> PaperState:
    """Where the letter on the standing decision is; all empty before there is a decision."""
    if claim.decided_on is None:
        return PaperState()
    return paper_state(DECISION_LETTER, f"claim:{claim.number}", assessment_of(claim.id).number)


@issues(DECISION_LETTER)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    issue_decision_letter(act, ClaimId(int(str(payload["claim"]))), str(payload["assessment"]))


@issues(PAYMENT_ADVICE)
def _advise(act: Act, payload: Mapping[str, object]) -> None:
    issue_payment_advice(act, str(payload["payment"]))


@command(needs=None)
def issue_decision_letter(act: Act, claim_id: ClaimId, assessment: str) -> str:
    """Issue the letter in the policy's language; its number. Refused when the claim was taken up again meanwhile."""
    claim = claim_facts(claim_id)
    if claim.decided_on is None or assessment_of(claim_id).number != assessment:
        raise Conflict("claims.decision_withdrawn", claim=claim.number, assessment=assessment)
    occasion = claim_occasion(claim, DECISION_LETTER, assessment)
    return issue_document(act, occasion, lambda seal: decision_letter(claim_id, occasion.language, seal))


@command(needs=None)
def issue_payment_advice(act: Act, payment: str) -> str:
    """Issue the advice of a payment in the policy's language; its number."""
    claim = claim_facts(ClaimId(payment_numbered(payment).claim_id))
    occasion = claim_occasion(claim, PAYMENT_ADVICE, payment)
    return issue_document(act, occasion, lambda seal: payment_advice(payment, occasion.language, seal))


def claim_occasion(claim: ClaimFacts, kind: str, paper: str) -> Occasion:
    """What a document about a claim is issued for, in the language of its policy."""
    return Occasion(
        kind=kind,
        subject=f"claim:{claim.number}",
        paper=paper,
        policyholder=claim.policyholder,
        language=policy_facts(claim.policy).language,
    )
