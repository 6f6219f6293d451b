"""The table of re-scored buyers: the house's own, it names no policyholder."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.db import Model
from insurer.kernel.ids import PartyId


class BuyerRescore(Model):
    """One re-scoring of a buyer: from which behaviour to which and why; it waits for an underwriter's review."""

    __tablename__ = "buyer_rescore"
    __table_args__ = (Index(None, "party_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    before: Mapped[str] = mapped_column(String(12))
    after: Mapped[str] = mapped_column(String(12))
    cause: Mapped[str] = mapped_column(String(40))
    rescored_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(120))
    note: Mapped[str | None] = mapped_column(String(400))
