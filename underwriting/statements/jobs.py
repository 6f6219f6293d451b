"""The statement's letter, issued once for every statement."""

from __future__ import annotations

from collections.abc import Mapping

from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import Occasion, PaperState, issue_document, issues, paper_state
from insurer.infra.jobs.running import ask_for
from insurer.kernel.ids import PartyId
from underwriting.statements.documents import statement_letter
from underwriting.statements.queries import statement_numbered

LETTER = "receivables.statement"
"""The kind of the document and of the job that makes it."""


def ask_for_letter(act: Act, number: str, policyholder: PartyId) -> None:
    """Have the letter of a statement made, part of the act that makes the statement."""
    ask_for(act, LETTER, {"statement": number}, policyholder, f"statement:{number}")


def letter_state(number: str) -> PaperState:
    """Where the letter of a statement is."""
    return paper_state(LETTER, f"statement:{number}", number)


@issues(LETTER)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    issue_statement(act, str(payload["statement"]))


@command(needs=None)
def issue_statement(act: Act, number: str) -> str:
    """Issue the letter in the statement's language; its number."""
    row = statement_numbered(number)
    language = row.language
    occasion = Occasion(
        kind=LETTER,
        subject=f"statement:{number}",
        paper=number,
        policyholder=row.policyholder_id,
        language=language,
    )
    return issue_document(act, occasion, lambda seal: statement_letter(number, language, seal))
