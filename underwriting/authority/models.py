"""The table of authorities, dated rows of which a later one prevails, and what each person used of theirs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.kernel.ids import LimitDecisionId, Minor, PersonId
from insurer.kernel.money import Money
from underwriting.authority.terms import Authority, OverPeriod


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
    per_period_minor: Mapped[Minor | None]
    period_months: Mapped[int | None]
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    per_decision: Mapped[Money] = composite("per_decision_minor", "currency")
    per_buyer: Mapped[Money] = composite("per_buyer_minor", "currency")

    def term(self) -> Authority:
        return Authority(self.role, self.per_decision, self.per_buyer, self.over_period)

    @property
    def over_period(self) -> OverPeriod | None:
        """What may be granted in all over a rolling period, None where the row sets no such bound."""
        if self.per_period_minor is None or self.period_months is None:
            return None
        return OverPeriod(Money(self.per_period_minor, self.currency), self.period_months)


class AuthorityHolder(Model):
    """A person who grants by authority; whoever counts what they granted over a period locks this row."""

    __tablename__ = "authority_holder"

    person_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    since: Mapped[datetime]


class AuthorityUse(Model):
    """By how much one decision of a person raised what the insurer stands for, in the decision's own currency."""

    __tablename__ = "authority_use"
    __table_args__ = (
        CheckConstraint("raised_minor > 0", name="raised_above_zero"),
        Index(None, "person_id", "used_on"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[PersonId] = mapped_column(ForeignKey("authority_holder.person_id"))
    decision_id: Mapped[LimitDecisionId] = mapped_column(ForeignKey("limit_decision.id"), unique=True)
    raised_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    used_on: Mapped[date]
    recorded_at: Mapped[datetime]

    raised: Mapped[Money] = composite("raised_minor", "currency")
