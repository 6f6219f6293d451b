"""Reads: who a session belongs to and what that person may do today."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from insurer.accounts.models import Login, Mandate, Person, RoleGrant, UserSession
from insurer.accounts.people.models import Restriction
from insurer.accounts.people.panels import assigned_to
from insurer.accounts.people.rules import bounds, permissions
from insurer.accounts.people.terms import EVERYTHING_OWN, Allowance, Tie
from insurer.accounts.terms import COMPANY_ROLES, PORTAL_ROLES, Role
from insurer.infra.clock import clock
from insurer.infra.db import db
from insurer.kernel.acting import UNBOUND, Actor, Scope
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId


def standing(table: type[RoleGrant] | type[Mandate], day: date) -> ColumnElement[bool]:
    """Whether a grant or mandate holds on `day`, its last one included; one ended at once held to the day before."""
    return (
        (table.begins_on <= day)
        & or_(table.ends_on.is_(None), table.ends_on >= day)
        & or_(table.ended_at.is_(None), table.ended_at >= clock().end_of(day))
    )


def actor_of(login: Login, day: date) -> Actor:
    """The person behind `login` with the roles, permissions, scope and bounds standing on `day`."""
    roles = roles_on(login.id, day)
    outside = not roles.isdisjoint(PORTAL_ROLES)
    ties = ties_on(login.id, day) if outside else ()
    allowance = allowance_on(login.id, day) if not roles.isdisjoint(COMPANY_ROLES) else EVERYTHING_OWN
    return Actor(
        login=login.name,
        name=db.session.get_one(Person, login.person_id).name,
        person=login.person_id,
        permissions=frozenset(may.value for may in permissions(roles, ties, allowance)),
        roles=frozenset(role.value for role in roles),
        scope=scope_on(roles, ties, allowance, day),
        bounds=bounds(ties, allowance) if outside else UNBOUND,
        locale=login.locale,
        time_zone=login.time_zone or "",
        dates=login.dates or "",
        numbers=login.numbers or "",
    )


def roles_on(login_id: int, day: date) -> frozenset[Role]:
    """The roles of a login standing on `day`."""
    found = select(RoleGrant.role).where(RoleGrant.login_id == login_id, standing(RoleGrant, day))
    return frozenset(Role(name) for name in db.session.scalars(found))


def ties_on(login_id: int, day: date) -> tuple[Tie, ...]:
    """The companies for which a login stands on `day`: its own, its clients, its bank."""
    found = select(Mandate.policyholder_id, Mandate.reading_only)
    rows = db.session.execute(found.where(Mandate.login_id == login_id, standing(Mandate, day)))
    return tuple(Tie(row.policyholder_id, bool(row.reading_only)) for row in rows)


def companies_of(name: str, day: date) -> frozenset[PartyId]:
    """The companies for which the login `name` stands on `day`."""
    login_id = db.session.scalars(select(Login.id).where(Login.name == name)).one()
    return frozenset(tie.company for tie in ties_on(login_id, day))


def allowance_on(login_id: int, day: date) -> Allowance:
    """What a person's own company leaves to it on `day`: the last word said by then, everything if none was."""
    row = db.session.scalar(
        select(Restriction)
        .where(Restriction.login_id == login_id, Restriction.set_on <= day)
        .order_by(Restriction.id.desc())
        .limit(1)
    )
    return EVERYTHING_OWN if row is None else row.allowance()


def scope_on(roles: Collection[Role], ties: Collection[Tie], allowance: Allowance, day: date) -> Scope:
    """Whose data: for staff everybody's, for a company's people its own, for a payee what is assigned to it."""
    companies = frozenset(tie.company for tie in ties)
    if Role.LOSS_PAYEE in roles:
        return assigned_to(companies, day)
    staff = bool(roles) and PORTAL_ROLES.isdisjoint(roles)
    return Scope(everything=staff, policyholders=companies, policies=allowance.policies)


def actor_named(name: str, day: date) -> Actor:
    """The actor behind the login `name`; refuses an unknown or inactive one."""
    login = db.session.scalar(select(Login).where(Login.name == name, Login.active))
    if login is None:
        raise NotFound("accounts.no_such_login", login=name)
    return actor_of(login, day)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A live session: who sits there, when they were last seen and when they last proved who they are."""

    actor: Actor
    seen_at: datetime
    session: str
    login_id: int
    confirmed_at: datetime


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
    return Sitting(
        actor=actor_of(login, day),
        seen_at=session.seen_at,
        session=session.token_hash,
        login_id=login.id,
        confirmed_at=session.confirmed_at or session.begun_at,
    )


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
