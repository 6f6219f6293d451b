"""Colleagues: the people of a policyholder as its own administrator sees them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from insurer.accounts.models import Login, Mandate, RoleGrant
from insurer.accounts.people.queries.rights import Entrant, entrants, login_named
from insurer.accounts.people.terms import Allowance
from insurer.accounts.queries import allowance_on, standing
from insurer.accounts.terms import COMPANY_ROLES
from insurer.infra.audit.timeline import Event, acts_of
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId

_LATEST = 8


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person of the company: who, with what is left to them, and whether their access stands."""

    entrant: Entrant
    companies: frozenset[PartyId]
    allowance: Allowance
    standing: bool


def colleagues(companies: Collection[PartyId], day: date) -> list[Colleague]:
    """Everybody who has or had a role of these companies, those with access first, each by name."""
    ties = select(Mandate.login_id).where(Mandate.policyholder_id.in_(companies))
    own = select(RoleGrant.login_id).where(
        RoleGrant.login_id.in_(ties), RoleGrant.role.in_(sorted(role.value for role in COMPANY_ROLES))
    )
    found = [_colleague(one, companies, day) for one in entrants(day, sorted(set(db.session.scalars(own))))]
    return sorted((one for one in found if one is not None), key=lambda one: not one.standing)


def colleague(login: str, companies: Collection[PartyId], day: date) -> Colleague:
    """One colleague; somebody of another company does not exist for the asker."""
    found = next((one for one in colleagues(companies, day) if one.entrant.login == login), None)
    if found is None:
        raise NotFound("accounts.no_such_login", login=login[:120])
    return found


def colleague_named(login: str, companies: Collection[PartyId], day: date) -> Login:
    """The login of a colleague whose access stands."""
    found = colleague(login, companies, day)
    if not found.standing:
        raise NotFound("accounts.no_such_login", login=login[:120])
    return login_named(login)


def manages_all_of(login_id: int, companies: Collection[PartyId], day: date) -> frozenset[PartyId]:
    """The companies that a colleague is for: all of them the asker's own, or the colleague is somebody else's too."""
    held = frozenset(
        db.session.scalars(select(Mandate.policyholder_id).where(Mandate.login_id == login_id, standing(Mandate, day)))
    )
    if not held or not held <= set(companies):
        raise NotFound("accounts.no_such_login")
    return held


def latest_acts(login: str) -> list[tuple[str, Event]]:
    """What a person did last and to what, as far as the reader may know of it."""
    return acts_of(login, _LATEST)


def _colleague(one: Entrant, companies: Collection[PartyId], day: date) -> Colleague | None:
    login = login_named(one.login)
    ties = list(db.session.execute(
        select(Mandate.policyholder_id, standing(Mandate, day).label("stands")).where(Mandate.login_id == login.id)
    ))  # fmt: skip
    held = frozenset(tie.policyholder_id for tie in ties if tie.stands)
    if not (held or {tie.policyholder_id for tie in ties}) <= set(companies):
        return None
    return Colleague(
        entrant=one,
        companies=held,
        allowance=allowance_on(login.id, day),
        standing=bool(held) and not COMPANY_ROLES.isdisjoint(one.roles),
    )
