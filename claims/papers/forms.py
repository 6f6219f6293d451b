"""The form that asks for papers."""

from __future__ import annotations

from wtforms import SelectMultipleField

from insurer.infra.languages import lazy
from insurer.infra.web.forms import DayField, NoteField, SafeForm


class AskPapersForm(SafeForm):
    """Everything missing in one letter. The reason is needed when something is asked for only now."""

    kinds = SelectMultipleField(lazy("Papers"), validate_choice=False)
    answer_by = DayField(lazy("Answer by"))
    note = NoteField(lazy("A line for the letter"), need=False, most=1000)
    reason = NoteField(lazy("Why only now"), need=False, most=1000)
