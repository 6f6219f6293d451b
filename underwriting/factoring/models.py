"""Tables of assigned receivables: the assignment, its invoices, and what was assigned back."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import Minor, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money


class ReceivablesAssignment(Owned, Model):
    """Invoices assigned to a factor or bank in one act, under its agreement and with its registration."""

    __tablename__ = "receivables_assignment"
    __table_args__ = (
        CheckConstraint("(registration = '') = (registered_at IS NULL)", name="registration_has_its_time"),
        Index(None, "policy_id"),
        Index(None, "assignee_id"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    assignee_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    agreement: Mapped[str] = mapped_column(String(160))
    recourse: Mapped[bool]
    assigned_on: Mapped[date]
    notified_on: Mapped[date | None]
    registration: Mapped[str] = mapped_column(String(60))
    registered_at: Mapped[datetime | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))


class AssignedReceivable(Owned, Model):
    """One invoice of an assignment. `turn` counts how often the invoice was assigned before.

    Two assignments of one invoice at the same moment want the same turn, and the database gives it to one of them.
    """

    __tablename__ = "assigned_receivable"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_above_zero"),
        UniqueConstraint("receivable_id", "turn"),
        Index(None, "policy_id", "party_id"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("receivables_assignment.id"), index=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    receivable_id: Mapped[ReceivableId] = mapped_column(ForeignKey("receivable.id"))
    turn: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]

    amount: Mapped[Money] = composite("amount_minor", "currency")


class Reassignment(Owned, Model):
    """An invoice assigned back to the policyholder: recourse taken, bought back, or the finance repaid."""

    __tablename__ = "reassignment"
    __table_args__ = (UniqueConstraint("assigned_id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    assigned_id: Mapped[int] = mapped_column(ForeignKey("assigned_receivable.id"))
    day: Mapped[date]
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))
