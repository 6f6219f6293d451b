"""The table of ceilings: dated rows of which a later one prevails."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.kernel.ids import Minor
from insurer.kernel.money import Money
from underwriting.accumulation.terms import Ceilings


class AccumulationCeiling(Model):
    """What the house lets pile up from a day on. Insurer-internal; set by two people."""

    __tablename__ = "accumulation_ceiling"
    __table_args__ = (
        CheckConstraint("net_assets_minor >= 0", name="assets_not_negative"),
        Index(None, "valid_from"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    net_assets_minor: Mapped[Minor]
    per_group: Mapped[Decimal]
    in_all: Mapped[Decimal]
    ceded: Mapped[Decimal]
    per_country: Mapped[Decimal | None]
    per_sector: Mapped[Decimal | None]
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(String(1000))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    net_assets: Mapped[Money] = composite("net_assets_minor", "currency")

    def terms(self) -> Ceilings:
        return Ceilings(
            net_assets=self.net_assets,
            per_group=self.per_group,
            in_all=self.in_all,
            ceded=self.ceded,
            per_country=self.per_country,
            per_sector=self.per_sector,
            valid_from=self.valid_from,
        )
