"""The schedule of a policy, issued once for every time it was to be issued."""

from __future__ import annotations

from collections.abc import Mapping

from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import Occasion, PaperState, issue_document, issues, paper_state
from insurer.infra.jobs.running import ask_for
from insurer.kernel.ids import DocumentId, PolicyId
from policies.contracts.queries import policy_facts
from policies.issuance.documents import schedule_pdf
from policies.issuance.models import PolicyDocument
from policies.issuance.queries import paper_of

SCHEDULE = "policies.schedule"
"""The kind of the document and of the job that makes it."""


def ask_for_schedule(act: Act, row: PolicyDocument, number: str) -> None:
    """Have a schedule made, part of the act that issues it."""
    ask_for(act, SCHEDULE, {"policy": row.policy_id, "paper": row.id}, row.policyholder_id, f"policy:{number}")


def schedule_state(row: PolicyDocument, number: str) -> PaperState:
    """Where a schedule is."""
    return paper_state(SCHEDULE, f"policy:{number}", f"{number}/{row.id}")


@issues(SCHEDULE)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    policy, paper = (int(str(payload[name])) for name in ("policy", "paper"))
    issue_schedule(act, PolicyId(policy), DocumentId(paper))


@command(needs=None)
def issue_schedule(act: Act, policy_id: PolicyId, paper_id: DocumentId) -> str:
    """Issue a schedule in the policy's language, as it was known when it was asked for; its document number."""
    policy, row = policy_facts(policy_id), paper_of(policy_id, paper_id)
    occasion = Occasion(
        kind=SCHEDULE,
        subject=f"policy:{policy.number}",
        paper=f"{policy.number}/{row.id}",
        policyholder=policy.policyholder,
        language=row.language,
    )
    return issue_document(act, occasion, lambda seal: schedule_pdf(policy, row.issued_at, row.language, seal))
