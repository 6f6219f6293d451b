"""Tables of early warning: thresholds with two times, entered figures, frozen runs, alerts with all their steps."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.advisory.warning.states import ALERT_LIFE, AlertState
from insurer.advisory.warning.terms import CompanyFigures, Threshold
from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import Minor, PartyId, PolicyId
from insurer.kernel.money import Money

FIGURES = (
    "current_assets", "current_liabilities", "receivables", "inventory", "payables", "sales", "cost_of_sales",
    "bank_line", "bank_drawn",
)  # fmt: skip


class HouseThreshold(Model):
    """The insurer's thresholds of one indicator from a day on. Never updated: a later row prevails."""

    __tablename__ = "house_threshold"
    __table_args__ = (Index(None, "indicator", "valid_from"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(40))
    yellow: Mapped[Decimal]
    orange: Mapped[Decimal]
    red: Mapped[Decimal]
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    def threshold(self) -> Threshold:
        return Threshold(self.yellow, self.orange, self.red)


class OwnThreshold(Owned, Model):
    """A policyholder's own thresholds of one indicator from a day on."""

    __tablename__ = "own_threshold"
    __table_args__ = (Index(None, "policyholder_id", "indicator", "valid_from"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(String(40))
    yellow: Mapped[Decimal]
    orange: Mapped[Decimal]
    red: Mapped[Decimal]
    valid_from: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    def threshold(self) -> Threshold:
        return Threshold(self.yellow, self.orange, self.red)


class CompanyFigure(Owned, Model):
    """What a policyholder entered of its own books for a day; of one day the last entry counts."""

    __tablename__ = "company_figure"
    __table_args__ = (GROWS_ONLY,)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    current_assets_minor: Mapped[Minor | None]
    current_liabilities_minor: Mapped[Minor | None]
    receivables_minor: Mapped[Minor | None]
    inventory_minor: Mapped[Minor | None]
    payables_minor: Mapped[Minor | None]
    sales_minor: Mapped[Minor | None]
    cost_of_sales_minor: Mapped[Minor | None]
    bank_line_minor: Mapped[Minor | None]
    bank_drawn_minor: Mapped[Minor | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    def figures(self) -> CompanyFigures:
        minors = {name: getattr(self, f"{name}_minor") for name in FIGURES}
        known = {name: Money(minor, self.currency) for name, minor in minors.items() if minor is not None}
        return CompanyFigures(self.day, **known)


class WarningRun(Owned, Model):
    """One frozen run over one policy: the ledger at the end of `as_of` as known at `known_at`.

    `digest` is that of every reading, so that the run can be repeated and compared; `watch` is its watch list.
    """

    __tablename__ = "warning_run"
    __table_args__ = (Index(None, "policy_id", "id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    as_of: Mapped[date]
    known_at: Mapped[datetime]
    occasion: Mapped[str] = mapped_column(String(20))
    currency: Mapped[str] = mapped_column(String(3))
    measured: Mapped[int]
    buyers: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    watch: Mapped[list[Any]]


class WarningReading(Owned, Model):
    """One reading of a run: of the whole ledger always, of a buyer where it is not green on either side."""

    __tablename__ = "warning_reading"
    __table_args__ = (UniqueConstraint("run_id", "indicator", "party_id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("warning_run.id"), index=True)
    indicator: Mapped[str] = mapped_column(String(40))
    party_id: Mapped[PartyId | None] = mapped_column(ForeignKey("party.id"))
    value: Mapped[Decimal]
    level: Mapped[str] = mapped_column(String(10))
    house_level: Mapped[str] = mapped_column(String(10))
    threshold: Mapped[dict[str, Any]]
    house_threshold: Mapped[dict[str, Any]]


class WarningAlert(Owned, Model):
    """One alert with the value and the threshold under which it was raised; both stay as they were."""

    __tablename__ = "warning_alert"
    __table_args__ = (
        CheckConstraint("side IN ('own', 'house')", name="of_a_side"),
        Index(None, "policy_id", "side", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    side: Mapped[str] = mapped_column(String(10))
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId | None] = mapped_column(ForeignKey("party.id"))
    run_id: Mapped[int] = mapped_column(ForeignKey("warning_run.id"))
    indicator: Mapped[str] = mapped_column(String(40))
    level: Mapped[str] = mapped_column(String(10))
    level_before: Mapped[str] = mapped_column(String(10))
    value: Mapped[Decimal]
    threshold: Mapped[dict[str, Any]]
    raised_at: Mapped[datetime]
    answer_by: Mapped[date] = mapped_column("due_on")
    owner: Mapped[str | None] = mapped_column(String(120))
    state: Mapped[str] = mapped_column(String(16))
    escalated_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the mapper reads a plain dictionary

    def move(self, move: str) -> None:
        self.state = ALERT_LIFE.after(AlertState(self.state), move)


class WarningStep(Owned, Model):
    """One step of an alert: who did what when; a closing one names action and outcome."""

    __tablename__ = "warning_step"
    __table_args__ = (
        CheckConstraint("move <> 'close' OR (action IS NOT NULL AND outcome IS NOT NULL)", name="closed_with_reason"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("warning_alert.id"), index=True)
    move: Mapped[str] = mapped_column(String(20))
    action: Mapped[str | None] = mapped_column(String(40))
    outcome: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text)
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(String(120))
