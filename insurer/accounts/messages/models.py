"""Tables of messages: what one login was told, and when it was read. Both only grow: that is the proof."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

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
