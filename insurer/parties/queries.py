"""Questions to the register of companies. Identity is common to all; it holds nothing of any policyholder's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Engine,
    Select,
    and_,
    cast,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
    union_all,
)

from insurer.infra.columns import among
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId
from insurer.parties.models import Party, PartyRecord
from insurer.parties.rules.matching import LIKE_ENOUGH, MOST_CANDIDATES, match
from insurer.parties.rules.names import latin_key, lookalike_key, name_key, searched_parts
from insurer.parties.terms import Match, NationalId, PartyEntry, PartyFacts, name_shown

_LONGEST_GROUP = 50
_MOST_AT_ONCE = 10_000
"""How many companies one statement is asked about."""
_FEW = 1000
"""How many companies another question can be handed by themselves."""
_INDEXED_LETTERS = 3
"""Shorter texts are in too many names for an index."""
_with_parts: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()


def party(party_id: PartyId) -> PartyFacts:
    """The party of an internal id."""
    row = db.session.get(Party, party_id)
    if row is None:
        raise NotFound("parties.absent", party=party_id)
    return row.facts()


def party_of(public_id: str) -> PartyFacts:
    """The party of a public id, as addresses and files carry it."""
    row = db.session.scalar(select(Party).where(Party.public_id == public_id))
    if row is None:
        raise NotFound("parties.absent", party=public_id[:40])
    return row.facts()


def parties(ids: Collection[PartyId], known_by: datetime | None = None) -> dict[PartyId, PartyFacts]:
    """Several parties at once, by id, as the register knew them at a moment; absent ids are left out."""
    rows = list(db.session.scalars(select(Party).where(Party.id.in_(set(ids))))) if ids else []
    found = {row.id: row.facts() for row in rows}
    changed = {row.id for row in rows if known_by is not None and row.recorded_at > known_by}
    if known_by is not None and changed:
        found |= {key: replace(found[key], entry=entry) for key, entry in entries_as_known(changed, known_by).items()}
    return found


@dataclass(frozen=True, slots=True)
class Seat:
    """Of a company only where it sits, who answers for it and to which sector and parent it belongs."""

    country: str | None
    answers: PartyId
    sector: str | None
    parent: PartyId | None


def seats_of(ids: Collection[PartyId], known_by: datetime | None = None) -> dict[PartyId, Seat]:
    """The seats of many companies by id, as the register said at `known_by`; absent ids are left out."""
    found: dict[PartyId, Seat] = {}
    changed: set[PartyId] = set()
    columns = Party.id, Party.country, Party.head_office_id, Party.sector, Party.group_parent_id, Party.recorded_at
    every = sorted(set(ids))
    for start in range(0, len(every), _MOST_AT_ONCE):
        rows = db.session.execute(select(*columns).where(among(Party.id, every[start : start + _MOST_AT_ONCE])))
        for key, country, office, sector, parent, recorded_at in rows:
            found[key] = Seat(country, office or key, sector, parent)
            if known_by is not None and recorded_at > known_by:
                changed.add(key)
    if known_by is not None and changed:
        found |= {key: _seat(key, entry) for key, entry in entries_as_known(changed, known_by).items()}
    return found


def _seat(key: PartyId, entry: PartyEntry) -> Seat:
    return Seat(entry.country, entry.head_office or key, entry.sector, entry.group_parent)


def entries_as_known(ids: Collection[PartyId], known_by: datetime) -> dict[PartyId, PartyEntry]:
    """What the register said at a moment about companies that it knew by then."""
    rows = db.session.scalars(
        select(PartyRecord)
        .where(PartyRecord.party_id.in_(set(ids)), PartyRecord.recorded_at <= known_by)
        .order_by(PartyRecord.version)
    )
    return {row.party_id: row.said() for row in rows}


def parties_of(public_ids: Collection[str]) -> dict[str, PartyFacts]:
    """Several parties at once, by public id; absent ones are left out."""
    rows = db.session.scalars(select(Party).where(Party.public_id.in_(set(public_ids)))) if public_ids else ()
    return {row.public_id: row.facts() for row in rows}


def party_numbered(number: NationalId) -> PartyFacts | None:
    """The party that bears a registered number."""
    row = db.session.scalar(select(Party).where(Party.id_scheme == number.scheme, Party.id_value == number.value))
    return row.facts() if row else None


def answering_party(party_id: PartyId) -> PartyFacts:
    """The legal entity that answers for a party: its head office if it is a branch."""
    found = party(party_id)
    return found if found.answers == found.id else party(found.answers)


def parties_named(
    text: str, country: str | None = None, most: int = 20, among: Collection[PartyId] | None = None
) -> list[PartyFacts]:
    """Parties found by part of a local or Latin name or by their whole number; in one country or among some."""
    found = select(Party).where(_named(text))
    if country is not None:
        found = found.where(Party.country == country)
    if among is not None:
        found = found.where(Party.id.in_(among))
    return [row.facts() for row in db.session.scalars(found.order_by(Party.name, Party.id).limit(most))]


def ids_named(name: str) -> Select[Any]:
    """The ids of all parties that `parties_named` would find, as a question for `IN` within another one.

    On PostgreSQL the index of parts of names answers first, and its ids are handed over as one array, so that the
    other question knows how many they are.
    """
    wanted = select(Party.id).where(_named(name))
    if not _on_postgresql() or len(name.strip()) < _INDEXED_LETTERS:
        return wanted
    with _by_index():
        found = db.session.scalars(wanted.limit(_FEW + 1)).all()
    return select(func.unnest(cast(list(found), ARRAY(BigInteger)))) if len(found) <= _FEW else wanted


def _on_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"


@contextmanager
def _by_index() -> Iterator[None]:
    """Within, PostgreSQL asks the index of parts of names, which it takes for dearer than reading all of them."""
    db.session.execute(text("SET LOCAL enable_seqscan = off"))
    try:
        yield
    finally:
        db.session.execute(text("SET LOCAL enable_seqscan = on"))


def _named(typed: str) -> ColumnElement[bool]:
    """Whether a company answers to what was typed: by a part of a name, or by its whole number."""
    parts = searched_parts(typed)
    if not parts:
        return false()
    compact = "".join(char for char in typed.upper() if char.isalnum())
    numbered = Party.id_value == compact
    said = or_(numbered, *(Party.search_key.contains(part, autoescape=True) for part in parts))
    if _on_postgresql() or min(map(len, parts)) < _INDEXED_LETTERS or not _has_parts():
        return said
    found = union_all(_having(parts), select(Party.id).where(numbered))
    return and_(Party.id.in_(found), said)


def _having(parts: Collection[str]) -> Select[Any]:
    """SQLite's index of parts: the ids of the companies whose key may have one of `parts`.

    Its letters are asked for in threes that lie side by side; whether these stand in a row is for the asker to see.
    """
    threes = [[*(part[at : at + 3] for at in range(0, len(part) - 2, 3)), part[-3:]] for part in parts]
    words = (" AND ".join(f'"{three.replace(chr(34), chr(34) * 2)}"' for three in dict.fromkeys(one)) for one in threes)
    answers = literal_column("party_search").op("MATCH")(" OR ".join(f"({one})" for one in words))
    return select(literal_column("rowid")).select_from(table("party_search")).where(answers)


def _has_parts() -> bool:
    """Whether this SQLite has the index of parts, asked once per engine."""
    engine = db.engine
    if engine not in _with_parts:
        wanted = text("SELECT count(*) FROM sqlite_master WHERE name = 'party_search'")
        _with_parts[engine] = bool(db.session.scalar(wanted))
    return _with_parts[engine]


def party_names(ids: Collection[PartyId], locale: str) -> dict[PartyId, str]:
    """Names in the reader's script, for a long list."""
    rows = db.session.execute(select(Party.id, Party.name, Party.latin_name).where(Party.id.in_(set(ids))))
    return {key: name_shown(name, latin, locale) for key, name, latin in rows}


