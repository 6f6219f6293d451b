"""Reads of pooled behaviour: over every policy, for the insurer's own people only."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select

from insurer.infra.db import db
from insurer.infra.scope import present_scope
from insurer.kernel.calendar import add_days
from insurer.kernel.errors import NotAllowed
from insurer.kernel.ids import PartyId, ReceivableId
from underwriting.pooling.models import BuyerRescore
from underwriting.pooling.rules import LOOKED_BACK, pooled
from underwriting.pooling.terms import Payment, PaymentBehaviour, Pooled
from underwriting.receivables.models import Receivable, ReceivableReceipt, standing

STANDS = 180
"""Days for which a re-scoring stands before the measured behaviour speaks alone again."""


def pooled_behaviour(party_id: PartyId, as_of: date) -> Pooled | None:
    """How a buyer pays everybody; refuses whoever does not see everything: no part of it may be told apart."""
    _whole_house()
    first = add_days(as_of, -LOOKED_BACK)
    wanted = (Receivable.party_id == party_id, Receivable.due > first, Receivable.due < as_of)
    received: dict[ReceivableId | None, tuple[int, date]] = {
        key: (int(minor), last)
        for key, minor, last in db.session.execute(
            select(
                ReceivableReceipt.receivable_id, func.sum(ReceivableReceipt.amount_minor),
                func.max(ReceivableReceipt.day),
            )
            .join(Receivable, Receivable.id == ReceivableReceipt.receivable_id)
            .where(*wanted, ReceivableReceipt.day <= as_of, standing())
            .group_by(ReceivableReceipt.receivable_id)
        )
    }  # fmt: skip
    columns = (
        Receivable.id, Receivable.policyholder_id, Receivable.due, Receivable.amount_minor, Receivable.deposit_minor,
    )  # fmt: skip
    payments = []
    for row in db.session.execute(select(*columns).where(*wanted)):
        got, last = received.get(row.id, (0, None))
        settled = got + row.deposit_minor >= row.amount_minor
        payments.append(Payment(row.policyholder_id, row.due, last if settled else None))
    return pooled(payments, as_of)


def last_rescore(party_id: PartyId, since: datetime) -> BuyerRescore | None:
    """The last re-scoring of a buyer from a moment on."""
    return db.session.scalar(
        select(BuyerRescore)
        .where(BuyerRescore.party_id == party_id, BuyerRescore.rescored_at >= since)
        .order_by(BuyerRescore.id.desc())
        .limit(1)
    )


def behaviour_now(party_id: PartyId, as_of: date, since: datetime) -> tuple[PaymentBehaviour, Pooled | None]:
    """The behaviour that stands: the worse of what is measured and of a re-scoring since, with what is measured."""
    measured, last = pooled_behaviour(party_id, as_of), last_rescore(party_id, since)
    levels = [PaymentBehaviour.PROMPT if measured is None else measured.behaviour]
    if last is not None:
        levels.append(PaymentBehaviour(last.after))
    return max(levels, key=lambda one: one.rank), measured


def rescores_to_review(most: int = 200) -> list[BuyerRescore]:
    """Re-scored buyers that no underwriter has looked at yet, the oldest first."""
    _whole_house()
    waiting = select(BuyerRescore).where(BuyerRescore.reviewed_at.is_(None))
    return list(db.session.scalars(waiting.order_by(BuyerRescore.id).limit(most)))


def rescores_of(parties: Collection[PartyId], since: datetime) -> dict[PartyId, BuyerRescore]:
    """The last re-scoring of some buyers from a moment on."""
    rows = db.session.scalars(
        select(BuyerRescore)
        .where(BuyerRescore.party_id.in_(parties), BuyerRescore.rescored_at >= since)
        .order_by(BuyerRescore.id)
    )
    return {row.party_id: row for row in rows}


def _whole_house() -> None:
    scope = present_scope()
    if scope is None or not scope.everything:
        raise NotAllowed("behaviour.only_at_the_desk")
