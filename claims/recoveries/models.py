"""The table of recoveries: money that came in after a claim was paid, and how it was shared."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import ClaimId, Minor, RecoveryId
from insurer.kernel.money import Money


class RecoveryRow(Owned, Model):
    """One recovery with its cost: recovered + costs left = insurer + policyholder + surplus + costs."""

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint(
            "amount_minor + costs_left_minor = insurer_minor + policyholder_minor + surplus_minor + costs_minor",
            name="shares_make_the_recovery",
        ),
        CheckConstraint(
            "amount_minor > 0 AND costs_minor >= 0 AND insurer_minor >= 0 AND policyholder_minor >= 0"
            " AND surplus_minor >= 0 AND costs_left_minor >= 0",
            name="amounts_in_order",
        ),
        CheckConstraint("insurer_before_minor + insurer_minor <= indemnity_minor", name="insurer_within_indemnity"),
        GROWS_ONLY,
    )

    id: Mapped[RecoveryId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claim.id"), index=True)
    received_on: Mapped[date]
    received_by: Mapped[str] = mapped_column(String(12))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    costs_minor: Mapped[Minor]
    costs_left_minor: Mapped[Minor]
    insurer_minor: Mapped[Minor]
    policyholder_minor: Mapped[Minor]
    surplus_minor: Mapped[Minor]
    insurer_before_minor: Mapped[Minor]
    indemnity_minor: Mapped[Minor]
    working: Mapped[str] = mapped_column(Text)
    entry: Mapped[str | None] = mapped_column(String(24))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")
    costs: Mapped[Money] = composite("costs_minor", "currency")
    insurer: Mapped[Money] = composite("insurer_minor", "currency")
    policyholder: Mapped[Money] = composite("policyholder_minor", "currency")
    surplus: Mapped[Money] = composite("surplus_minor", "currency")
