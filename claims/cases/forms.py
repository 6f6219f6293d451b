"""Forms of a case."""

from __future__ import annotations

from insurer.infra.languages import lazy
from insurer.infra.web.forms import NoteField, SafeForm


class ReasonForm(SafeForm):
    """An act that needs a reason."""

    reason = NoteField(lazy("Reason"), most=1000)
