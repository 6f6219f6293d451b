"""Tables of overdue notices: what was notified on which day, never changed afterwards."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from claims.overdues.terms import NoticeItem
from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import Minor, NoticeId, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money


class OverdueNotice(Owned, Model):
    """One notice of unpaid invoices of one buyer. `notify_by` is the earliest last day among them.

    `circumstance` and `told` say what happened, where the policyholder said so.
    """

    __tablename__ = "overdue_notice"
    __table_args__ = (Index(None, "policy_id", "party_id"), GROWS_ONLY)

    id: Mapped[NoticeId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"), index=True)
    notified_on: Mapped[date]
    notify_by: Mapped[date | None]
    late: Mapped[bool]
    circumstance: Mapped[str | None] = mapped_column(String(40))
    told: Mapped[str | None] = mapped_column(Text)
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))


class OverdueItem(Owned, Model):
    """One invoice of a notice; an invoice is notified once."""

    __tablename__ = "overdue_item"
    __table_args__ = (
        UniqueConstraint("receivable_id"),
        CheckConstraint("outstanding_minor > 0", name="something_is_open"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[NoticeId] = mapped_column(ForeignKey("overdue_notice.id"), index=True)
    receivable_id: Mapped[ReceivableId] = mapped_column(ForeignKey("receivable.id"))
    number: Mapped[str] = mapped_column(String(300))
    shipped: Mapped[date]
    due: Mapped[date]
    outstanding_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    notify_by: Mapped[date | None]
    late: Mapped[bool]

    outstanding: Mapped[Money] = composite("outstanding_minor", "currency")

    def item(self) -> NoticeItem:
        """The row as facts."""
        return NoticeItem(
            ReceivableId(self.receivable_id),
            self.number,
            self.shipped,
            self.due,
            self.outstanding,
            self.notify_by,
            self.late,
        )
