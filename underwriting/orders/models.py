"""Tables of orders: the seller's own limits and rule, each order as it was checked, and the steps it took since."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import Minor, PartyId, PolicyId
from insurer.kernel.money import Money


class OwnLimit(Owned, Model):
    """What a policyholder itself lets a buyer owe, apart from the insurer's limit; the later row prevails."""

    __tablename__ = "own_limit"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index(None, "policy_id", "party_id", "valid_from"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    payment_days: Mapped[int | None]
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")


class OrderRule(Owned, Model):
    """From how many days late on a buyer's orders are held under a policy; the later row prevails."""

    __tablename__ = "order_rule"
    __table_args__ = (CheckConstraint("overdue_days >= 0", name="days_not_negative"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"), index=True)
    overdue_days: Mapped[int]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))


class BuyerOrder(Owned, Model):
    """One order as it was checked. Amounts in policy currency beside the order's own; `kept` is the working as text."""

    __tablename__ = "buyer_order"
    __table_args__ = (
        CheckConstraint("amount_minor > 0 AND deposit_minor >= 0", name="amounts_make_sense"),
        UniqueConstraint("policy_id", "party_id", "reference_key"),
        Index(None, "policy_id", "party_id"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    reference: Mapped[str] = mapped_column(String(120))
    reference_key: Mapped[str] = mapped_column(String(120))
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    deposit_minor: Mapped[Minor]
    exposure_minor: Mapped[Minor]
    exposure_currency: Mapped[str] = mapped_column(String(3))
    payment_days: Mapped[int]
    method: Mapped[str] = mapped_column(String(2))
    ships_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(12))
    kept: Mapped[str] = mapped_column(Text)
    checked_at: Mapped[datetime]
    checked_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")
    deposit: Mapped[Money] = composite("deposit_minor", "currency")
    exposure: Mapped[Money] = composite("exposure_minor", "exposure_currency")


class OrderStep(Owned, Model):
    """One step of an order after its check: released with a reason, shipped, or cancelled."""

    __tablename__ = "order_step"
    __table_args__ = GROWS_ONLY

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("buyer_order.id"), index=True)
    move: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(String(120))
