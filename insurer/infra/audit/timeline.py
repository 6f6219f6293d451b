"""The timeline of a buyer, a policy or a claim: read here, filed by every command."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import Select, select

from insurer.infra.audit.models import AuditEvent, TimelineLine
from insurer.infra.db import db
from insurer.infra.languages import known, reader_locale, shown, text
from insurer.infra.narrowing import subjects
from insurer.infra.scope import present_scope, reading_as
from insurer.kernel.acting import ALL, NOBODY, Scope

_LOOKED_THROUGH = 200
"""So many of a person's latest acts are looked through for those that the reader may know."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line as people read it: when, what, by whom, with what, and how often in a row."""

    at: datetime
    words: str
    by: str
    detail: str = ""
    href: str = ""
    times: int = 1


_ways: list[Callable[[str, bool], str]] = []


def lead_by(way: Callable[[str, bool], str]) -> None:
    """Say where a subject has its page, for the insurer's people (True) or a policyholder; the last word counts."""
    _ways[:] = [way]


def timeline(subject: str, most: int = 200) -> list[Event]:
    """The newest `most` lines about `subject`; a policyholder sees its own lines, the insurer's people all.

    Lines that say the same of the same day and add nothing are one line with their number.
    """
    scope = present_scope() or NOBODY
    query = select(TimelineLine).where(TimelineLine.subject == subject)
    lines = db.session.scalars(_own(query, scope).order_by(TimelineLine.sequence.desc()).limit(most)).all()
    about = _about({line.sequence for line in lines}, scope) if _ways else {}
    return _grouped([_event(line, scope.everything, about.get(line.sequence, "")) for line in lines])


def _about(sequences: Collection[int], scope: Scope) -> dict[int, str]:
    """What each record was done to: of the subjects it was filed under the first, which may be another than asked."""
    query = select(TimelineLine).where(TimelineLine.sequence.in_(sequences))
    found: dict[int, str] = {}
    for line in db.session.scalars(_own(query, scope).order_by(TimelineLine.id)):
        found.setdefault(line.sequence, line.subject)
    return found


def _own(query: Select[TimelineLine], scope: Scope) -> Select[TimelineLine]:
    """The lines of the reader's scope: those of its policyholders, and of single policies what names one of them."""
    if scope.everything:
        return query
    query = query.where(TimelineLine.policyholder_id.in_(sorted(scope.policyholders)))
    if scope.policies is None:
        return query
    other = TimelineLine.__table__.alias()
    named = select(other.c.sequence).where(other.c.subject.in_(subjects(TimelineLine.metadata, scope)))
    return query.where(TimelineLine.sequence.in_(named))


def _grouped(events: list[Event]) -> list[Event]:
    """Runs of equal lines without detail (forty buyers linked in one act) as one line each."""
    runs = groupby(events, key=lambda event: (event.at.date(), event.words, event.by, event.detail, event.href))
    grouped = []
    for _, run in runs:
        alike = list(run)
        together = len(alike) > 1 and not alike[0].detail
        grouped.extend([replace(alike[0], times=len(alike))] if together else alike)
    return grouped


def latest(kind: str, codes: Collection[str], most: int = 8) -> list[tuple[str, Event]]:
    """The newest lines of some codes about subjects of a kind (`buyer`), each with the subject's own name."""
    scope = present_scope() or NOBODY
    query = select(TimelineLine).where(TimelineLine.what.in_(codes), TimelineLine.subject.startswith(f"{kind}:"))
    lines = db.session.scalars(_own(query, scope).order_by(TimelineLine.sequence.desc()).limit(most)).all()
    return [(line.subject.partition(":")[2], _event(line, scope.everything)) for line in lines]


def acts_of(login: str, most: int) -> list[tuple[str, Event]]:
    """The newest acts of a login with what each was done to, of those that the reader may know."""
    scope = present_scope() or NOBODY
    done = select(AuditEvent.sequence).where(AuditEvent.login == login).order_by(AuditEvent.sequence.desc())
    with reading_as(ALL):
        sequences = db.session.scalars(done.limit(_LOOKED_THROUGH)).all()
    query = select(TimelineLine).where(TimelineLine.sequence.in_(sequences)).order_by(TimelineLine.id.desc())
    found: dict[int, TimelineLine] = {line.sequence: line for line in db.session.scalars(_own(query, scope))}
    lines = sorted(found.values(), key=lambda line: -line.sequence)[:most]
    return [(line.subject, _event(line, scope.everything)) for line in lines]


def filed_subjects(what: str) -> frozenset[str]:
    """Every subject of which this was ever filed: so that it is said of each only once."""
    return frozenset(db.session.scalars(select(TimelineLine.subject).where(TimelineLine.what == what).distinct()))


def _event(line: TimelineLine, inside: bool, about: str = "") -> Event:
    """The insurer's people are named to each other; to a policyholder they are the insurer."""
    locale = reader_locale()
    detail = facts_in_words(json.loads(line.facts), locale)
    href = _ways[0](about, inside) if _ways and about and about != line.subject else ""
    return Event(line.at, text(line.what, locale), line.by if inside else "", detail, href)


def facts_in_words(facts: Mapping[str, object], locale: str) -> str:
    """The facts of a recorded event that have a name people know, in one line."""
    return " · ".join(
        text("fact.said", locale, fact=_titled(text(f"fact.{name}", locale)), value=_plain(name, value))
        for name, value in facts.items()
        if known(f"fact.{name}", locale) and not isinstance(value, dict | list) and value not in (None, "")
    )


def fact_in_words(name: str, value: object) -> str:
    """One fact's value in the reader's words."""
    return _plain(name, value)


def _titled(words: str) -> str:
    """The name of a fact before its colon: a capital first, as names of facts stand on every other page."""
    return words[:1].upper() + words[1:]


_CODES_OF = {
    "reason": "decision_reason",
    "cause": "loss_cause",
    "method": "payment_method",
    "kind": "approval_kind",
    "indicator": "indicator",
    "level": "alert_level",
    "action": "action",
    "outcome": "outcome",
}
"""Facts that hold a bare code, and the enumeration whose words it has."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _plain(name: str, value: object) -> str:
    """A fact as kept in the trail, in the reader's words: a code by its message, a day as days are written."""
    locale = reader_locale()
    words = str(value)
    if _DAY.fullmatch(words):
        return shown(date.fromisoformat(words), locale)
    key = next((key for key in (f"{_CODES_OF.get(name, name)}.{words}", words) if known(key, locale)), None)
    return words if key is None else text(key, locale)
