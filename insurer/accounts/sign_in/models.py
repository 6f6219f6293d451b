"""Tables of the ways in: attempts that await a second factor, links of one use, known devices, slow addresses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.db import Model


class SignInAttempt(Model):
    """A sign-in half done: the password was right, or a passkey was asked for. It lives minutes."""

    __tablename__ = "sign_in_attempt"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    login_id: Mapped[int | None] = mapped_column(ForeignKey("login.id"), index=True)
    begun_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    wrong: Mapped[int] = mapped_column(default=0)
    challenge: Mapped[str | None] = mapped_column(String(120))


class OneTimeLink(Model):
    """A link in a mail that lets its reader choose a password, once. Only the hash of its token is kept."""

    __tablename__ = "one_time_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class KnownDevice(Model):
    """A browser from which a login has signed in before: other people's wrong tries do not slow it down."""

    __tablename__ = "known_device"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), primary_key=True)
    device: Mapped[str] = mapped_column(String(200))
    known_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    wait_until: Mapped[datetime | None]


class SignInAddress(Model):
    """Failures from one network address, whichever names were tried."""

    __tablename__ = "sign_in_address"

    address: Mapped[str] = mapped_column(String(45), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime]
    wait_until: Mapped[datetime | None]
