"""What a timeline is about: its name as people say it, and the page it is part of."""

from __future__ import annotations

from flask import url_for

from insurer.infra.languages import reader_locale
from insurer.infra.web.layout import Crumb
from insurer.parties.public import party_of

_PAGES = {"policy": "policies_{}.policy", "claim": "claims_{}.show"}


def subject_crumb(subject: str, side: str) -> Crumb:
    """The step back from the timeline of `kind:name` to the page of that policy, buyer or claim; others have none."""
    kind, _, name = subject.partition(":")
    if kind == "buyer":
        return Crumb(party_of(name).shown_name(reader_locale()), url_for(f"buyers_{side}.buyer", public_id=name))
    if kind not in _PAGES:
        return Crumb(name)
    return Crumb(name, url_for(_PAGES[kind].format(side), number=name))
