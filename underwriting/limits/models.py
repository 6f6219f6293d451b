"""Tables of limits: what was asked, what was decided, and how much of a buyer's capacity stands granted."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import LimitDecisionId, LimitRequestId, Minor, PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from underwriting.limits.states import REQUEST_LIFE, RequestState
from underwriting.limits.terms import LimitKind, LimitSpan, PaymentMethod


class LimitRequest(Owned, Model):
    """What a policyholder asks for on one buyer; the answer stands in a decision of its own."""

    __tablename__ = "limit_request"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_above_zero"),
        Index(None, "state", "asked_at"),
        Index(None, "policy_id", "party_id"),
    )

    id: Mapped[LimitRequestId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    amount_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    payment_days: Mapped[int | None]
    method: Mapped[str | None] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(12))
    asked_by: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()

    amount: Mapped[Money] = composite("amount_minor", "currency")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    def move(self, move: str) -> None:
        """Go on by `move`, or refuse it."""
        self.state = REQUEST_LIFE.after(RequestState(self.state), move)


class LimitDecision(Owned, Model):
    """One decision on one buyer under one policy. Never updated: a later row prevails."""

    __tablename__ = "limit_decision"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint("ship_until IS NULL OR ship_until > ship_from", name="span_not_empty"),
        Index(None, "policy_id", "party_id", "decided_at"),
        GROWS_ONLY,
    )

    id: Mapped[LimitDecisionId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"), index=True)
    request_id: Mapped[LimitRequestId | None] = mapped_column(ForeignKey("limit_request.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(12))
    amount_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    ship_from: Mapped[date]
    ship_until: Mapped[date | None]
    insured_percentage: Mapped[Decimal | None]
    maximum_payment_term_days: Mapped[int | None]
    method: Mapped[str | None] = mapped_column(String(2))
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)
    automatic: Mapped[bool]
    decided_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")
    shipments: Mapped[Period] = composite("ship_from", "ship_until")

    def span(self) -> LimitSpan:
        """The decision as a span of the limit history."""
        return LimitSpan(
            shipments=self.shipments,
            amount=self.amount,
            kind=LimitKind(self.kind),
            insured_percentage=self.insured_percentage,
            maximum_payment_term_days=self.maximum_payment_term_days,
            payment_method=PaymentMethod(self.method) if self.method else None,
            decided_at=self.decided_at,
            reference=self.number,
        )


class BuyerCapacity(Model):
    """The most the insurer will have on a buyer over all policyholders; whoever grants locks this row.

    Insurer-internal. `granted_minor` is the sum of the changes in `capacity_use`.
    """

    __tablename__ = "buyer_capacity"
    __table_args__ = (CheckConstraint("amount_minor >= 0 AND granted_minor >= 0", name="amounts_not_negative"),)

    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"), primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    granted_minor: Mapped[Minor]
    set_at: Mapped[datetime]
    set_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")
    granted: Mapped[Money] = composite("granted_minor", "currency")

    @property
    def left(self) -> Money:
        """What may still be granted; nothing when the capacity was lowered beneath what stands."""
        return (self.amount - self.granted).floor_zero()


class CapacityUse(Model):
    """By how much one decision changed what a policy takes of a buyer's capacity, in the capacity's currency."""

    __tablename__ = "capacity_use"
    __table_args__ = (Index(None, "party_id", "policy_id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("buyer_capacity.party_id"))
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    decision_id: Mapped[LimitDecisionId | None] = mapped_column(ForeignKey("limit_decision.id"))
    change_minor: Mapped[Minor]
    recorded_at: Mapped[datetime]
