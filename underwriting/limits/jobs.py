"""The letter on a limit decision, issued once for every decision."""

from __future__ import annotations

from collections.abc import Mapping

from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import Occasion, PaperState, issue_document, issues, paper_state
from insurer.infra.jobs.running import ask_for
from insurer.kernel.ids import PartyId, PolicyId
from policies.public import policy_facts
from underwriting.limits.documents import limit_letter
from underwriting.limits.queries import decision_numbered

LIMIT_LETTER = "limits.decision_letter"
"""The kind of the document and of the job that makes it."""


def ask_for_limit_letter(act: Act, decision: str, policyholder: PartyId) -> None:
    """Have the letter on a decision made, part of the act that decides."""
    ask_for(act, LIMIT_LETTER, {"decision": decision}, policyholder, f"limit:{decision}")


def limit_letter_state(decision: str) -> PaperState:
    """Where the letter on a decision is."""
    return paper_state(LIMIT_LETTER, f"limit:{decision}", decision)


@issues(LIMIT_LETTER)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    issue_limit_letter(act, str(payload["decision"]))


@command(needs=None)
def issue_limit_letter(act: Act, number: str) -> str:
    """Issue the letter in the policy's language; its number."""
    policy = policy_facts(PolicyId(decision_numbered(number).policy_id))
    occasion = Occasion(
        kind=LIMIT_LETTER,
        subject=f"limit:{number}",
        paper=number,
        policyholder=policy.policyholder,
        language=policy.language,
    )
    return issue_document(act, occasion, lambda seal: limit_letter(number, policy.language, seal))
