"""The table of declarations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import DeclarationId, Minor, PolicyId
from insurer.kernel.money import Money


class Declaration(Owned, Model):
    """What a policyholder shipped in a month, and what was open and insured at its end. A later one replaces it."""

    __tablename__ = "declaration"
    __table_args__ = (
        CheckConstraint("turnover_minor >= 0 AND balance_minor >= insured_minor", name="figures_in_order"),
        Index(None, "policy_id", "month_end"),
        GROWS_ONLY,
    )

    id: Mapped[DeclarationId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    month_end: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    turnover_minor: Mapped[Minor]
    balance_minor: Mapped[Minor]
    insured_minor: Mapped[Minor]
    invoices: Mapped[int]
    late: Mapped[bool]
    replaces_id: Mapped[DeclarationId | None] = mapped_column(ForeignKey("declaration.id"), unique=True)
    reason: Mapped[str | None] = mapped_column(String(400))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))

    turnover: Mapped[Money] = composite("turnover_minor", "currency")
    balance: Mapped[Money] = composite("balance_minor", "currency")
    insured: Mapped[Money] = composite("insured_minor", "currency")
