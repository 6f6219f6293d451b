"""Reads: who a session belongs to and what that person may do today."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from insurer.accounts.models import Login, Mandate, Person, RoleGrant, UserSession
from insurer.accounts.terms import PORTAL_ROLES, ROLE_PERMISSIONS, Role
from insurer.infra.db import db
from insurer.kernel.acting import Actor, Scope
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId


def _standing(table: type[RoleGrant] | type[Mandate], day: date) -> ColumnElement[bool]:
    return (table.begins_on <= day) & or_(table.ends_on.is_(None), table.ends_on >= day)


def actor_of(login: Login, day: date) -> Actor:
    """The person behind `login` with the roles, permissions and scope standing on `day`."""
    roles = frozenset(
        Role(name)
        for name in db.session.scalars(
            select(RoleGrant.role).where(RoleGrant.login_id == login.id, _standing(RoleGrant, day))
        )
    )
    mandates = db.session.scalars(
        select(Mandate.policyholder_id).where(Mandate.login_id == login.id, _standing(Mandate, day))
    )
    staff = bool(roles) and not roles & PORTAL_ROLES
    return Actor(
        login=login.name,
        name=db.session.get_one(Person, login.person_id).name,
        person=login.person_id,
        permissions=frozenset(may.value for role in roles for may in ROLE_PERMISSIONS[role]),
        roles=frozenset(role.value for role in roles),
        scope=Scope(everything=staff, policyholders=frozenset(PartyId(party) for party in mandates)),
        locale=login.locale,
        time_zone=login.time_zone or "",
        dates=login.dates or "",
        numbers=login.numbers or "",
    )


def actor_named(name: str, day: date) -> Actor:
    """The actor behind the login `name`; refuses an unknown or inactive one."""
    login = db.session.scalar(select(Login).where(Login.name == name, Login.active))
    if login is None:
        raise NotFound("accounts.no_such_login", login=name)
    return actor_of(login, day)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A live session: who sits there, and when they were last seen."""

    actor: Actor
    seen_at: datetime


def sitting_of(token: str, at: datetime, day: date, *, idle: timedelta, absolute: timedelta) -> Sitting | None:
    """The session behind a token, or None when it ended, idled away, is too old or its login is closed."""
    found = db.session.execute(
        select(UserSession, Login)
        .join(Login, Login.id == UserSession.login_id)
        .where(UserSession.token_hash == token_hash(token))
    ).first()
    if found is None:
        return None
    session, login = found
    if session.ended_at is not None or not login.active:
        return None
    if at - session.seen_at > idle or at - session.begun_at > absolute:
        return None
    return Sitting(actor_of(login, day), session.seen_at)


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def previous_visit(login: str) -> datetime | None:
    """When the session before the present one of a login was last used, None at the first visit."""
    rows = db.session.scalars(
        select(UserSession.seen_at)
        .join(Login, Login.id == UserSession.login_id)
        .where(Login.name == login)
        .order_by(UserSession.begun_at.desc())
        .limit(2)
    ).all()
    return rows[1] if len(rows) > 1 else None
