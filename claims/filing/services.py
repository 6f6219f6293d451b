"""Acts on a claim that is being made: keeping what was entered, giving it up, filing it with its papers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date

from claims.cases.queries import claimable
from claims.cases.services import file_claim
from claims.cases.terms import LossCause
from claims.filing import queries
from claims.filing.models import ClaimDraft
from claims.papers.services import attach_papers, drop_papers
from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.ids import ClaimId, PartyId, PolicyId, ReceivableId
from insurer.parties.public import party
from policies.public import lock_policy, policy_facts


@command(needs=May.CLAIM_FILE)
def keep_draft(
    act: Act,
    policy_id: PolicyId,
    party_id: PartyId,
    *,
    cause: LossCause,
    loss_date: date | None,
    receivables: Sequence[ReceivableId],
    told: str = "",
) -> None:
    """Keep what was entered so far. Refuses invoices that could not be claimed; a date of loss may still be open."""
    policy = policy_facts(policy_id)
    lock_policy(policy_id)
    claimable(policy_id, party_id, act.today, receivables)
    row = queries.draft_row(policy_id, party_id)
    if row is None:
        row = ClaimDraft(policyholder_id=policy.policyholder, policy_id=policy_id, party_id=party_id)
        db.session.add(row)
    row.cause, row.loss_date, row.told = cause.value, loss_date, told.strip()
    row.receivables = json.dumps([int(one) for one in receivables])
    row.kept_at, row.kept_by = act.at, act.actor.name
    _record(act, policy_id, party_id, "claim.draft_kept", cause=cause.value, invoices=len(receivables))


@command(needs=May.CLAIM_FILE)
def discard_draft(act: Act, policy_id: PolicyId, party_id: PartyId) -> None:
    """Give a draft up; the papers sent for it are taken back with it."""
    lock_policy(policy_id)
    queries.needed_draft(policy_id, party_id)
    drop_papers(act, policy_id, party_id)
    _delete(policy_id, party_id)
    _record(act, policy_id, party_id, "claim.draft_discarded")


@command(needs=May.CLAIM_FILE)
def file_draft(act: Act, policy_id: PolicyId, party_id: PartyId) -> ClaimId:
    """File the claim as it stands in the draft, with every paper sent for it."""
    lock_policy(policy_id)
    draft = queries.needed_draft(policy_id, party_id)
    claim_id = file_claim(
        act,
        policy_id,
        party_id,
        cause=draft.cause,
        loss_date=draft.loss_date,
        receivables=draft.receivables,
        told=draft.told,
    )
    attach_papers(policy_id, party_id, claim_id)
    _delete(policy_id, party_id)
    _record(act, policy_id, party_id, "claim.draft_filed")
    return claim_id


def _delete(policy_id: PolicyId, party_id: PartyId) -> None:
    db.session.delete(queries.draft_row(policy_id, party_id))
    db.session.flush()


def _record(act: Act, policy_id: PolicyId, party_id: PartyId, what: str, **facts: object) -> None:
    """A draft is the policyholder's own and has a subject of its own."""
    policy = policy_facts(policy_id)
    subject = f"draft:{policy.number}/{party(party_id).public_id}"
    act.record(subject, what, also=(), policyholder=policy.policyholder, **facts)
