"""What a person may do, on any day: roles, mandates, what was left to them, and who had a hand in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from insurer.accounts.approvals.services import digest_of
from insurer.accounts.factors.models import Authenticator, Passkey
from insurer.accounts.models import Login, Mandate, Person, RoleGrant, UserSession
from insurer.accounts.people.models import RoleRequest
from insurer.accounts.people.rules import permissions
from insurer.accounts.people.terms import EVERYTHING_OWN, HeldMandate, HeldRole, Rights, RoleAsked, RoleRequestState
from insurer.accounts.queries import allowance_on, roles_on, scope_on, standing, ties_on
from insurer.accounts.terms import COMPANY_ROLES, Role
from insurer.infra.clock import clock
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PersonId


@dataclass(frozen=True, slots=True)
class Entrant:
    """One login as the list of people shows it."""

    login: str
    person: str
    person_id: PersonId
    email: str
    active: bool
    invited: bool
    second_factor: bool
    roles: tuple[Role, ...]
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Request:
    """A role put forward, with the digest of what a second administrator agrees to."""

    id: int
    asked: RoleAsked
    person: str
    person_id: PersonId
    state: RoleRequestState
    asked_by: str
    asker: PersonId
    asked_at: datetime
    digest: str
    answered_by: str = ""
    answered_at: datetime | None = None
    answer: str = ""


def login_named(name: str, *, locked: bool = False) -> Login:
    """The login of that name; refuses an unknown one."""
    query = select(Login).where(Login.name == name)
    found = db.session.scalar(query.with_for_update() if locked else query)
    if found is None:
        raise NotFound("accounts.no_such_login", login=name[:120])
    return found


def waiting_request(request_id: int, *, locked: bool = False) -> RoleRequest | None:
    """The request of that number if it still waits for a second administrator."""
    query = select(RoleRequest).where(RoleRequest.id == request_id, RoleRequest.state == RoleRequestState.WAITING.value)
    return db.session.scalar(query.with_for_update() if locked else query)


def requests_waiting() -> list[Request]:
    """Every role that waits for a second administrator, oldest first."""
    return _requests(RoleRequest.state == RoleRequestState.WAITING.value)


def requests_for(login: str) -> list[Request]:
    """Every role ever put forward for a login, newest first."""
    return list(reversed(_requests(Login.name == login)))


def _requests(which: ColumnElement[bool]) -> list[Request]:
    rows = db.session.execute(
        select(RoleRequest, Login.name, Person.name, Person.id)
        .join(Login, Login.id == RoleRequest.login_id)
        .join(Person, Person.id == Login.person_id)
        .where(which)
        .order_by(RoleRequest.id)
    )
    return [_request(row, login, person, person_id) for row, login, person, person_id in rows]


def _request(row: RoleRequest, login: str, person: str, person_id: PersonId) -> Request:
    asked = row.asked(login)
    return Request(
        id=row.id,
        asked=asked,
        person=person,
        person_id=person_id,
        state=row.standing(),
        asked_by=row.asked_by,
        asker=row.asker_id,
        asked_at=row.asked_at,
        digest=digest_of(asked.content()),
        answered_by=row.answered_by or "",
        answered_at=row.answered_at,
        answer=row.answer or "",
    )


def entrants(day: date, only: Collection[int] | None = None) -> list[Entrant]:
    """Every login with its person, roles standing on `day`, last use and whether it has a second factor, by name."""
    seen = select(UserSession.login_id, func.max(UserSession.seen_at).label("at")).group_by(UserSession.login_id)
    seen_at = {row.login_id: row.at for row in db.session.execute(seen)}
    factors = set(db.session.scalars(select(Authenticator.login_id))) | set(
        db.session.scalars(select(Passkey.login_id))
    )
    roles: dict[int, list[Role]] = {}
    held = select(RoleGrant.login_id, RoleGrant.role).where(standing(RoleGrant, day)).order_by(RoleGrant.role)
    for login_id, role in db.session.execute(held):
        roles.setdefault(login_id, []).append(Role(role))
    query = select(Login, Person.name).join(Person, Person.id == Login.person_id).order_by(Person.name, Login.name)
    if only is not None:
        query = query.where(Login.id.in_(only))
    return [
        Entrant(
            login=login.name,
            person=person,
            person_id=login.person_id,
            email=login.email or "",
            active=login.active,
            invited=not login.password_hash,
            second_factor=login.id in factors,
            roles=tuple(roles.get(login.id, ())),
            seen_at=seen_at.get(login.id),
        )
        for login, person in db.session.execute(query)
    ]


def entrant(login: str, day: date) -> Entrant:
    """One login as the list shows it."""
    return entrants(day, [login_named(login).id])[0]


def rights_on(login: str, day: date) -> Rights:
    """Everything that a login could do on `day`, and by whose hand."""
    row = login_named(login)
    roles = roles_on(row.id, day)
    ties = ties_on(row.id, day)
    allowance = allowance_on(row.id, day) if not roles.isdisjoint(COMPANY_ROLES) else EVERYTHING_OWN
    return Rights(
        login=login,
        person=db.session.get_one(Person, row.person_id).name,
        day=day,
        active=row.active,
        roles=tuple(roles_of(row.id, day)),
        mandates=tuple(mandates_of(day, Mandate.login_id == row.id)),
        allowance=allowance,
        permissions=permissions(roles, ties, allowance),
        scope=scope_on(roles, ties, allowance, day),
    )


def roles_of(login_id: int, day: date) -> list[HeldRole]:
    """Every role that a login ever had, the newest first, each with whether it stands on `day`."""
    standing_now = set(
        db.session.scalars(select(RoleGrant.id).where(RoleGrant.login_id == login_id, standing(RoleGrant, day)))
    )
    rows = db.session.scalars(select(RoleGrant).where(RoleGrant.login_id == login_id).order_by(RoleGrant.id.desc()))
    return [
        HeldRole(
            grant=row.id,
            role=Role(row.role),
            first=row.begins_on,
            last=_last_day(row),
            granted_by=row.granted_by,
            granted_at=row.granted_at,
            agreed_by=row.agreed_by or "",
            reason=row.reason or "",
            ended_by=row.ended_by or "",
            ended_at=row.ended_at,
            standing=row.id in standing_now,
        )
        for row in rows
    ]


def mandates_of(day: date, *which: ColumnElement[bool]) -> list[HeldMandate]:
    """Mandates with their people, the newest first, each with whether it stands on `day`."""
    standing_now = set(db.session.scalars(select(Mandate.id).where(standing(Mandate, day), *which)))
    rows = (
        select(Mandate, Login.name, Person.name)
        .join(Login, Login.id == Mandate.login_id)
        .join(Person, Person.id == Login.person_id)
        .where(*which)
        .order_by(Mandate.begins_on.desc(), Mandate.id.desc())
    )
    return [
        HeldMandate(
            mandate=row.id,
            login=login,
            person=person,
            company=row.policyholder_id,
            first=row.begins_on,
            last=_last_day(row),
            reading_only=bool(row.reading_only),
            reference=row.reference or "",
            given_by=row.given_by or "",
            ended_by=row.ended_by or "",
            ended_at=row.ended_at,
            standing=row.id in standing_now,
        )
        for row, login, person in db.session.execute(rows)
    ]


def broker_mandates(day: date) -> list[HeldMandate]:
    """Every mandate of people who are or were brokers, the newest first."""
    brokers = select(RoleGrant.login_id).where(RoleGrant.role == Role.BROKER.value)
    return mandates_of(day, Mandate.login_id.in_(brokers))


def own_mandates(login: str, day: date) -> list[HeldMandate]:
    """The mandates of one login, the newest first."""
    return mandates_of(day, Mandate.login_id == login_named(login).id)


def _last_day(row: RoleGrant | Mandate) -> date | None:
    """The last day, written in advance or the one on which it was ended at once."""
    return row.ends_on if row.ended_at is None else clock().day_of(row.ended_at)
