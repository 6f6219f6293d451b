"""Forms of a case."""

from __future__ import annotations

from wtforms import SelectMultipleField

from claims.cases.terms import LossCause
from insurer.infra.languages import lazy
from insurer.infra.web.forms import ChoiceField, DayField, NoteField, SafeForm


class FileClaimForm(SafeForm):
    """The claim: why the buyer does not pay, since when, and which invoices."""

    cause = ChoiceField(lazy("Cause of loss"), of=LossCause)
    loss_date = DayField(lazy("Date of loss"), need=False)
    receivables = SelectMultipleField(lazy("Invoices"), validate_choice=False)


class ReasonForm(SafeForm):
    """An act that needs a reason."""

    reason = NoteField(lazy("Reason"), most=1000)
