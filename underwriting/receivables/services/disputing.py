"""A dispute entered without a new ledger: one more word on an invoice, which prevails from its day on."""

from __future__ import annotations

from datetime import date, datetime

from insurer.infra.db import db
from insurer.kernel.ids import Minor
from insurer.kernel.money import Money
from underwriting.receivables.models import Receivable, ReceivableDispute


def record_dispute(row: Receivable, day: date, disputed: Money, at: datetime) -> None:
    """What of an invoice is disputed from `day` on, nothing to end it; part of the running act, which tells the trail.

    The row stands under the ledger that entered the invoice.
    """
    db.session.add(
        ReceivableDispute(
            policyholder_id=row.policyholder_id,
            policy_id=row.policy_id,
            party_id=row.party_id,
            receivable_id=row.id,
            day=day,
            amount_minor=Minor(disputed.minor),
            import_id=row.import_id,
            recorded_at=at,
        )
    )
    db.session.flush()
