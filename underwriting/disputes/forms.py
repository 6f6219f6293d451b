"""Forms of disputes."""

from __future__ import annotations

from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, ChoiceField, NoteField, SafeForm
from underwriting.disputes.states import DisputeOutcome


class ResolveForm(SafeForm):
    """How a dispute ended, and why."""

    outcome = ChoiceField(lazy("How it ended"), of=DisputeOutcome)
    reason = NoteField(lazy("What was agreed"), most=2000)


def dispute_form(currency: str, **given: object) -> SafeForm:
    """How much of an invoice in `currency` is disputed, and why."""

    class DisputeForm(SafeForm):
        amount = AmountField(lazy("Disputed amount"), currency=currency)
        reason = NoteField(lazy("Reason"), most=2000)

    return DisputeForm(**given)
