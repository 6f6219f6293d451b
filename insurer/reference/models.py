"""Tables of reference data that grows by the day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.db import Model
from insurer.reference.rules.exchange import EuroRate


class FxRate(Model):
    """A published euro rate. Never updated: a later row of the same day and currency prevails."""

    __tablename__ = "fx_rate"
    __table_args__ = (Index(None, "currency", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    per_euro: Mapped[Decimal]
    source: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]

    def rate(self) -> EuroRate:
        return EuroRate(self.day, self.currency, self.per_euro, self.source)
