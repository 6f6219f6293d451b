"""Tables of collection cases: the debts as they stood when they came in, and every step taken."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, composite, mapped_column

from claims.collections.states import CASE_LIFE, CaseState
from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import Minor, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money


class CollectionCase(Owned, Model):
    """The collection of what one buyer owes overdue under one policy. There is one open case: the database says so."""

    __tablename__ = "collection_case"
    __table_args__ = (
        Index(
            "uq_collection_case_open",
            "policy_id",
            "party_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    number: Mapped[str] = mapped_column(String(24), unique=True)
    state: Mapped[str] = mapped_column(String(12))
    opened_at: Mapped[datetime]
    opened_by: Mapped[str] = mapped_column(String(120))
    closed_at: Mapped[datetime | None]
    closed_because: Mapped[str | None] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the mapper reads a plain dictionary

    def move(self, move: str) -> None:
        self.state = CASE_LIFE.after(CaseState(self.state), move)


class CollectionLine(Owned, Model):
    """One overdue invoice of a case as it stood on the day it was copied in."""

    __tablename__ = "collection_line"
    __table_args__ = (
        CheckConstraint("open_minor > 0", name="something_is_owed"),
        UniqueConstraint("case_id", "receivable_id"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("collection_case.id"))
    receivable_id: Mapped[ReceivableId] = mapped_column(ForeignKey("receivable.id"))
    number: Mapped[str] = mapped_column(String(300))
    due: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    open_minor: Mapped[Minor]
    added_at: Mapped[datetime]

    open: Mapped[Money] = composite("open_minor", "currency")


class CollectionStepRow(Owned, Model):
    """One step taken in a case."""

    __tablename__ = "collection_step"
    __table_args__ = GROWS_ONLY

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("collection_case.id"), index=True)
    step: Mapped[str] = mapped_column(String(30))
    day: Mapped[date]
    note: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))
