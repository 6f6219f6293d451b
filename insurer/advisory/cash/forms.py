"""The form of a cash entry."""

from __future__ import annotations

from insurer.advisory.cash.services import CashKind
from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, ChoiceField, DayField, LineField, SafeForm


def entry_form(currency: str) -> SafeForm:
    """Kind, day, amount and what it is for."""

    class EntryForm(SafeForm):
        kind = ChoiceField(lazy("Kind"), of=CashKind)
        day = DayField(lazy("Day"))
        amount = AmountField(lazy("Amount"), currency=currency, negative=True)
        words = LineField(lazy("What it is for"), need=False)

    return EntryForm()
