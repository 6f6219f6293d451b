"""What a policyholder adds to the cash view: opening cash, payments to come. A cancelled entry stays and is named."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import Minor
from insurer.kernel.money import Money


class CashEntry(Owned, Model):
    """Opening cash of a day, a payment to come, or (`cancels_id`) the word that an entry does not count any more."""

    __tablename__ = "cash_entry"
    __table_args__ = (CheckConstraint("kind IN ('opening', 'outflow')", name="known_kind"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    day: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    words: Mapped[str] = mapped_column(String(200))
    cancels_id: Mapped[int | None] = mapped_column(ForeignKey("cash_entry.id"), unique=True)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")
