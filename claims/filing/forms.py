"""The form of the first screen: why the buyer does not pay, since when, which invoices, and what happened."""

from __future__ import annotations

from wtforms import SelectMultipleField

from claims.cases.terms import LossCause
from insurer.infra.languages import lazy
from insurer.infra.web.forms import ChoiceField, DayField, NoteField, SafeForm


class DebtsForm(SafeForm):
    """Which debts are claimed and why."""

    cause = ChoiceField(lazy("Cause of loss"), of=LossCause)
    loss_date = DayField(lazy("Date of loss"), need=False)
    receivables = SelectMultipleField(lazy("Invoices"), validate_choice=False)
    told = NoteField(lazy("What happened"), need=False, most=4000)


class OrderForm(SafeForm):
    """A button that is pressed: nothing but its token."""
