"""Tables of the register of companies."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.kernel.ids import PartyId
from insurer.parties.rules.names import latin_key, lookalike_key, name_key, search_key
from insurer.parties.terms import NationalId, PartyEntry, PartyFacts, PartyKind


class Party(Model):
    """One legal entity (or a branch of one) as it stands now; what it said before is in `party_record`.

    Parts of `search_key` are found by an index of their own: on PostgreSQL a trigram index, on SQLite the table
    `party_search`, which triggers of the database keep in step.
    """

    __tablename__ = "party"
    __table_args__ = (
        UniqueConstraint("id_scheme", "id_value"),
        CheckConstraint("(id_scheme IS NULL) = (id_value IS NULL)", name="number_whole"),
        CheckConstraint("(kind = 'branch') = (head_office_id IS NOT NULL)", name="branch_has_head_office"),
        CheckConstraint("head_office_id <> id AND group_parent_id <> id", name="not_its_own_parent"),
        Index(None, "name_key", "country"),
    )

    id: Mapped[PartyId] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(300))
    latin_name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    lookalike_key: Mapped[str] = mapped_column(Text, index=True)
    latin_key: Mapped[str] = mapped_column(Text, index=True)
    search_key: Mapped[str] = mapped_column(Text, server_default="")
    country: Mapped[str | None] = mapped_column(String(2))
    country_written: Mapped[str] = mapped_column(String(80))
    id_scheme: Mapped[str | None] = mapped_column(String(20))
    id_value: Mapped[str | None] = mapped_column(String(60), index=True)
    sector: Mapped[str | None] = mapped_column(String(2))
    head_office_id: Mapped[PartyId | None] = mapped_column(ForeignKey("party.id"), index=True)
    group_parent_id: Mapped[PartyId | None] = mapped_column(ForeignKey("party.id"), index=True)
    registered_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it from the class

    def put(self, entry: PartyEntry) -> None:
        """Let the row say what `entry` says, with the keys it is found by."""
        self.kind, self.name, self.latin_name = entry.kind.value, entry.name, entry.latin_name
        self.name_key, self.lookalike_key = name_key(entry.name), lookalike_key(entry.name)
        self.latin_key = latin_key(entry.latin_name or entry.name)
        self.search_key = search_key(self.name, self.name_key, self.latin_key)
        self.country, self.country_written = entry.country, entry.country_written
        number = entry.national_id
        self.id_scheme, self.id_value = (number.scheme, number.value) if number else (None, None)
        self.sector, self.registered_on = entry.sector, entry.registered_on
        self.head_office_id, self.group_parent_id = entry.head_office, entry.group_parent

    def facts(self) -> PartyFacts:
        entry = PartyEntry(
            name=self.name,
            kind=PartyKind(self.kind),
            latin_name=self.latin_name,
            country=self.country,
            country_written=self.country_written,
            national_id=NationalId(self.id_scheme, self.id_value) if self.id_scheme and self.id_value else None,
            sector=self.sector,
            head_office=self.head_office_id,
            group_parent=self.group_parent_id,
            registered_on=self.registered_on,
        )
        return PartyFacts(self.id, self.public_id, entry, self.name_key, self.version)


class PartyRecord(Model):
    """What a party's entry said from one moment on, who recorded it and why. Never changed: a later one prevails."""

    __tablename__ = "party_record"
    __table_args__ = (UniqueConstraint("party_id", "version"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    version: Mapped[int]
    entry: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(300))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    def said(self) -> PartyEntry:
        number, registered = self.entry["national_id"], self.entry["registered_on"]
        return PartyEntry(
            **{
                **self.entry,
                "kind": PartyKind(self.entry["kind"]),
                "national_id": NationalId(**number) if number else None,
                "registered_on": date.fromisoformat(registered) if registered else None,
            }
        )


def plain_entry(entry: PartyEntry) -> dict[str, Any]:
    """The entry as JSON."""
    plain = asdict(entry)
    plain["kind"] = entry.kind.value
    plain["registered_on"] = entry.registered_on.isoformat() if entry.registered_on else None
    return plain
