"""Forms of commercial drafts: recording one for open invoices, and its next step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField
from wtforms import Field as FormField

from insurer.infra.languages import lazy
from insurer.infra.web.forms import AmountField, ChoiceField, DayField, LineField, NoteField, SafeForm
from insurer.kernel.ids import ReceivableId
from insurer.kernel.money import Money
from underwriting.drafts.terms import DraftKind, GivenFor, RevivedFrom


class DraftForm(SafeForm):
    """What stands on the draft. Built for the open invoices of one buyer in one currency."""

    draft_number = LineField(lazy("Number of the draft"), most=60)
    kind = ChoiceField(lazy("Kind of draft"), of=DraftKind)
    drawer = LineField(lazy("Drawer"))
    acceptor = LineField(lazy("Acceptor"))
    issued = DayField(lazy("Issued"))
    maturity = DayField(lazy("Maturity"))
    received = DayField(lazy("Received"))
    due_from = ChoiceField(lazy("If it is not honoured, the debt is due from"), of=RevivedFrom)

    known: Mapping[ReceivableId, GivenFor] = {}

    @property
    def parts(self) -> list[tuple[GivenFor, FormField]]:
        """Each open invoice with its field."""
        return [(given, self[f"part_{key}"]) for key, given in self.known.items()]

    def given(self) -> dict[ReceivableId, Money]:
        """How much of the draft is for which invoice."""
        found = {key: self[f"part_{key}"].data for key in self.known}
        return {key: amount for key, amount in found.items() if amount}


def draft_form(known: Mapping[ReceivableId, GivenFor], currency: str, **rest: Any) -> DraftForm:
    """The form for a draft of `currency`, with an amount for each of the open invoices."""
    fields: dict[str, Any] = {
        "amount": AmountField(lazy("Amount of the draft"), currency=currency),
        **{f"part_{key}": AmountField(given.number, currency=currency, need=False) for key, given in known.items()},
        "known": dict(known),
    }
    form: DraftForm = type("InvoicesDraftForm", (DraftForm,), fields)(**rest)
    return form


class StepForm(SafeForm):
    """What became of the draft."""

    move = ChoiceField(lazy("What became of it"), of=list)
    day = DayField(lazy("Day"))
    holder = LineField(lazy("Endorsed to, or discounted at"), need=False)
    recourse = BooleanField(lazy("with recourse to the seller"), default=True)
    note = NoteField(lazy("Remark"), need=False, most=1000)


def step_form(moves: list[tuple[str, str]], **rest: Any) -> StepForm:
    """The form with the moves that are possible now, as (code, words)."""
    move = ChoiceField(lazy("What became of it"), of=lambda: moves)
    form: StepForm = type("NextStepForm", (StepForm,), {"move": move})(**rest)
    return form
