"""Reads for filing: the draft, what may be claimed, what the policy would pay. Within the reader's scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from claims.cases.queries import Noticed, claim_dates, claimable
from claims.cases.terms import ClaimedInvoice
from claims.filing.models import ClaimDraft
from claims.filing.terms import Draft
from claims.indemnity.queries import Debt, basis_on
from claims.indemnity.rules.explained import Indemnity
from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from policies.facts import PolicyFacts
from policies.public import policy_facts


@dataclass(frozen=True, slots=True)
class Preview:
    """What filing today would mean: the date of loss, from when it is examined, and what the policy would pay."""

    loss_date: date
    waiting_until: date | None
    invoices: tuple[ClaimedInvoice, ...]
    result: Indemnity


def draft_row(policy_id: PolicyId, party_id: PartyId) -> ClaimDraft | None:
    """The draft on one buyer under a policy, if one was begun."""
    query = select(ClaimDraft).where(ClaimDraft.policy_id == policy_id, ClaimDraft.party_id == party_id)
    return db.session.scalar(query)


def draft_of(policy_id: PolicyId, party_id: PartyId) -> Draft | None:
    """The draft as facts."""
    row = draft_row(policy_id, party_id)
    return None if row is None else row.draft()


def needed_draft(policy_id: PolicyId, party_id: PartyId) -> Draft:
    """The draft; refuses when nothing was begun."""
    found = draft_of(policy_id, party_id)
    if found is None:
        raise NotFound("claims.no_draft")
    return found


def drafts() -> tuple[Draft, ...]:
    """Every draft of the reader's scope, the latest first."""
    rows = db.session.scalars(select(ClaimDraft).order_by(ClaimDraft.kept_at.desc(), ClaimDraft.id.desc()))
    return tuple(row.draft() for row in rows)


def draft_lines() -> list[tuple[Draft, PolicyFacts, PartyFacts]]:
    """The reader's drafts with their policies and buyers."""
    found = drafts()
    buyers = parties({draft.party for draft in found})
    return [(draft, policy_facts(draft.policy), buyers[draft.party]) for draft in found]


def dates(draft: Draft, day: date) -> tuple[date | None, date, list[Noticed]]:
    """When the claim could be examined and its date of loss, were it filed on `day`; refuses what filing refuses."""
    invoices = claimable(draft.policy, draft.party, day, draft.receivables)
    return claim_dates(draft.policy, draft.cause, draft.loss_date, invoices, day)


def preview(draft: Draft, day: date, known_by: datetime) -> Preview:
    """What the draft would come to if it were filed on `day` and nothing changed: an estimate, kept nowhere."""
    waiting_until, loss_date, dated = dates(draft, day)
    numbers = tuple(invoice.number for invoice, _notice in dated)
    debt = Debt(draft.policy, draft.party, draft.cause, loss_date, numbers)
    return Preview(
        loss_date, waiting_until, tuple(invoice for invoice, _notice in dated), basis_on(debt, day, known_by).worked()
    )
