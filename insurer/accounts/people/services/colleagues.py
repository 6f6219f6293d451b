"""What a policyholder's administrator does for its own people, without calling anybody.

It invites, restricts and takes access away, never for itself and never beyond its own companies. The last
administrator of a company stays. Every change ends the colleague's sessions.
"""

from __future__ import annotations

from sqlalchemy import select

from insurer.accounts.models import Login, Mandate, RoleGrant
from insurer.accounts.people.models import Restriction
from insurer.accounts.people.panels import register
from insurer.accounts.people.queries.colleagues import colleague_named, manages_all_of
from insurer.accounts.people.terms import EVERYTHING_OWN, Allowance
from insurer.accounts.queries import allowance_on, roles_on, standing
from insurer.accounts.sessions.services import close_sessions
from insurer.accounts.sign_in.services import invite_login
from insurer.accounts.terms import COMPANY_ROLES, May, Role
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import PartyId


@command(needs=May.COLLEAGUE_MANAGE)
def invite_colleague(
    act: Act,
    company: PartyId,
    *,
    name: str,
    person_name: str,
    email: str,
    locale: str,
    role: Role,
    allowance: Allowance,
) -> int:
    """Invite a colleague into one's own company with a role and what it is left; answers the login's number."""
    if company not in act.actor.scope.policyholders:
        raise NotFound("people.no_such_company")
    _refuse_role(role)
    _refuse_beyond(act, allowance, frozenset({company}))
    login = invite_login(act, name, person_name, email, (role,), (company,), locale)
    _restrict(act, db.session.get_one(Login, login), allowance)
    act.record(f"login:{name}", "people.colleague_invited", policyholder=company, role=role, login=name)
    return login


@command(needs=May.COLLEAGUE_MANAGE)
def restrict_colleague(act: Act, login: str, *, role: Role, allowance: Allowance) -> None:
    """Give a colleague another role and say which acts, policies and amounts it is left, from now on."""
    row = _colleague(act, login)
    _refuse_role(role)
    companies = manages_all_of(row.id, act.actor.scope.policyholders, act.today)
    _refuse_beyond(act, allowance, companies)
    before = roles_on(row.id, act.today)
    if role not in before:
        _refuse_last(act, row, companies)
        _end_roles(act, row)
        db.session.add(
            RoleGrant(
                login_id=row.id,
                role=role.value,
                begins_on=act.today,
                granted_by=act.actor.login,
                granted_at=act.at,
            )
        )
    _restrict(act, row, allowance)
    close_sessions(act, row)
    _tell(act, companies, row, "people.colleague_changed", role=role)


@command(needs=May.COLLEAGUE_MANAGE)
def end_colleague(act: Act, login: str) -> None:
    """Take a colleague's access to one's companies away at once."""
    row = _colleague(act, login)
    companies = manages_all_of(row.id, act.actor.scope.policyholders, act.today)
    _refuse_last(act, row, companies)
    _end_roles(act, row)
    for mandate in db.session.scalars(
        select(Mandate).where(Mandate.login_id == row.id, standing(Mandate, act.today)).with_for_update()
    ):
        mandate.ended_at, mandate.ended_by = act.at, act.actor.login
    close_sessions(act, row)
    _tell(act, companies, row, "people.colleague_ended")


def _colleague(act: Act, login: str) -> Login:
    """The colleague, never the administrator itself: nobody widens or lifts what was left to them."""
    row = colleague_named(login, act.actor.scope.policyholders, act.today)
    if row.person_id == act.actor.person:
        raise NotAllowed("people.not_for_oneself")
    return lock(Login, row.id)


def _refuse_role(role: Role) -> None:
    if role not in COMPANY_ROLES:
        raise InvalidInput("people.not_a_company_role", "role")


def _refuse_beyond(act: Act, allowance: Allowance, companies: frozenset[PartyId]) -> None:
    """Nobody leaves to another what they were not left themselves; policies are the company's own."""
    own = {policy.id for policy in register().policies(companies)}
    if allowance.policies is not None and (not allowance.policies or not allowance.policies <= own):
        raise InvalidInput("people.choose_own_policies", "policies")
    mine = allowance_on(_own_login(act), act.today)
    if mine != EVERYTHING_OWN:
        raise NotAllowed("people.restricted_yourself")


def _own_login(act: Act) -> int:
    return db.session.scalars(select(Login.id).where(Login.name == act.actor.login)).one()


def _refuse_last(act: Act, login: Login, companies: frozenset[PartyId]) -> None:
    """Each company keeps an administrator who can sign in; its mandates are locked, so two cannot remove each other."""
    if Role.POLICYHOLDER_ADMINISTRATOR not in roles_on(login.id, act.today):
        return
    for company in sorted(companies):
        ties = select(Mandate).where(Mandate.policyholder_id == company, standing(Mandate, act.today))
        others = [tie.login_id for tie in db.session.scalars(ties.with_for_update()) if tie.login_id != login.id]
        left = select(RoleGrant.id).join(Login, Login.id == RoleGrant.login_id)
        left = left.where(
            Login.id.in_(others),
            Login.active,
            RoleGrant.role == Role.POLICYHOLDER_ADMINISTRATOR.value,
            standing(RoleGrant, act.today),
        )
        if db.session.scalar(left.limit(1)) is None:
            raise Conflict("people.last_company_administrator")


def _end_roles(act: Act, login: Login) -> None:
    held = select(RoleGrant).where(RoleGrant.login_id == login.id, standing(RoleGrant, act.today))
    for grant in db.session.scalars(held.with_for_update()):
        grant.ended_at, grant.ended_by = act.at, act.actor.login


def _restrict(act: Act, login: Login, allowance: Allowance) -> None:
    db.session.add(
        Restriction(
            login_id=login.id,
            acts=sorted(may.value for may in allowance.acts),
            policies=None if allowance.policies is None else sorted(allowance.policies),
            limit_requests={amount.currency: amount.minor for amount in allowance.limit_requests},
            claims={amount.currency: amount.minor for amount in allowance.claims},
            set_by=act.actor.login,
            set_at=act.at,
            set_on=act.today,
        )
    )


def _tell(act: Act, companies: frozenset[PartyId], login: Login, what: str, role: Role | None = None) -> None:
    for company in sorted(companies):
        act.record(f"login:{login.name}", what, policyholder=company, login=login.name, role=role)
