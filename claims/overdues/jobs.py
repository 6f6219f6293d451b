"""The confirmation of a notice, issued once for every notice."""

from __future__ import annotations

from collections.abc import Mapping

from claims.overdues.documents import notice_confirmation
from claims.overdues.queries import notice_numbered
from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import Occasion, PaperState, issue_document, issues, paper_state
from insurer.infra.jobs.running import ask_for
from policies.facts import PolicyFacts
from policies.public import policy_facts

CONFIRMATION = "claims.notice_confirmation"
"""The kind of the document and of the job that makes it."""


def ask_for_confirmation(act: Act, notice: str, policy: PolicyFacts) -> None:
    """Have the confirmation of a notice made, part of the act that takes it."""
    ask_for(act, CONFIRMATION, {"notice": notice}, policy.policyholder, f"notice:{notice}")


def confirmation_state(notice: str) -> PaperState:
    """Where the confirmation of a notice is."""
    return paper_state(CONFIRMATION, f"notice:{notice}", notice)


@issues(CONFIRMATION)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    issue_confirmation(act, str(payload["notice"]))


@command(needs=None)
def issue_confirmation(act: Act, number: str) -> str:
    """Issue the confirmation in the policy's language; its number."""
    notice = notice_numbered(number)
    language = policy_facts(notice.policy).language
    occasion = Occasion(
        kind=CONFIRMATION,
        subject=f"notice:{number}",
        paper=number,
        policyholder=notice.policyholder,
        language=language,
    )
    return issue_document(act, occasion, lambda seal: notice_confirmation(notice.id, language, seal))
