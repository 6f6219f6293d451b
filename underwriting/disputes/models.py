"""The table of what was said of disputes; the disputed amount itself stands in the ledger."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import Minor, PartyId, PolicyId, ReceivableId


class DisputeAct(Owned, Model):
    """One move in a dispute: the amount disputed from `day` on (nothing once resolved), why, by whom it was recorded.

    `statement` is the statement of account whose answer opened it.
    """

    __tablename__ = "dispute_act"
    __table_args__ = (CheckConstraint("amount_minor >= 0", name="amount_not_negative"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"), index=True)
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    receivable_id: Mapped[ReceivableId] = mapped_column(ForeignKey("receivable.id"), index=True)
    move: Mapped[str] = mapped_column(String(12))
    day: Mapped[date]
    amount_minor: Mapped[Minor]
    reason: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(20))
    statement: Mapped[str | None] = mapped_column(String(24))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))
