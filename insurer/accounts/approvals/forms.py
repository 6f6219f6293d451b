"""Forms of the approvals desk."""

from __future__ import annotations

from insurer.infra.languages import lazy
from insurer.infra.web.forms import NoteField, SafeForm


class DeclineForm(SafeForm):
    """Why not, or why it is taken back; whoever put it forward reads it."""

    reason = NoteField(lazy("Reason"), most=1000)
