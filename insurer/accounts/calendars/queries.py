"""Reads of calendar addresses: one's own, and who stands behind one that a program asks for."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

from flask import g
from sqlalchemy import select

from insurer.accounts.calendars.models import CalendarLink
from insurer.accounts.models import Login
from insurer.accounts.queries import actor_of, token_hash
from insurer.infra.clock import clock, now
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Actor

PUBLIC_PART = 16
"""Characters of the hash that name an address on its owner's page; they open nothing."""
MOST = 5
"""Live addresses of one login."""


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A live address as its owner sees it; the address itself was shown once, when it was made."""

    public_id: str
    name: str
    made_at: datetime


def own_links(login_id: int) -> list[OwnLink]:
    """The live addresses of a login, the newest first."""
    rows = db.session.scalars(
        select(CalendarLink)
        .where(CalendarLink.login_id == login_id, CalendarLink.revoked_at.is_(None))
        .order_by(CalendarLink.made_at.desc(), CalendarLink.token_hash)
    )
    return [OwnLink(row.token_hash[:PUBLIC_PART], row.name, row.made_at) for row in rows]


def read_as_bearer(token: str) -> Actor | None:
    """Go through the rest of this request as the person whose address bears `token`; None where it opens nothing.

    The person is looked up anew each time: a login that was closed, a role or mandate that ended, ends this too.
    """
    if len(token) > 100:
        return None
    found = db.session.execute(
        select(Login)
        .join(CalendarLink, CalendarLink.login_id == Login.id)
        .where(CalendarLink.token_hash == token_hash(token), CalendarLink.revoked_at.is_(None), Login.active)
    ).scalar()
    if found is None:
        return None
    at = now()
    actor = actor_of(found, clock().day_of(at))
    reading: ExitStack = g.reading
    reading.enter_context(reading_as(actor.scope))
    g.act = Act(actor, at, request=g.get("request_id", "-"))
    return actor
