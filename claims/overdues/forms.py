"""Forms of overdues."""

from __future__ import annotations

from wtforms import BooleanField, SelectMultipleField

from claims.overdues.terms import Circumstance
from insurer.infra.languages import lazy
from insurer.infra.web.forms import ChoiceField, DayField, NoteField, SafeForm


class NotifyForm(SafeForm):
    """The invoices to notify, or all of the list. Which ones may be chosen is the command's to say."""

    receivables = SelectMultipleField(lazy("Invoices"), validate_choice=False)
    all = BooleanField(lazy("All invoices of the list"))
    circumstance = ChoiceField(lazy("What happened"), of=Circumstance, need=False)
    told = NoteField(lazy("Anything we should know"), need=False, most=2000)


class ReceivedNotifyForm(NotifyForm):
    """The same for the house, which may have received the notice on an earlier day."""

    notified_on = DayField(lazy("Received on"), need=False)
