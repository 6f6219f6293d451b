"""Tables of second factors."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.db import Model


class Authenticator(Model):
    """An authenticator app of a login. The secret is encrypted; `counter` is the last time step whose code was used."""

    __tablename__ = "authenticator"

    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text)
    counter: Mapped[int]
    added_at: Mapped[datetime]


class RecoveryCode(Model):
    """One code for the day on which the second factor is lost: a keyed hash, used once."""

    __tablename__ = "recovery_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Passkey(Model):
    """A passkey of a login: its public half, how often it has signed, what its owner calls it."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    credential_id: Mapped[str] = mapped_column(String(400), unique=True)
    public_key: Mapped[str] = mapped_column(Text)
    sign_count: Mapped[int]
    added_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
