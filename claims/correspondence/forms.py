"""The form of a message."""

from __future__ import annotations

from insurer.infra.languages import lazy
from insurer.infra.web.forms import NoteField, SafeForm


class MessageForm(SafeForm):
    """What is written to the other side."""

    words = NoteField(lazy("Message"), most=4000)
