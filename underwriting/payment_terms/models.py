"""The table of payment terms: what a policyholder agreed with a buyer, from which day on."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import PartyId, PolicyId
from underwriting.payment_terms.terms import StartEvent, TermsKind, TradeTerms


class BuyerTerms(Owned, Model):
    """Terms with one buyer under one policy. Never changed: of one day the row recorded last prevails."""

    __tablename__ = "buyer_terms"
    __table_args__ = (
        CheckConstraint("days >= 0", name="days_not_negative"),
        Index(None, "policy_id", "party_id", "valid_from"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(24))
    start: Mapped[str] = mapped_column(String(20))
    days: Mapped[int]
    day_of_month: Mapped[int | None]
    discount: Mapped[Decimal | None]
    discount_days: Mapped[int | None]
    deposit: Mapped[Decimal | None]
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    def terms(self) -> TradeTerms:
        """The row as the rule reads it."""
        return TradeTerms(
            kind=TermsKind(self.kind),
            start=StartEvent(self.start),
            days=self.days,
            day_of_month=self.day_of_month,
            discount=self.discount,
            discount_days=self.discount_days,
            deposit=self.deposit,
        )
