"""Tables of messages: what one login was told, and when it was read. Both only grow: that is the proof."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.accounts.messages.rules import MailMode, Preference
from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned


class Message(Owned, Model):
    """One event told to one login. It holds the event's code and facts, so that it can be read in both languages."""

    __tablename__ = "message"
    __table_args__ = (Index(None, "login_id", "id"), Index(None, "policy", "id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"))
    what: Mapped[str] = mapped_column(String(120))
    subject: Mapped[str] = mapped_column(String(160))
    policy: Mapped[str | None] = mapped_column(String(24))
    buyer: Mapped[str | None] = mapped_column(String(40))
    facts: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime]

    @property
    def reference(self) -> str:
        """What its mail refers to."""
        return f"message:{self.id}"


class MessageReading(Owned, Model):
    """The moment at which the login that was told opened the message: once, and never taken back."""

    __tablename__ = "message_reading"
    __table_args__ = (GROWS_ONLY,)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"))
    read_at: Mapped[datetime]


class MessagePreference(Model):
    """How a login wants mails about its messages from a moment on; the last word counts."""

    __tablename__ = "message_preference"
    __table_args__ = (
        CheckConstraint("digest_hour BETWEEN 0 AND 23", name="hour_of_a_day"),
        CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_to BETWEEN 0 AND 23", name="quiet_hours_of_a_day"),
        Index(None, "login_id", "id"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"))
    mode: Mapped[str] = mapped_column(String(10))
    digest_hour: Mapped[int]
    quiet_from: Mapped[int]
    quiet_to: Mapped[int]
    set_at: Mapped[datetime]

    def preference(self, zone: str) -> Preference:
        return Preference(MailMode(self.mode), self.digest_hour, self.quiet_from, self.quiet_to, zone)


class MessageDigest(Model):
    """The digest that a login was written on a day, and the last message in it: each message is in one digest only."""

    __tablename__ = "message_digest"
    __table_args__ = (UniqueConstraint("login_id", "day"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"))
    day: Mapped[date]
    count: Mapped[int]
    last_message: Mapped[int]
    written_at: Mapped[datetime]
