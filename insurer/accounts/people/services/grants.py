"""Roles are granted by two administrators, ended by one. Whoever gains or loses a role is out with the next request."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_, select

from insurer.accounts.approvals.services import agree, digest_of, put_forward, turn_down, use, withdraw
from insurer.accounts.models import Login, RoleGrant
from insurer.accounts.people.models import RoleRequest
from insurer.accounts.people.queries.rights import login_named, waiting_request
from insurer.accounts.people.rules import refuse_role
from insurer.accounts.people.terms import RoleAsked, RoleRequestState
from insurer.accounts.queries import roles_on, standing, ties_on
from insurer.accounts.sessions.services import close_sessions
from insurer.accounts.terms import May, Role
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import PersonId

KIND = "role_grant"
LEAST_ADMINISTRATORS = 2
"""People, not logins: with fewer nobody could be given a role any more."""


@command(needs=May.ACCOUNT_MANAGE)
def request_role(act: Act, login: str, role: Role, *, first: date, last: date | None, reason: str) -> int:
    """Put a role forward for another administrator to agree to; until then nothing stands.

    Answers the request's number. Refused for one's own person, for days that are past, for a role that the login has
    on one of these days or that waits already, and for roles of two kinds (staff, company, broker, payee) in one login.
    """
    row = login_named(login)
    _not_for_oneself(act, row)
    asked = RoleAsked(login, role, first, last, reason.strip())
    companies = [tie.company for tie in ties_on(row.id, max(first, act.today))]
    refuse_role(asked, act.today, roles_on(row.id, max(first, act.today)), companies)
    _refuse_twice(row, asked)
    request = RoleRequest(
        login_id=row.id,
        role=role.value,
        first_day=first,
        last_day=last,
        reason=asked.reason,
        state=RoleRequestState.WAITING.value,
        asked_by=act.actor.login,
        asker_id=_person(act),
        asked_at=act.at,
    )
    db.session.add(request)
    db.session.flush()
    put_forward(act, KIND, request.subject, asked.content(), reason=asked.reason)
    act.record(
        f"login:{login}", "people.role_requested", role=role, first=first, last=last, reason=asked.reason, id=request.id
    )
    return request.id


@command(needs=May.ACCOUNT_MANAGE)
def agree_to_role(act: Act, request_id: int, *, seen: str) -> int:
    """A second administrator, another human being, agrees to exactly what was `seen` (its digest); the role stands.

    Answers the grant's number. Refused for the person who asked, for the person who would get the role, and when the
    request is no longer what was put forward. Every session of the login ends.
    """
    request = _waiting(request_id)
    login = db.session.get_one(Login, request.login_id)
    _not_for_oneself(act, login)
    asked = request.asked(login.name)
    if digest_of(asked.content()) != seen:
        raise Conflict("approval.content_changed", kind=KIND, subject=request.subject)
    agree(act, KIND, request.subject, asked.content())
    use(act, KIND, request.subject, asked.content())
    request.state = RoleRequestState.AGREED.value
    request.answered_by, request.answered_at = act.actor.login, act.at
    grant = RoleGrant(
        login_id=login.id,
        role=request.role,
        begins_on=request.first_day,
        ends_on=request.last_day,
        granted_by=request.asked_by,
        granted_at=act.at,
        agreed_by=act.actor.login,
        reason=request.reason,
    )
    db.session.add(grant)
    db.session.flush()
    close_sessions(act, login)
    act.record(
        f"login:{login.name}",
        "people.role_granted",
        role=request.role,
        first=request.first_day,
        last=request.last_day,
        asked_by=request.asked_by,
        agreed_by=act.actor.login,
    )
    return grant.id


@command(needs=May.ACCOUNT_MANAGE)
def decline_role(act: Act, request_id: int, *, reason: str) -> None:
    """Another administrator says no, and why."""
    request = _waiting(request_id)
    if request.asker_id == act.actor.person:
        raise NotAllowed("approval.same_person", kind=KIND, subject=request.subject)
    turn_down(act, KIND, request.subject, reason)
    _close(act, request, RoleRequestState.DECLINED, "people.role_declined", reason.strip())


@command(needs=May.ACCOUNT_MANAGE)
def withdraw_role_request(act: Act, request_id: int) -> None:
    """Whoever put a role forward takes it back."""
    request = _waiting(request_id)
    if request.asker_id != act.actor.person:
        raise NotAllowed("people.asked_by_another")
    withdraw(act, KIND, request.subject)
    _close(act, request, RoleRequestState.WITHDRAWN, "people.role_request_withdrawn", "")


@command(needs=May.ACCOUNT_MANAGE)
def end_role_now(act: Act, grant_id: int, *, reason: str) -> None:
    """End a role at once: one administrator suffices, for taking away is safe. Every session of the login ends.

    Refused when fewer than two people would be left who can grant roles together.
    """
    grant = lock(RoleGrant, grant_id)
    if grant.ended_at is not None or (grant.ends_on is not None and grant.ends_on < act.today):
        raise Conflict("people.role_has_ended")
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    login = db.session.get_one(Login, grant.login_id)
    if grant.role == Role.ADMINISTRATOR:
        refuse_too_few(act, login)
    grant.ended_at, grant.ended_by = act.at, act.actor.login
    close_sessions(act, login)
    act.record(f"login:{login.name}", "people.role_ended", role=grant.role, reason=reason.strip())


@command(needs=None)
def appoint_administrator(act: Act, login: str, *, reason: str) -> None:
    """The house makes somebody administrator from the command line, while fewer than two people are."""
    row = login_named(login)
    if len(administrators(act.today)) >= LEAST_ADMINISTRATORS:
        raise NotAllowed("people.enough_administrators")
    asked = RoleAsked(login, Role.ADMINISTRATOR, act.today, None, reason)
    refuse_role(asked, act.today, roles_on(row.id, act.today), ())
    _refuse_twice(row, asked)
    db.session.add(
        RoleGrant(
            login_id=row.id,
            role=Role.ADMINISTRATOR.value,
            begins_on=act.today,
            granted_by=act.actor.login,
            granted_at=act.at,
            reason=reason,
        )
    )
    close_sessions(act, row)
    act.record(f"login:{login}", "people.administrator_appointed", reason=reason)


def administrators(day: date) -> set[PersonId]:
    """The people who are administrators on `day` and can sign in; they are locked until the transaction ends."""
    rows = select(Login.person_id).join(RoleGrant, RoleGrant.login_id == Login.id)
    held = rows.where(RoleGrant.role == Role.ADMINISTRATOR.value, standing(RoleGrant, day), Login.active)
    return set(db.session.scalars(held.with_for_update()))


def refuse_too_few(act: Act, login: Login) -> None:
    """Refuse to take an administrator away when fewer than two people would be left."""
    left = administrators(act.today) - {login.person_id}
    if login.person_id in administrators(act.today) and len(left) < LEAST_ADMINISTRATORS:
        raise Conflict("people.last_administrators", least=LEAST_ADMINISTRATORS)


def _close(act: Act, request: RoleRequest, state: RoleRequestState, what: str, answer: str) -> None:
    login = db.session.get_one(Login, request.login_id)
    request.state, request.answer = state.value, answer or None
    request.answered_by, request.answered_at = act.actor.login, act.at
    act.record(f"login:{login.name}", what, role=request.role, reason=answer, asked_by=request.asked_by)


def _waiting(request_id: int) -> RoleRequest:
    row = waiting_request(request_id, locked=True)
    if row is None:
        raise NotFound("people.no_such_request", id=request_id)
    return row


def _refuse_twice(login: Login, asked: RoleAsked) -> None:
    """A role is held once at a time, and put forward once at a time."""
    until = asked.last or date.max
    overlapping = select(func.count(RoleGrant.id)).where(
        RoleGrant.login_id == login.id,
        RoleGrant.role == asked.role.value,
        RoleGrant.ended_at.is_(None),
        RoleGrant.begins_on <= until,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= asked.first),
    )
    waiting = select(func.count(RoleRequest.id)).where(
        RoleRequest.login_id == login.id,
        RoleRequest.role == asked.role.value,
        RoleRequest.state == RoleRequestState.WAITING.value,
    )
    if db.session.scalar(overlapping):
        raise InvalidInput("people.role_held", "role")
    if db.session.scalar(waiting):
        raise InvalidInput("people.role_waits", "role")


def _not_for_oneself(act: Act, login: Login) -> None:
    if login.person_id == act.actor.person:
        raise NotAllowed("people.not_for_oneself")


def _person(act: Act) -> PersonId:
    if act.actor.person is None:
        raise NotAllowed("approval.needs_a_person")
    return act.actor.person
