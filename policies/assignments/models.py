"""Tables of assignments: who is paid in the policyholder's place, under which policy, for which buyers, from when."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import PartyId, PolicyId


class PolicyAssignment(Owned, Model):
    """Claim payments under one policy assigned to a payee from a day on; only its end is ever entered later."""

    __tablename__ = "policy_assignment"
    __table_args__ = (
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="span_not_empty"),
        Index(None, "policy_id"),
        Index(None, "payee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    payee_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    reference: Mapped[str] = mapped_column(String(160))
    all_buyers: Mapped[bool]
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(120))


class AssignedBuyer(Owned, Model):
    """One buyer named in an assignment that is not for all buyers of its policy."""

    __tablename__ = "assigned_buyer"
    __table_args__ = (UniqueConstraint("assignment_id", "party_id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("policy_assignment.id"))
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"), index=True)
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
