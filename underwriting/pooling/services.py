"""Acts on pooled behaviour: re-scoring a buyer at once, and the underwriter's review of it."""

from __future__ import annotations

from datetime import timedelta

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import Conflict
from insurer.kernel.ids import PartyId
from insurer.parties.public import party
from underwriting.pooling.models import BuyerRescore
from underwriting.pooling.queries import STANDS, behaviour_now
from underwriting.pooling.rules import rescored
from underwriting.pooling.terms import Cause, PaymentBehaviour


@command(needs=None)
def rescore_buyer(act: Act, party_id: PartyId, *, reports: int) -> PaymentBehaviour:
    """Re-score a buyer of which `reports` policyholders lately reported overdues, and queue it for review.

    The record names nobody: neither who reported nor how much.
    """
    before, measured = behaviour_now(party_id, act.today, act.at - timedelta(days=STANDS))
    after = rescored(before, PaymentBehaviour.PROMPT if measured is None else measured.behaviour, reports)
    db.session.add(
        BuyerRescore(
            party_id=party_id,
            before=before.value,
            after=after.value,
            cause=Cause.OVERDUE_REPORTED.value,
            rescored_at=act.at,
        )
    )
    act.record(f"buyer:{party(party_id).public_id}", "behaviour.rescored", behaviour=[before.value, after.value])
    return after


@command(needs=May.LIMIT_DECIDE)
def review_rescore(act: Act, rescore_id: int, *, note: str) -> None:
    """Note that an underwriter has looked at a re-scored buyer's limits, and what was concluded."""
    row = lock(BuyerRescore, rescore_id)
    if row.reviewed_at is not None:
        raise Conflict("behaviour.reviewed_before", by=row.reviewed_by)
    row.reviewed_at, row.reviewed_by, row.note = act.at, act.actor.name, note.strip()
    act.record(f"buyer:{party(row.party_id).public_id}", "behaviour.reviewed", remark=row.note)
