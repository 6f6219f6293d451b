"""Mandates with dates: for which company somebody outside the house stands, from when, until when."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from insurer.accounts.models import Login, Mandate
from insurer.accounts.people.queries.rights import login_named
from insurer.accounts.people.terms import RoleKind
from insurer.accounts.queries import roles_on
from insurer.accounts.terms import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId


@command(needs=May.ACCOUNT_MANAGE)
def give_mandate(
    act: Act,
    login: str,
    company: PartyId,
    *,
    first: date,
    last: date | None,
    reading_only: bool,
    reference: str,
) -> int:
    """Let a login stand for a company from `first` to `last`: a broker for a client, a person for its own company.

    `reference` names the paper that the company signed. Answers the mandate's number. Refused for staff, for days that
    are past or upside down, and when a mandate for the company stands on one of these days.
    """
    row = login_named(login)
    if row.person_id == act.actor.person:
        raise NotAllowed("people.not_for_oneself")
    if any(RoleKind.of(role) is RoleKind.STAFF for role in roles_on(row.id, act.today)):
        raise InvalidInput("people.staff_has_no_mandate", "login")
    if not reference.strip():
        raise InvalidInput("input.required", "reference")
    if first < act.today:
        raise InvalidInput("people.first_day_past", "first", first=first)
    if last is not None and last < first:
        raise InvalidInput("people.days_upside_down", "last", first=first, last=last)
    _refuse_twice(row, company, first, last)
    mandate = Mandate(
        login_id=row.id,
        policyholder_id=company,
        begins_on=first,
        ends_on=last,
        reading_only=reading_only,
        reference=reference.strip(),
        given_by=act.actor.login,
        given_at=act.at,
    )
    db.session.add(mandate)
    db.session.flush()
    act.record(
        f"login:{login}",
        "people.mandate_given",
        company=company,
        first=first,
        last=last,
        reading_only=reading_only,
        reference=reference.strip(),
    )
    return mandate.id


@command(needs=May.ACCOUNT_MANAGE)
def end_mandate(act: Act, mandate_id: int, *, last: date | None, reason: str) -> None:
    """End a mandate after its `last` day, or at once without one: with the next request nothing of it is seen."""
    mandate = lock(Mandate, mandate_id)
    if mandate.ended_at is not None or (mandate.ends_on is not None and mandate.ends_on < act.today):
        raise Conflict("people.mandate_has_ended")
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    if last is None:
        mandate.ended_at = act.at
    elif last < max(act.today, mandate.begins_on):
        raise InvalidInput("people.days_upside_down", "last", first=max(act.today, mandate.begins_on), last=last)
    else:
        mandate.ends_on = last
    mandate.ended_by = act.actor.login
    login = db.session.get_one(Login, mandate.login_id)
    act.record(
        f"login:{login.name}",
        "people.mandate_ended",
        company=mandate.policyholder_id,
        last=last or act.today,
        reason=reason.strip(),
    )


def _refuse_twice(login: Login, company: PartyId, first: date, last: date | None) -> None:
    same = select(Mandate.id).where(
        Mandate.login_id == login.id,
        Mandate.policyholder_id == company,
        or_(
            Mandate.begins_on == first,
            Mandate.ended_at.is_(None)
            & (Mandate.begins_on <= (last or date.max))
            & or_(Mandate.ends_on.is_(None), Mandate.ends_on >= first),
        ),
    )
    if db.session.scalar(same.limit(1)):
        raise InvalidInput("people.mandate_stands", "company")
