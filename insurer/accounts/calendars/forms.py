"""The form that makes a calendar address."""

from __future__ import annotations

from insurer.infra.languages import lazy
from insurer.infra.web.forms import LineField, SafeForm


class CalendarLinkForm(SafeForm):
    """What the address is called on its owner's page."""

    name = LineField(lazy("What it is for"), most=60)