def match_party(name: str, country: str | None = None, number: NationalId | None = None) -> Match:
    """The recorded party meant by a name, country and number, or the candidates for a person to choose from."""
    ids = _near(name, country)
    rows = db.session.scalars(
        select(Party).where(
            or_(
                Party.id.in_(ids),
                (Party.name_key == name_key(name)) & (Party.country == country),
                *([(Party.id_scheme == number.scheme) & (Party.id_value == number.value)] if number else []),
            )
        ).order_by(Party.id)
    )  # fmt: skip
    return match(name, country, number, [row.facts() for row in rows])


def certain_party(name: str, country: str | None = None, number: NationalId | None = None) -> PartyFacts | None:
    """The recorded party that is surely meant: as `match_party` finds it, without looking for like names."""
    rows = db.session.scalars(
        select(Party).where(
            or_(
                (Party.name_key == name_key(name)) & (Party.country == country),
                *([(Party.id_scheme == number.scheme) & (Party.id_value == number.value)] if number else []),
            )
        ).order_by(Party.id)
    )  # fmt: skip
    found = match(name, country, number, [row.facts() for row in rows]).found
    return None if found is None else found.party


@dataclass(frozen=True, slots=True)
class Sought:
    """What a company is looked for by."""

    name: str
    country: str | None
    number: NationalId | None


