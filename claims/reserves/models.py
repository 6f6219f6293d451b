"""The table of case reserves: each figure a row of its own, the last one stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import ClaimId, Minor
from insurer.kernel.money import Money


class ClaimReserve(Owned, Model):
    """What was set aside for a claim from a moment on, and why. The insurer's own figure, never shown outside."""

    __tablename__ = "claim_reserve"
    __table_args__ = (CheckConstraint("amount_minor >= 0", name="not_negative"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claim.id"), index=True)
    amount_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")
