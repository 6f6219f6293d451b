"""The paper of a debit or credit note, issued once for every note."""

from __future__ import annotations

from collections.abc import Mapping

from insurer.infra.commands import Act, command
from insurer.infra.documents.issuing import Occasion, PaperState, issue_document, issues, paper_state
from insurer.infra.jobs.running import ask_for
from insurer.kernel.ids import PartyId
from policies.billing.documents import note_pdf
from policies.billing.queries import note_row
from policies.contracts.queries import policy_facts

NOTE_PAPER = "billing.note"
"""The kind of the document and of the job that makes it."""


def ask_for_note_paper(act: Act, note: str, policyholder: PartyId) -> None:
    """Have the paper of a note made, part of the act that charges it."""
    ask_for(act, NOTE_PAPER, {"note": note}, policyholder, f"debit_note:{note}")


def note_paper_state(note: str) -> PaperState:
    """Where the paper of a note is."""
    return paper_state(NOTE_PAPER, f"debit_note:{note}", note)


@issues(NOTE_PAPER)
def _carry_out(act: Act, payload: Mapping[str, object]) -> None:
    issue_note_paper(act, str(payload["note"]))


@command(needs=None)
def issue_note_paper(act: Act, number: str) -> str:
    """Issue the paper of a note in the policy's language; its document number."""
    note = note_row(number).note()
    language = policy_facts(note.policy).language
    occasion = Occasion(
        kind=NOTE_PAPER,
        subject=f"debit_note:{number}",
        paper=number,
        policyholder=note.policyholder,
        language=language,
    )
    return issue_document(act, occasion, lambda seal: note_pdf(number, language, seal))