class CertainParties:
    """The recorded parties that are surely meant by many entries, read in a few questions for all of them."""

    def __init__(self, sought: Collection[Sought]) -> None:
        self._by_name: dict[tuple[str, str | None], list[PartyFacts]] = defaultdict(list)
        self._by_number: dict[NationalId, PartyFacts] = {}
        names = [name_key(one.name) for one in sought]
        numbers = [one.number.value for one in sought if one.number is not None]
        known = {row.id: row for row in (*_rows_by(Party.name_key, names), *_rows_by(Party.id_value, numbers))}
        self.learn(row.facts() for row in known.values())

    def learn(self, parties: Iterable[PartyFacts]) -> None:
        """Know of these parties too."""
        for party in parties:
            self._by_name[party.name_key, party.country].append(party)
            if party.entry.national_id is not None:
                self._by_number[party.entry.national_id] = party

    def meant(self, one: Sought) -> PartyFacts | None:
        """The party surely meant, as `certain_party` finds it."""
        near = {party.id: party for party in self._by_name.get((name_key(one.name), one.country), ())}
        if one.number is not None and (holder := self._by_number.get(one.number)) is not None:
            near[holder.id] = holder
        found = match(one.name, one.country, one.number, [near[key] for key in sorted(near)]).found
        return None if found is None else found.party


def parties_numbered(numbers: Collection[NationalId]) -> list[PartyFacts]:
    """The parties that bear one of these registered numbers."""
    wanted = set(numbers)
    rows = _rows_by(Party.id_value, [number.value for number in numbers])
    return [facts for facts in (row.facts() for row in rows) if facts.entry.national_id in wanted]


def _rows_by(column: Any, values: Collection[str]) -> Iterator[Party]:
    """The parties with one of many values in a column, asked for in portions."""
    wanted = sorted(set(values))
    for start in range(0, len(wanted), _FEW):
        yield from db.session.scalars(select(Party).where(column.in_(wanted[start : start + _FEW])).order_by(Party.id))


def _near(name: str, country: str | None) -> set[PartyId]:
    """Ids of the parties whose keys are most like the name's, in its country or in none."""
    columns = select(Party.id, Party.lookalike_key, Party.latin_key)
    if country is not None:
        columns = columns.where(or_(Party.country == country, Party.country.is_(None)))
    rows = db.session.execute(columns).all()
    near: set[PartyId] = set()
    for wanted, keys in (
        (lookalike_key(name), [row.lookalike_key for row in rows]),
        (latin_key(name), [row.latin_key for row in rows]),
    ):
        for scorer in (fuzz.token_sort_ratio, fuzz.ratio):
            best = process.extract(wanted, keys, scorer=scorer, score_cutoff=LIKE_ENOUGH, limit=2 * MOST_CANDIDATES)
            near.update(rows[place].id for _, _, place in best)
    return near


def group_of(party_id: PartyId) -> list[PartyFacts]:
    """The whole group a party belongs to, head first: parents up to the top, then everything below it."""
    top = answering_party(party_id)
    for _ in range(_LONGEST_GROUP):
        if top.entry.group_parent is None:
            break
        top = party(top.entry.group_parent)
    members, layer = {top.id: top}, {top.id}
    while layer:
        rows = db.session.scalars(
            select(Party)
            .where(or_(Party.group_parent_id.in_(layer), Party.head_office_id.in_(layer)))
            .order_by(Party.id)
        )
        fresh = {row.id: row.facts() for row in rows if row.id not in members}
        members |= fresh
        layer = set(fresh)
    return list(members.values())


def parties_in(country: str) -> Select[PartyId]:
    """The ids of all companies of a country, as a query for others to build on."""
    return select(Party.id).where(Party.country == country)


def entry_as_known(party_id: PartyId, known_by: datetime) -> PartyEntry:
    """What the register said about a party at a moment."""
    record = db.session.scalar(
        select(PartyRecord)
        .where(PartyRecord.party_id == party_id, PartyRecord.recorded_at <= known_by)
        .order_by(PartyRecord.version.desc())
        .limit(1)
    )
    if record is None:
        raise NotFound("parties.absent", party=party_id)
    return record.said()
