"""Tables of forecasts: what was expected when, by which version from which data. Never changed: a newer one counts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import PolicyId, ReceivableId


class PaymentForecast(Owned, Model):
    """One forecast of a policy's open ledger; `inputs` is the digest of everything that it was worked out from."""

    __tablename__ = "payment_forecast"
    __table_args__ = (Index(None, "policy_id", "id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    as_of: Mapped[date]
    known_at: Mapped[datetime]
    version: Mapped[str] = mapped_column(String(40))
    seed: Mapped[int]
    learned_from: Mapped[int]
    inputs: Mapped[str] = mapped_column(String(64))


class ExpectedPayment(Owned, Model):
    """When one open invoice was expected to be paid."""

    __tablename__ = "expected_payment"
    __table_args__ = (UniqueConstraint("forecast_id", "receivable_id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    forecast_id: Mapped[int] = mapped_column(ForeignKey("payment_forecast.id"))
    receivable_id: Mapped[ReceivableId] = mapped_column(ForeignKey("receivable.id"), index=True)
    expected_on: Mapped[date]
    basis: Mapped[str] = mapped_column(String(20))
    known: Mapped[int]


class PaymentBackTest(Owned, Model):
    """What the forecast was worth on a day: mean absolute errors in days, beside those of two ways of guessing."""

    __tablename__ = "payment_back_test"
    __table_args__ = (Index(None, "policy_id", "id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    as_of: Mapped[date]
    known_at: Mapped[datetime]
    version: Mapped[str] = mapped_column(String(40))
    months: Mapped[int]
    invoices: Mapped[int]
    model_days: Mapped[Decimal]
    average_days: Mapped[Decimal]
    due_days: Mapped[Decimal]

    @property
    def better(self) -> bool:
        """Whether the model was nearer than both ways of guessing."""
        return self.invoices > 0 and self.model_days < min(self.average_days, self.due_days)
