"""Acts of accounts: opening logins, granting roles, signing in and out."""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import select, update

from insurer.accounts.models import Login, Mandate, Person, RoleGrant, UserSession
from insurer.accounts.queries import token_hash
from insurer.accounts.terms import PORTAL_ROLES, Role
from insurer.infra.clock import now
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId, PersonId

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_UNKNOWN = _hasher.hash(secrets.token_hex(16))
"""What an unknown login's password is compared with, so that it takes as long as a known one's."""

SHORTEST_PASSWORD = 12


@command(needs=None)
def register_person(act: Act, name: str) -> PersonId:
    """Enter a human being."""
    person = Person(name=name)
    db.session.add(person)
    db.session.flush()
    act.record(f"person:{person.id}", "accounts.person_registered")
    return person.id


@command(needs=None)
def open_login(
    act: Act,
    name: str,
    person: PersonId,
    password: str,
    roles: tuple[Role, ...],
    policyholders: tuple[PartyId, ...] = (),
    locale: str = "en",
    email: str | None = None,
) -> int:
    """Open a way in for a person with roles from today; a portal role needs the policyholders it is for."""
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput("accounts.password_too_short", "password", least=SHORTEST_PASSWORD)
    outside = {role for role in roles if role in PORTAL_ROLES}
    if outside and (set(roles) - outside or not policyholders):
        raise InvalidInput("accounts.portal_role_needs_policyholder", "roles")
    login = Login(name=name, person_id=person, password_hash=_hasher.hash(password), locale=locale, email=email)
    db.session.add(login)
    db.session.flush()
    for role in roles:
        db.session.add(
            RoleGrant(
                login_id=login.id,
                role=role.value,
                begins_on=act.today,
                granted_by=act.actor.login,
                granted_at=act.at,
            )
        )
    for policyholder in policyholders:
        db.session.add(Mandate(login_id=login.id, policyholder_id=policyholder, begins_on=act.today))
    act.record(f"login:{name}", "accounts.login_opened", roles=[role.value for role in roles])
    return login.id


@command(needs=None)
def end_role(act: Act, login: str, role: Role, last_day: date) -> None:
    """End a role after `last_day`; every session of the login ends with it."""
    row = db.session.scalars(select(Login).where(Login.name == login)).one()
    db.session.execute(
        update(RoleGrant)
        .where(RoleGrant.login_id == row.id, RoleGrant.role == role.value, RoleGrant.ends_on.is_(None))
        .values(ends_on=last_day)
    )
    _end_sessions(act, row.id)
    act.record(f"login:{login}", "accounts.role_ended", role=role.value, last_day=last_day)


def sign_in(name: str, password: str, device: str) -> str:
    """A new session's token for a right name and password; one answer and one duration for every wrong one.

    After a failure the next try waits, doubling from one second to five minutes; the wait is kept in the database.
    """
    at = now()
    login = db.session.scalar(select(Login).where(Login.name == name))
    known_hash, login_name = (
        (login.password_hash, login.name) if login is not None and login.active else (_UNKNOWN, None)
    )
    waiting = login is not None and login.wait_until is not None and at < login.wait_until
    db.session.rollback()
    right = _matches(known_hash, password)
    if login_name is None or waiting or not right:
        note_failed_sign_in(house_act(at), name[:120], login_name)
        raise NotAllowed("accounts.sign_in_failed")
    token = secrets.token_urlsafe(32)
    begin_session(house_act(at), login_name, token_hash(token), device[:200])
    return token


def _matches(known_hash: str, password: str) -> bool:
    try:
        return bool(_hasher.verify(known_hash, password))
    except VerificationError:
        return False


@command(needs=None)
def begin_session(act: Act, login: str, hashed: str, device: str) -> None:
    """Begin a session under a token of which only the hash is known here."""
    row = db.session.scalars(select(Login).where(Login.name == login)).one()
    row.failures, row.wait_until = 0, None
    db.session.add(UserSession(token_hash=hashed, login_id=row.id, begun_at=act.at, seen_at=act.at, device=device))
    act.record(f"login:{login}", "accounts.signed_in")


@command(needs=None)
def note_failed_sign_in(act: Act, name: str, known: str | None) -> None:
    """Count a failure and let the next try wait longer."""
    if known is not None:
        row = db.session.scalars(select(Login).where(Login.name == known).with_for_update()).one()
        row.failures += 1
        row.wait_until = act.at + min(timedelta(seconds=2 ** (row.failures - 1)), timedelta(minutes=5))
    act.record(f"login:{known or 'unknown'}", "accounts.sign_in_failed", tried=name if known else "")


@command(needs=None)
def see_session(act: Act, hashed: str) -> None:
    """Note that a session is in use, so that it does not idle away."""
    db.session.execute(update(UserSession).where(UserSession.token_hash == hashed).values(seen_at=act.at))
    act.record("session", "accounts.session_seen")


@command(needs=None)
def end_session(act: Act, token: str) -> None:
    """Sign out: the session is over, whoever may still hold the cookie."""
    db.session.execute(update(UserSession).where(UserSession.token_hash == token_hash(token)).values(ended_at=act.at))
    act.record("session", "accounts.signed_out")


def _end_sessions(act: Act, login_id: int) -> None:
    db.session.execute(
        update(UserSession)
        .where(UserSession.login_id == login_id, UserSession.ended_at.is_(None))
        .values(ended_at=act.at)
    )
