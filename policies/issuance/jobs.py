"""The papers of a policy, each issued once for every time it was to be issued."""

from __future__ import annotations

from collections.abc import Mapping

from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import Occasion, PaperState, issue_document, issues, paper_state
from insurer.infra.jobs.running import ask_for
from insurer.kernel.ids import DocumentId, PolicyId
from policies.contracts.queries import policy_facts
from policies.issuance.documents import policy_paper_pdf
from policies.issuance.models import PolicyDocument
from policies.issuance.queries import paper_of
from policies.issuance.terms import DocumentKind

KINDS = {DocumentKind.SCHEDULE: "policies.schedule", DocumentKind.ENDORSEMENT: "policies.endorsement"}
"""The kind of the document and of the job that makes it, for each paper."""


def ask_for_paper(act: Act, row: PolicyDocument, number: str) -> None:
    """Have a paper made, part of the act that issues it."""
    payload = {"policy": row.policy_id, "paper": row.id}
    ask_for(act, KINDS[row.paper()], payload, row.policyholder_id, f"policy:{number}")


def policy_paper_state(row: PolicyDocument, number: str) -> PaperState:
    """Where a paper is."""
    return paper_state(KINDS[row.paper()], f"policy:{number}", f"{number}/{row.id}")


@issues(KINDS[DocumentKind.ENDORSEMENT])
@issues(KINDS[DocumentKind.SCHEDULE])
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    policy, paper = (int(str(payload[name])) for name in ("policy", "paper"))
    issue_policy_paper(act, PolicyId(policy), DocumentId(paper))


@command(needs=None)
def issue_policy_paper(act: Act, policy_id: PolicyId, paper_id: DocumentId) -> str:
    """Issue a paper in the policy's language, as it was known when it was asked for; its document number."""
    policy, row = policy_facts(policy_id), paper_of(policy_id, paper_id)
    occasion = Occasion(
        kind=KINDS[row.paper()],
        subject=f"policy:{policy.number}",
        paper=f"{policy.number}/{row.id}",
        policyholder=policy.policyholder,
        language=row.language,
    )
    return issue_document(
        act, occasion, lambda seal: policy_paper_pdf(policy, row.paper(), row.issued_at, row.language, seal)
    )
