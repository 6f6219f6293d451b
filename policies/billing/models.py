"""Tables of billing. Notes, receipts and booked turnover are added, never changed: a later row corrects."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import DebitNoteId, Minor, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from policies.billing.terms import BookedTurnover, Means, Note, NoteKind, Received


class DebitNote(Owned, Model):
    """One debit or credit note: premium written, tax on it, commission inside it, and how it was worked out."""

    __tablename__ = "debit_note"
    __table_args__ = (
        CheckConstraint("kind IN ('deposit', 'adjustment', 'cancellation')", name="kind_known"),
        CheckConstraint("instalment BETWEEN 1 AND instalments", name="instalment_of_all"),
        CheckConstraint("period_end > period_first", name="period_not_empty"),
        CheckConstraint("due_on >= issued_on", name="due_after_issue"),
        Index(None, "policy_id", "issued_on"),
        GROWS_ONLY,
    )

    id: Mapped[DebitNoteId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    policy_number: Mapped[str] = mapped_column(String(24))
    kind: Mapped[str] = mapped_column(String(20))
    instalment: Mapped[int] = mapped_column(default=1)
    instalments: Mapped[int] = mapped_column(default=1)
    issued_on: Mapped[date]
    due_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))
    period_first: Mapped[date]
    period_end: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    premium_minor: Mapped[Minor]
    tax_minor: Mapped[Minor]
    commission_minor: Mapped[Minor]
    working: Mapped[str] = mapped_column(Text)

    def note(self) -> Note:
        return Note(
            number=self.number,
            policy=self.policy_id,
            policy_number=self.policy_number,
            policyholder=self.policyholder_id,
            kind=NoteKind(self.kind),
            issued_on=self.issued_on,
            due_on=self.due_on,
            recorded_at=self.recorded_at,
            period=Period(self.period_first, self.period_end),
            premium=Money(self.premium_minor, self.currency),
            tax=Money(self.tax_minor, self.currency),
            commission=Money(self.commission_minor, self.currency),
            instalment=self.instalment,
            instalments=self.instalments,
        )


class PremiumReceipt(Owned, Model):
    """Money taken for one note, or paid back for a credit note."""

    __tablename__ = "premium_receipt"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="amount_not_zero"),
        CheckConstraint("means IN ('bank', 'set_off', 'refund')", name="means_known"),
        CheckConstraint("(means = 'refund') = (amount_minor < 0)", name="refund_is_negative"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"), index=True)
    note_number: Mapped[str] = mapped_column(ForeignKey("debit_note.number"), index=True)
    received_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    means: Mapped[str] = mapped_column(String(12))
    reference: Mapped[str] = mapped_column(String(160), default="")
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")

    def received(self) -> Received:
        return Received(
            self.number, self.note_number, self.received_on, self.amount, Means(self.means), self.recorded_at
        )


class TurnoverBooked(Owned, Model):
    """Turnover declared for a period. Of one period the row booked last counts."""

    __tablename__ = "turnover_booked"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        CheckConstraint("end_day > first_day", name="period_not_empty"),
        UniqueConstraint("policy_id", "reference", "first_day"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    first_day: Mapped[date]
    end_day: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    reference: Mapped[str] = mapped_column(String(160))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")
    period: Mapped[Period] = composite("first_day", "end_day")

    def booked(self) -> BookedTurnover:
        return BookedTurnover(self.period, self.amount, self.reference, self.recorded_at)
