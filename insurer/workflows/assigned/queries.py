"""What is assigned to a payee, read in the payee's own scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from claims.public import ClaimFacts, claims_of, paid_to, payment_of
from insurer.accounts.public import companies_of
from insurer.infra.languages import reader_locale
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.public import parties
from policies.facts import Assignment
from policies.public import own_assignments, policies_by_id
from underwriting.public import standing_limits


@dataclass(frozen=True, slots=True)
class AssignedClaim:
    """A claim with what was paid on it, and whether to the reader."""

    claim: ClaimFacts
    paid: Money | None = None
    paid_on: date | None = None
    to_reader: bool = False


@dataclass(frozen=True, slots=True)
class Assigned:
    """Everything a payee sees, with the names and numbers in it."""

    assignments: tuple[Assignment, ...]
    limits: tuple[tuple[PolicyId, PartyId, Money], ...]
    claims: tuple[AssignedClaim, ...]
    names: Mapping[PartyId, str]
    numbers: Mapping[PolicyId, str]


def assigned_to(login: str, day: date, at: datetime) -> Assigned:
    """The policies assigned on `day` to the bank of `login`, with the buyers' limits, claims, payments."""
    assignments = own_assignments(companies_of(login, day), day)
    policies = {one.policy for one in assignments}
    heads = policies_by_id(policies)
    running = {key for key, one in heads.items() if day in one.period}
    limits = [one for one in standing_limits(running, day, at) if _concerns(assignments, one.policy, one.party)]
    banks = frozenset(one.payee for one in assignments)
    claims = [_paid(one, banks) for one in claims_of() if one.policy in policies]
    ids = {one.policyholder for one in assignments} | {buyer for one in assignments for buyer in one.buyers or ()}
    ids |= {one.party for one in limits} | {one.claim.party for one in claims}
    locale = reader_locale()
    return Assigned(
        assignments=tuple(assignments),
        limits=tuple((one.policy, one.party, one.amount) for one in limits),
        claims=tuple(claims),
        names={key: one.shown_name(locale) for key, one in parties(ids).items()},
        numbers={key: one.number for key, one in heads.items()},
    )


def _concerns(assignments: list[Assignment], policy: PolicyId, buyer: PartyId) -> bool:
    return any(one.policy == policy and one.covers(buyer) for one in assignments)


def _paid(claim: ClaimFacts, banks: frozenset[PartyId]) -> AssignedClaim:
    payment = payment_of(claim.id)
    if payment is None:
        return AssignedClaim(claim)
    return AssignedClaim(claim, payment.paid, payment.paid_on, paid_to(claim) in banks)
