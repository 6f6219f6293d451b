"""Reads for the pages of policies: lists and issued papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import DocumentId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import ids_named, party
from policies.billing import queries as billing
from policies.billing.terms import NoteAccount, PremiumPosition, Suspension
from policies.contracts.models import Policy
from policies.contracts.queries import policy_facts, policy_numbered, terms_of
from policies.contracts.states import PolicyState
from policies.contracts.terms import PolicyFacts, PolicyTerms, TermRow, latest_reasons
from policies.issuance.models import PolicyDocument
from policies.premiums.rules.cancellation import Cancellation, ShortRate, cancellation

LISTED = (Policy.number, Policy.policyholder_id, Policy.currency, Policy.first_day, Policy.end_day, Policy.state)
"""The columns that a list of policies reads: rows of a long list are not made into objects."""


def list_query(
    filters: Mapping[str, str],
) -> tuple[Select[*tuple[Any, ...]], Mapping[str, ColumnElement[Any]], ColumnElement[Any]]:
    """Policies for a list: the statement, its sort keys and the key that breaks ties."""
    statement = select(*LISTED)
    if filters.get("state") in set(PolicyState):
        statement = statement.where(Policy.state == filters["state"])
    if "currency" in filters:
        statement = statement.where(Policy.currency == filters["currency"].upper())
    if "number" in filters:
        statement = statement.where(Policy.number.contains(filters["number"].upper(), autoescape=True))
    if "policyholder" in filters:
        statement = statement.where(Policy.policyholder_id.in_(ids_named(filters["policyholder"])))
    keys: dict[str, ColumnElement[Any]] = {
        "number": Policy.number,  # type: ignore[dict-item]
        "first": Policy.first_day,  # type: ignore[dict-item]
    }
    return statement, keys, keys["number"]


def papers_of(policy_id: PolicyId) -> Sequence[PolicyDocument]:
    """Every paper issued under the policy, newest first."""
    query = select(PolicyDocument).where(PolicyDocument.policy_id == policy_id)
    return db.session.scalars(query.order_by(PolicyDocument.id.desc())).all()


def paper_of(policy_id: PolicyId, document_id: DocumentId) -> PolicyDocument:
    """One paper of the policy; refuses another policy's."""
    query = select(PolicyDocument).where(PolicyDocument.policy_id == policy_id, PolicyDocument.id == document_id)
    row = db.session.scalar(query)
    if row is None:
        raise NotFound("policy.no_such_document", document=document_id)
    return row


def number_of(policy_id: PolicyId) -> str:
    """The number of a policy."""
    return policy_facts(policy_id).number


@dataclass(frozen=True, slots=True)
class PolicyView:
    """All that the page of a policy shows, as it stands on a day."""

    policy: PolicyFacts
    holder: PartyFacts
    day: date
    terms: PolicyTerms
    position: PremiumPosition
    notes: Sequence[NoteAccount]
    maximum: Money | None
    suspended: Sequence[Suspension]
    papers: Sequence[PolicyDocument]
    turnover: Money
    endorsements: Sequence[TermRow]


def policy_view(number: str, day: date) -> PolicyView:
    """The policy with this number; the terms of a policy not yet begun are those of its first day."""
    policy = policy_numbered(number)
    terms = terms_of(policy.id)
    return PolicyView(
        policy=policy,
        holder=party(policy.policyholder),
        day=max(day, policy.period.first),
        terms=terms,
        position=billing.premium_position(policy.id, day),
        notes=billing.note_accounts_of(policy.id, day),
        maximum=billing.maximum_liability_on(policy.id, max(day, policy.period.first)),
        suspended=billing.suspensions(policy.id, day),
        papers=papers_of(policy.id),
        turnover=billing.declared_turnover(policy.id),
        endorsements=latest_reasons(terms.rows),
    )


def cancellation_of(policy_id: PolicyId, cancelled_on: date, short_rate: ShortRate | None = None) -> Cancellation:
    """What a cancellation on that day would earn, keep and return of the premium billed so far."""
    terms = terms_of(policy_id)
    billed = Money.total((note.premium for note in billing.notes_of(policy_id)), terms.currency)
    return cancellation(billed, terms.period, cancelled_on, short_rate)
