"""The recovery statement, issued once for every recovery."""

from __future__ import annotations

from collections.abc import Mapping

from claims.cases.models import Claim
from claims.cases.queries import claim_facts
from claims.indemnity.jobs import claim_occasion
from claims.recoveries.documents import recovery_statement
from claims.recoveries.queries import recovery_numbered
from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import PaperState, issue_document, issues, paper_state
from insurer.infra.jobs.running import ask_for
from insurer.kernel.ids import ClaimId

STATEMENT = "claims.recovery_statement"
"""The kind of the document and of the job that makes it."""


def ask_for_statement(act: Act, claim: Claim, recovery: str) -> None:
    """Have the statement of a recovery made, part of the act that books it."""
    ask_for(act, STATEMENT, {"recovery": recovery}, claim.policyholder_id, claim.subject)


def statement_state(claim: str, recovery: str) -> PaperState:
    """Where the statement of a recovery is."""
    return paper_state(STATEMENT, f"claim:{claim}", recovery)


@issues(STATEMENT)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    issue_recovery_statement(act, str(payload["recovery"]))


@command(needs=None)
def issue_recovery_statement(act: Act, recovery: str) -> str:
    """Issue the statement in the policy's language; its number."""
    claim = claim_facts(ClaimId(recovery_numbered(recovery).claim_id))
    occasion = claim_occasion(claim, STATEMENT, recovery)
    return issue_document(act, occasion, lambda seal: recovery_statement(recovery, occasion.language, seal))
