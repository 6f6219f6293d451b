"""The letter that asks for papers, issued once for every request."""

from __future__ import annotations

from collections.abc import Mapping

from claims.cases.models import Claim
from claims.cases.queries import claim_facts
from claims.indemnity.jobs import claim_occasion
from claims.papers.documents import request_letter
from claims.papers.queries import request_numbered
from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import PaperState, issue_document, issues, paper_state
from insurer.infra.jobs.running import ask_for
from insurer.kernel.ids import ClaimId

REQUEST_LETTER = "claims.paper_request"
"""The kind of the document and of the job that makes it."""


def ask_for_request_letter(act: Act, claim: Claim, number: str) -> None:
    """Have the letter made, part of the act that asks for papers."""
    ask_for(act, REQUEST_LETTER, {"request": number}, claim.policyholder_id, claim.subject)


def request_state(claim: str, number: str) -> PaperState:
    """Where the letter of a request is."""
    return paper_state(REQUEST_LETTER, f"claim:{claim}", number)


@issues(REQUEST_LETTER)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    issue_request_letter(act, str(payload["request"]))


@command(needs=None)
def issue_request_letter(act: Act, number: str) -> str:
    """Issue the letter in the policy's language; its number."""
    claim = claim_facts(ClaimId(request_numbered(number).claim_id))
    occasion = claim_occasion(claim, REQUEST_LETTER, number)
    return issue_document(act, occasion, lambda seal: request_letter(number, occasion.language, seal))
