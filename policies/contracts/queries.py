"""Reads of policies and their terms, within the reader's scope."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from sqlalchemy import Select, or_, select

from insurer.infra.db import db, lock
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId
from policies.contracts.models import Policy, PolicyTerm
from policies.contracts.rules.catalogue import read_term
from policies.contracts.states import PolicyState
from policies.contracts.terms import PolicyFacts, PolicyTerms, TermRow

MOST_AT_ONCE = 5_000
"""How many policies one statement is asked about."""


def policy_row(policy_id: PolicyId) -> Policy:
    """The policy; a foreign one is not found."""
    row = db.session.scalar(select(Policy).where(Policy.id == policy_id))
    if row is None:
        raise NotFound("policy.absent", policy=policy_id)
    return row


def lock_policy(policy_id: PolicyId) -> None:
    """Lock the policy until the act ends: whoever counts on its maximum liability does so alone."""
    lock(Policy, policy_id)


def policy_facts(policy_id: PolicyId) -> PolicyFacts:
    """The policy's head."""
    return policy_row(policy_id).facts()


def policy_numbered(number: str) -> PolicyFacts:
    """The policy with this number; refuses one that does not exist for the reader."""
    row = db.session.scalar(select(Policy).where(Policy.number == number))
    if row is None:
        raise NotFound("policy.absent", policy=number)
    return row.facts()


def policies_list(
    *,
    policyholder: PartyId | None = None,
    state: PolicyState | None = None,
    currency: str | None = None,
    on: date | None = None,
) -> list[PolicyFacts]:
    """Policies of the reader's scope by number; `on` keeps those whose period holds that day."""
    return [row.facts() for row in db.session.scalars(policies_query(policyholder, state, currency, on))]


def policies_query(
    policyholder: PartyId | None = None,
    state: PolicyState | None = None,
    currency: str | None = None,
    on: date | None = None,
) -> Select[Policy]:
    query = select(Policy).order_by(Policy.number)
    if policyholder is not None:
        query = query.where(Policy.policyholder_id == policyholder)
    if state is not None:
        query = query.where(Policy.state == state)
    if currency is not None:
        query = query.where(Policy.currency == currency)
    if on is not None:
        query = query.where(Policy.first_day <= on, Policy.end_day > on)
    return query


def terms_of(policy_id: PolicyId) -> PolicyTerms:
    """All dated terms of the policy, in the order they were recorded."""
    policy = policy_row(policy_id)
    rows: Sequence[PolicyTerm] = db.session.scalars(
        select(PolicyTerm).where(PolicyTerm.policy_id == policy_id).order_by(PolicyTerm.recorded_at, PolicyTerm.id)
    ).all()
    return PolicyTerms(policy.number, policy.currency, policy.period, tuple(row.row(policy.currency) for row in rows))


def policies_like(number: str, most: int) -> list[PolicyFacts]:
    """Policies of the reader's scope whose number has this part, the newest first."""
    query = select(Policy).where(Policy.number.contains(number, autoescape=True))
    return [row.facts() for row in db.session.scalars(query.order_by(Policy.id.desc()).limit(most))]


def policies_by_id(ids: Collection[PolicyId]) -> dict[PolicyId, PolicyFacts]:
    """Several policies at once, by id; those outside the reader's scope are left out."""
    rows = db.session.scalars(select(Policy).where(Policy.id.in_(set(ids))))
    return {row.id: row.facts() for row in rows}


def terms_by_policy(ids: Collection[PolicyId], keys: Collection[str] | None = None) -> dict[PolicyId, PolicyTerms]:
    """The dated terms of several policies in two reads, whatever their number; `keys` leaves only these of them."""
    return terms_under(policies_by_id(ids), keys)


def terms_under(
    found: Mapping[PolicyId, PolicyFacts], keys: Collection[str] | None = None
) -> dict[PolicyId, PolicyTerms]:
    """The dated terms of policies that the asker has, in one read; `keys` leaves only these of them."""
    if keys is not None:
        return _chosen_terms(found, keys)
    rows: dict[PolicyId, list[TermRow]] = {policy_id: [] for policy_id in found}
    for term in db.session.scalars(
        select(PolicyTerm).where(PolicyTerm.policy_id.in_(found)).order_by(PolicyTerm.recorded_at, PolicyTerm.id)
    ):
        rows[term.policy_id].append(term.row(found[term.policy_id].currency))
    return {
        policy_id: PolicyTerms(policy.number, policy.currency, policy.period, tuple(rows[policy_id]))
        for policy_id, policy in found.items()
    }


def _chosen_terms(found: Mapping[PolicyId, PolicyFacts], keys: Collection[str]) -> dict[PolicyId, PolicyTerms]:
    """Some terms of many policies, of which most say the same: a value is read once."""
    read: dict[tuple[str, str, str], object] = {}
    rows: dict[PolicyId, list[TermRow]] = {policy_id: [] for policy_id in found}
    term = PolicyTerm
    query = select(
        term.policy_id, term.key, term.value, term.valid_from, term.recorded_at, term.recorded_by, term.reason
    ).where(term.key.in_(keys))
    for some in _batched(sorted(found), MOST_AT_ONCE):
        wanted = query.where(term.policy_id.in_(some)).order_by(term.recorded_at, term.id)
        for policy_id, key, value, valid_from, recorded_at, recorded_by, reason in db.session.execute(wanted):
            currency = found[policy_id].currency
            if (key, value, currency) not in read:
                read[key, value, currency] = read_term(key, json.loads(value), currency)[1]
            typed = read[key, value, currency]
            rows[policy_id].append(TermRow(key, typed, valid_from, recorded_at, recorded_by, reason))
    return {
        policy_id: PolicyTerms(policy.number, policy.currency, policy.period, tuple(rows[policy_id]))
        for policy_id, policy in found.items()
    }


def _batched(ids: Sequence[PolicyId], count: int) -> Iterator[list[PolicyId]]:
    every = iter(ids)
    while some := list(islice(every, count)):
        yield some


def policies_ending(first: date, last: date) -> list[PolicyFacts]:
    """Bound policies whose last day of cover lies from `first` to `last`, the next to end in front."""
    query = select(Policy).where(Policy.state == PolicyState.BOUND, Policy.end_day > first, Policy.end_day <= last)
    return [row.facts() for row in db.session.scalars(query.order_by(Policy.end_day, Policy.number))]


def policies_to_adjust(day: date) -> list[PolicyFacts]:
    """Policies whose cover has ended by `day`, the latest first: those whose premium can be adjusted."""
    query = select(Policy).where(Policy.bound_at.is_not(None), or_(Policy.end_day <= day, Policy.cancelled_on <= day))
    return [row.facts() for row in db.session.scalars(query.order_by(Policy.end_day.desc(), Policy.number))]
