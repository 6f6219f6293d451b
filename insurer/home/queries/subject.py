"""What a timeline or a record is about: its name as people say it, and the page it is part of."""

from __future__ import annotations

from flask import has_request_context, url_for

from insurer.infra.languages import reader_locale
from insurer.infra.web.layout import Crumb
from insurer.parties.public import party_of

_PAGES = {"policy": "policies_{}.policy", "claim": "claims_{}.show"}
_DESK = {
    "policy": ("policies_desk.policy", "number"),
    "claim": ("claims_desk.show", "number"),
    "buyer": ("buyers_desk.buyer", "public_id"),
    "notice": ("overdues_desk.notice", "number"),
    "debit_note": ("premium_desk.note", "number"),
    "import": ("receivables_desk.ledger_import", "number"),
    "entry": ("books_desk.entry", "number"),
}
"""The desk's page of each kind of subject, and the part of its address that names it."""


def subject_crumb(subject: str, side: str) -> Crumb:
    """The step back from the timeline of `kind:name` to the page of that policy, buyer or claim; others have none."""
    kind, _, name = subject.partition(":")
    if kind == "buyer":
        return Crumb(party_of(name).shown_name(reader_locale()), url_for(f"buyers_{side}.buyer", public_id=name))
    if kind not in _PAGES:
        return Crumb(name)
    return Crumb(name, url_for(_PAGES[kind].format(side), number=name))


def desk_page(subject: str) -> str:
    """The desk's page of `kind:name`; of a limit request its screen; empty for what has no page of its own."""
    kind, _, name = subject.partition(":")
    if kind == "limit" and name.startswith("LR-"):
        return url_for("limits_desk.limit_request", number=name)
    if kind not in _DESK or not name:
        return ""
    endpoint, part = _DESK[kind]
    return url_for(endpoint, **{part: name})  # type: ignore[arg-type]


_PORTAL = {
    "claim": ("claims_portal.show", "number"),
    "notice": ("overdues_portal.notice", "number"),
    "policy": ("policies_portal.policy", "number"),
    "buyer": ("buyers_portal.buyer", "public_id"),
}


def subject_page(subject: str, inside: bool) -> str:
    """Where `kind:name` is shown to the insurer's people or to a policyholder; empty where it has no page.

    Empty as well where no page is being made: at the command line and in jobs.
    """
    if not has_request_context():
        return ""
    if inside:
        return desk_page(subject)
    kind, _, name = subject.partition(":")
    if kind == "limit" and name.startswith("LR-"):
        return url_for("limits_portal.answer", number=name)
    if kind not in _PORTAL or not name:
        return ""
    endpoint, part = _PORTAL[kind]
    return url_for(endpoint, **{part: name})  # type: ignore[arg-type]
