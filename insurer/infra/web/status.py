"""States as word and colour: the colour never says more than the word."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from markupsafe import Markup, escape

from insurer.infra import languages

_BY_TONE: Mapping[str, str] = {
    "quiet": "draft not_started inactive unread read expired lapsed cancelled withdrawn recalled closed superseded",
    "work": "submitted received filed quoted under_review waiting referred assessed investigating open queued running "
    "still_investigating in_collection in_recovery",
    "good": "active approved bound in_force issued granted full increased released settled paid accepted done complete "
    "renewed",
    "care": "partly_approved partly_paid partly_settled partial conditional reduced info_required waiting_period "
    "suspended hold unpaid on_hold warning disputed due late",
    "bad": "declined refused rejected overdue failed error insolvent stopped breached",
}
_TONES = {state: tone for tone, states in _BY_TONE.items() for state in states.split()}


def tone(state: StrEnum | str) -> str:
    """The colour of a state: quiet, work, good, care or bad. A state may say its own by a `tone` attribute."""
    own = getattr(state, "tone", None)
    return str(own) if own else _TONES.get(str(getattr(state, "value", state)), "work")


def status_badge(state: StrEnum) -> Markup:
    """A state as word and colour."""
    return Markup(f'<span class="status status-{escape(tone(state))}">{escape(languages.label(state))}</span>')  # noqa: S704
