"""The decision letter, issued once for every decision."""

from __future__ import annotations

from collections.abc import Mapping

from claims.cases.models import Claim
from claims.cases.queries import claim_facts
from claims.cases.terms import ClaimFacts
from claims.indemnity.documents import decision_letter
from claims.indemnity.queries import assessment_of
from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import Occasion, PaperState, issue_document, paper_state
from insurer.infra.jobs.running import ask_for, handles
from insurer.kernel.errors import Conflict
from insurer.kernel.ids import ClaimId
from policies.public import policy_facts

DECISION_LETTER = "claims.decision_letter"
"""The kind of the document and of the job that makes it."""


def ask_for_letter(act: Act, claim: Claim, assessment: str) -> None:
    """Have the letter on a decision made, part of the act that decides."""
    payload = {"claim": claim.id, "assessment": assessment}
    ask_for(act, DECISION_LETTER, payload, claim.policyholder_id, claim.subject)


def standing_letter(claim: ClaimFacts) -> PaperState:
    """Where the letter on the standing decision is; all empty before there is a decision."""
    if claim.decided_on is None:
        return PaperState()
    return paper_state(DECISION_LETTER, f"claim:{claim.number}", assessment_of(claim.id).number)


@handles(DECISION_LETTER)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    issue_decision_letter(act, ClaimId(int(str(payload["claim"]))), str(payload["assessment"]))


@command(needs=None)
def issue_decision_letter(act: Act, claim_id: ClaimId, assessment: str) -> str:
    """Issue the letter in the policy's language; its number. Refused when the claim was taken up again meanwhile."""
    claim = claim_facts(claim_id)
    if claim.decided_on is None or assessment_of(claim_id).number != assessment:
        raise Conflict("claims.decision_withdrawn", claim=claim.number, assessment=assessment)
    language = policy_facts(claim.policy).language
    occasion = Occasion(
        kind=DECISION_LETTER,
        subject=f"claim:{claim.number}",
        paper=assessment,
        policyholder=claim.policyholder,
        language=language,
    )
    return issue_document(act, occasion, lambda number: decision_letter(claim_id, language, number))
