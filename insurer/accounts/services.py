"""Acts of accounts: entering people, opening logins, ending roles."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_, select, update

from insurer.accounts.models import Login, Mandate, Person, RoleGrant
from insurer.accounts.passwords.queries import hash_of
from insurer.accounts.passwords.rules import SHORTEST_PASSWORD
from insurer.accounts.sessions.services import close_sessions
from insurer.accounts.terms import PORTAL_ROLES, Role
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import PartyId, PersonId


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
    """Open a way in with a password for a person with roles from today: for the set-up of an installation and its demo.

    People of a running house are invited (`invite_login`) and choose their own password.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise InvalidInput("accounts.password_too_short", "password", least=SHORTEST_PASSWORD)
    login = enter_login(
        act,
        name=name,
        person=person,
        password_hash=hash_of(password),
        roles=roles,
        policyholders=policyholders,
        locale=locale,
        email=email,
    )
    return login.id


def enter_login(
    act: Act,
    *,
    name: str,
    person: PersonId,
    password_hash: str,
    roles: tuple[Role, ...],
    policyholders: tuple[PartyId, ...] = (),
    locale: str = "en",
    email: str | None = None,
) -> Login:
    """Enter a login with its roles and mandates, part of the running act.

    Refuses a name or mail address that is taken, and a portal role that stands not alone or without policyholders.
    """
    outside = {role for role in roles if role in PORTAL_ROLES}
    if outside and (set(roles) - outside or not policyholders):
        raise InvalidInput("accounts.portal_role_needs_policyholder", "roles")
    _refuse_taken(name, email)
    login = Login(
        name=name,
        person_id=person,
        password_hash=password_hash,
        locale=locale,
        email=email.lower() if email else None,
    )
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
    return login


def _refuse_taken(name: str, email: str | None) -> None:
    """One refusal for both: whoever invites does not learn which of the two another company uses."""
    if "@" in name:
        raise InvalidInput("accounts.name_is_an_address", "name")
    same = or_(func.lower(Login.name) == name.lower(), Login.email == (email or "").lower())
    if db.session.scalar(select(Login.id).where(same).limit(1)):
        raise InvalidInput("accounts.login_taken", "name")


@command(needs=None)
def end_role(act: Act, login: str, role: Role, last_day: date) -> None:
    """End a role after `last_day`; every session of the login ends with it."""
    row = db.session.scalars(select(Login).where(Login.name == login)).one()
    db.session.execute(
        update(RoleGrant)
        .where(RoleGrant.login_id == row.id, RoleGrant.role == role.value, RoleGrant.ends_on.is_(None))
        .values(ends_on=last_day)
    )
    close_sessions(act, row)
    act.record(f"login:{login}", "accounts.role_ended", role=role.value, last_day=last_day)
