"""Rights as pure rules: who may be given what, what a company may leave to its people, and up to which amount."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from insurer.accounts.people.terms import AccessFinding, Allowance, RoleAsked, RoleKind, Tie
from insurer.accounts.terms import ASKS, COMPANY_ROLES, ROLE_PERMISSIONS, May, Role
from insurer.kernel.acting import Bounds
from insurer.kernel.errors import InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money


def permissions(roles: Iterable[Role], ties: Collection[Tie], allowance: Allowance) -> frozenset[May]:
    """What the roles allow, less the acts that the person's own company keeps from it or no client has given."""
    found = {may for role in roles for may in ROLE_PERMISSIONS[role]}
    if not COMPANY_ROLES.isdisjoint(roles):
        found -= set(ASKS) - allowance.acts
    if Role.BROKER in roles and all(tie.reading_only for tie in ties):
        found -= set(ASKS)
    return frozenset(found)


def bounds(ties: Iterable[Tie], allowance: Allowance) -> Bounds:
    """Up to which amounts a person asks by itself, and for which companies it only reads."""
    return Bounds(
        limit_requests=allowance.limit_requests,
        claims=allowance.claims,
        reading_only=frozenset(tie.company for tie in ties if tie.reading_only),
    )


def refuse_limit_request(own: Bounds, policyholder: PartyId, amount: Money) -> None:
    """Refuse to ask for a limit above what the person's own company leaves to it, or for a client that lets it read."""
    _refuse_reading_only(own, policyholder)
    _refuse_above(own.limit_requests, amount, "amount")


def refuse_claim(own: Bounds, policyholder: PartyId, claimed: Iterable[Money]) -> None:
    """Refuse to claim more, all invoices of a currency together, than the person's own company leaves to it."""
    _refuse_reading_only(own, policyholder)
    totals: dict[str, Money] = {}
    for amount in claimed:
        totals[amount.currency] = totals.get(amount.currency, Money.zero(amount.currency)) + amount
    for total in totals.values():
        _refuse_above(own.claims, total, "")


def _refuse_reading_only(own: Bounds, policyholder: PartyId) -> None:
    if policyholder in own.reading_only:
        raise NotAllowed("people.mandate_reads_only")


def _refuse_above(most: tuple[Money, ...], amount: Money, field: str) -> None:
    if not most:
        return
    bound = next((one for one in most if one.currency == amount.currency), Money.zero(amount.currency))
    if amount > bound:
        raise InvalidInput("people.above_own_bound", field, amount=amount, most=bound)


def refuse_role(asked: RoleAsked, today: date, held: Collection[Role], companies: Collection[PartyId]) -> None:
    """Refuse a role over days that are past or upside down, of another kind than those held, or without a company."""
    if not asked.reason.strip():
        raise InvalidInput("input.required", "reason")
    if asked.first < today:
        raise InvalidInput("people.first_day_past", "first", first=asked.first)
    if asked.last is not None and asked.last < asked.first:
        raise InvalidInput("people.days_upside_down", "last", first=asked.first, last=asked.last)
    kind = RoleKind.of(asked.role)
    if any(RoleKind.of(role) is not kind for role in held):
        raise InvalidInput("people.other_kind_of_role", "role")
    if kind is not RoleKind.STAFF and not companies:
        raise InvalidInput("accounts.portal_role_needs_policyholder", "role")


LONG_UNUSED_DAYS = 90
CONFLICTS = (
    frozenset({Role.CLAIMS_ADJUSTER, Role.CLAIMS_MANAGER}),
    frozenset({Role.CLAIMS_MANAGER, Role.PREMIUM_OFFICER}),
    frozenset({Role.CLAIMS_ADJUSTER, Role.PREMIUM_OFFICER}),
    frozenset({Role.LIMIT_UNDERWRITER, Role.CLAIMS_MANAGER}),
)
"""Roles that check each other: assess and approve a claim, approve and pay it, grant a limit and approve the loss."""


@dataclass(frozen=True, slots=True)
class Access:
    """One right of one login as a review looks at it; without a role the login itself."""

    role: Role | None
    others: tuple[Role, ...]
    by_two: bool
    active: bool
    second_factor: bool
    seen_on: date | None
    since: date | None


def findings(access: Access, day: date) -> tuple[AccessFinding, ...]:
    """What a reviewer should look at: rights nobody uses, that one person gave alone, or that check each other."""
    staff = access.role is not None and RoleKind.of(access.role) is RoleKind.STAFF
    unused = access.seen_on is not None and (day - access.seen_on).days > LONG_UNUSED_DAYS
    never = access.seen_on is None and access.since is not None and (day - access.since).days > LONG_UNUSED_DAYS
    administers = Role.ADMINISTRATOR in (access.role, *access.others) and bool(access.others)
    checked = any(access.role in pair and not pair.isdisjoint(set(access.others) - {access.role}) for pair in CONFLICTS)
    found = (
        (AccessFinding.DISABLED, access.role is not None and not access.active),
        (AccessFinding.NEVER_USED, never),
        (AccessFinding.LONG_UNUSED, unused),
        (AccessFinding.NO_SECOND_FACTOR, staff and not access.second_factor),
        (AccessFinding.GRANTED_BY_ONE, staff and not access.by_two),
        (AccessFinding.CONFLICTING_ROLES, access.role is not None and (administers or checked)),
        (AccessFinding.NO_ROLE, access.role is None and access.active),
    )
    return tuple(finding for finding, there in found if there)
