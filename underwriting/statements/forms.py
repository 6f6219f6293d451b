"""Forms of statements: making one, recording the buyer's answer."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import BooleanField

from insurer.infra.languages import LANGUAGE_NAMES, lazy
from insurer.infra.web.forms import AmountField, ChoiceField, DayField, LineField, NoteField, SafeForm
from underwriting.statements.states import StatementAnswer


class StatementForm(SafeForm):
    """A statement of one currency at the end of a day, in the buyer's language."""

    currency = LineField(lazy("Currency"), most=3)
    as_of = DayField(lazy("At the end of"))
    language = ChoiceField(lazy("Language of the letter"), of=lambda: list(LANGUAGE_NAMES.items()))


def answer_form(currency: str, invoices: list[tuple[str, str]], **given: object) -> SafeForm:
    """The buyer's answer to a statement in `currency`; `invoices` are those it may be about."""

    class AnswerForm(SafeForm):
        outcome = ChoiceField(lazy("The buyer's answer"), of=StatementAnswer)
        answered_on = DayField(lazy("Day of the answer"))
        answered_by = LineField(lazy("Answered by"), most=120)
        amount = AmountField(lazy("Differs by"), currency=currency, need=False)
        more = BooleanField(lazy("The buyer says it owes more"))
        invoice = ChoiceField(lazy("Invoice in question"), of=lambda: invoices, need=False)
        reason = NoteField(lazy("Reason"), need=False, most=2000)
        file = FileField(lazy("The buyer's letter or mail"))

    return AnswerForm(**given)
