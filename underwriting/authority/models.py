"""The table of authorities: dated rows, a later one prevails."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.kernel.ids import Minor
from insurer.kernel.money import Money
from underwriting.authority.terms import Authority


class UnderwritingAuthority(Model):
    """What one role may grant from a day on; nothing at all when both amounts are zero."""

    __tablename__ = "underwriting_authority"
    __table_args__ = (
        CheckConstraint("per_decision_minor >= 0 AND per_buyer_minor >= per_decision_minor", name="amounts_in_order"),
        Index(None, "role", "valid_from"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    per_decision_minor: Mapped[Minor]
    per_buyer_minor: Mapped[Minor]
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    per_decision: Mapped[Money] = composite("per_decision_minor", "currency")
    per_buyer: Mapped[Money] = composite("per_buyer_minor", "currency")

    def term(self) -> Authority:
        return Authority(self.role, self.per_decision, self.per_buyer)
