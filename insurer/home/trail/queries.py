"""The trail as a list and record by record, with the facts in words."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from flask import url_for
from sqlalchemy import Row, or_, select

from insurer.infra import catalogues
from insurer.infra.audit.models import AuditEvent
from insurer.infra.audit.timeline import fact_in_words, facts_in_words
from insurer.infra.db import db
from insurer.infra.languages import here, known, reader_locale, text
from insurer.infra.web.lists import Line, Listing
from insurer.infra.web.paging import Query
from insurer.infra.web.tables import Column, Filter
from insurer.kernel.errors import NotFound
from insurer.kernel.parsing import parse_day

COLUMNS = (
    Column("sequence", "Record", "number", sortable=True, narrow=True),
    Column("at", "Moment", "moment"),
    Column("login", "By", "code"),
    Column("what", "Act", narrow=True),
    Column("subject", "Concerning", "code"),
    Column("facts", "Facts"),
)
FILTERS = (
    Filter("login", "By"),
    Filter("subject", "Concerning"),
    Filter("act", "Act"),
    Filter("text", "Amount or fact"),
    Filter("first", "From", "date"),
    Filter("last", "Until", "date"),
)
NEAR = 20
"""Records before and after one in which the others of the same act lie."""
MOST_CODES = 200
"""Codes of acts that a word is looked for in, so that a search stays one read."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a record: its name and value in words, and as they were recorded."""

    name: str
    value: str
    code: str
    recorded: str
    has_words: bool
    """Whether its name is one that people know; else it is the bare code."""


def trail_listing() -> Listing:
    """The trail, newest first, searched by person, subject, act, period, amount or fact."""
    return Listing(
        name="audit",
        caption=here("Audit trail"),
        empty=here("No record answers to this."),
        columns=COLUMNS,
        filters=FILTERS,
        statement=_events,
        keys={"sequence": AuditEvent.sequence},
        unique=AuditEvent.sequence,
        lines=_lines,
        sort="sequence",
        descending=True,
    )


def _events(filters: Mapping[str, str]) -> Query:
    columns = (AuditEvent.sequence, AuditEvent.at, AuditEvent.login, AuditEvent.what, AuditEvent.subject)
    query = select(*columns, AuditEvent.facts)
    for key, column in (("subject", AuditEvent.subject), ("login", AuditEvent.login), ("text", AuditEvent.facts)):
        if key in filters:
            wanted = grouped(filters[key]) if key == "text" else filters[key]
            query = query.where(
                or_(column.icontains(wanted, autoescape=True), column.icontains(filters[key], autoescape=True))
            )
    if "act" in filters:
        said = AuditEvent.what.in_(acts_said(filters["act"], reader_locale()))
        query = query.where(or_(said, AuditEvent.what.icontains(filters["act"], autoescape=True)))
    if "first" in filters:
        query = query.where(AuditEvent.at >= _moment(parse_day(filters["first"], "first"), time.min))
    if "last" in filters:
        query = query.where(AuditEvent.at <= _moment(parse_day(filters["last"], "last"), time.max))
    return query


def grouped(typed: str) -> str:
    """An amount as the trail writes it, with thousands marks; anything else as it was typed."""
    plain = typed.replace(",", "")
    whole, dot, rest = plain.partition(".")
    return f"{int(whole):,}{dot}{rest}" if whole.isdecimal() and whole.isascii() and len(whole) <= 20 else typed


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, UTC)


def acts_said(typed: str, locale: str) -> list[str]:
    """The codes whose words in the reader's language hold what was typed."""
    wanted = typed.casefold()
    found = (
        key for key, said in catalogues.words(locale).items() if catalogues.is_code(key) and wanted in said.casefold()
    )
    return sorted(found)[:MOST_CODES]


def _lines(rows: Sequence[Row[Any]]) -> list[Line]:
    return [
        (
            (row.sequence, row.at, row.login, act_words(row.what), row.subject, facts_text(row.facts)),
            url_for("audit_desk.show", sequence=row.sequence),
        )
        for row in rows
    ]


def act_words(what: str) -> str:
    """The act in the reader's words; one without words stands for itself."""
    locale = reader_locale()
    return text(what, locale) if known(what, locale) else what


def facts_text(recorded: str) -> str:
    """The facts that people know by name, in one line."""
    return facts_in_words(json.loads(recorded), reader_locale())


def record(sequence: int) -> AuditEvent:
    """One record of the trail."""
    found = db.session.get(AuditEvent, sequence)
    if found is None:
        raise NotFound("audit.no_such_record", record=sequence)
    return found


def together_with(event: AuditEvent) -> list[AuditEvent]:
    """The other records of the same request: one act often leaves several."""
    if not event.request:
        return []
    near = select(AuditEvent).where(
        AuditEvent.request == event.request,
        AuditEvent.at == event.at,
        AuditEvent.login == event.login,
        AuditEvent.sequence.between(event.sequence - NEAR, event.sequence + NEAR),
        AuditEvent.sequence != event.sequence,
    )
    return list(db.session.scalars(near.order_by(AuditEvent.sequence)))


def facts_of(event: AuditEvent) -> list[Fact]:
    """Every fact of a record, in words where it has any and always as it was recorded."""
    locale, found = reader_locale(), []
    for name, value in json.loads(event.facts).items():
        has_words = known(f"fact.{name}", locale)
        words = text(f"fact.{name}", locale) if has_words else name.replace("_", " ")
        recorded = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        found.append(Fact(words[:1].upper() + words[1:], _value(name, value), name, recorded, has_words))
    return found


def _value(name: str, value: object) -> str:
    """A value in words: before and after with an arrow, lists line by line."""
    if value in (None, ""):
        return "–"
    if not isinstance(value, list):
        return fact_in_words(name, value)
    parts = [" ".join(fact_in_words(name, one) for one in part) if isinstance(part, list) else fact_in_words(name, part)
             for part in value]  # fmt: skip
    return (" → " if name in ("state", "period") and len(parts) == 2 else "\n").join(parts)
