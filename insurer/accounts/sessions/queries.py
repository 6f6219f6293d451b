"""Reads of sessions: which are live, and where from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import select

from insurer.accounts.models import Login, UserSession
from insurer.infra.db import db

PUBLIC_PART = 16
"""Characters of the hash that name a session on pages and in addresses; they open nothing."""


@dataclass(frozen=True, slots=True)
class LiveSession:
    """One session as its owner or an administrator sees it."""

    public_id: str
    device: str
    address: str
    begun_at: datetime
    seen_at: datetime
    present: bool


def live_sessions(login: str, at: datetime, present: str = "") -> list[LiveSession]:
    """The sessions of a login that would be let in at `at`, latest used first; `present` is the reader's own hash."""
    settings = current_app.config["SETTINGS"]
    rows = db.session.scalars(
        select(UserSession)
        .join(Login, Login.id == UserSession.login_id)
        .where(
            Login.name == login,
            UserSession.ended_at.is_(None),
            UserSession.seen_at >= at - timedelta(minutes=settings.session_idle_minutes),
            UserSession.begun_at >= at - timedelta(minutes=settings.session_absolute_minutes),
        )
        .order_by(UserSession.seen_at.desc())
    )
    return [
        LiveSession(
            public_id=row.token_hash[:PUBLIC_PART],
            device=row.device,
            address=row.address or "",
            begun_at=row.begun_at,
            seen_at=row.seen_at,
            present=row.token_hash == present,
        )
        for row in rows
    ]
