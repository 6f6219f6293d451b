"""Tables of the audit trail and of the timeline filed from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.kernel.ids import PartyId


class AuditHead(Model):
    """The chain's end: one row, locked by whoever adds to the chain."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    installation: Mapped[str] = mapped_column(String(32))
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    recorded_at: Mapped[datetime]


class AuditEvent(Model):
    """One thing done: by whom, when, to what, with which facts. Holds text, no keys, so it outlives all it names."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "login", "sequence"), GROWS_ONLY)

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    recorded_at: Mapped[datetime]
    at: Mapped[datetime]
    login: Mapped[str] = mapped_column(String(120))
    command: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(160), index=True)
    what: Mapped[str] = mapped_column(String(120))
    facts: Mapped[str] = mapped_column(Text)
    request: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class TimelineLine(Model):
    """One line in the story of a buyer, policy or claim; filed by every command, only read elsewhere.

    Without a policyholder it is for the insurer's eyes only.
    """

    __tablename__ = "timeline_line"
    __table_args__ = (Index(None, "subject", "sequence"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(ForeignKey("audit_event.sequence"))
    subject: Mapped[str] = mapped_column(String(160))
    policyholder_id: Mapped[PartyId | None] = mapped_column(ForeignKey("party.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(120))
    what: Mapped[str] = mapped_column(String(120))
    facts: Mapped[str] = mapped_column(Text)
