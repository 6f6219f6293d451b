"""Tables of commercial drafts: each draft, the invoices it was given for, and the steps it took."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import ImportId, Minor, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money


class CommercialDraft(Owned, Model):
    """One draft received from a buyer. What becomes of it are rows of `draft_step`."""

    __tablename__ = "commercial_draft"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_above_zero"),
        CheckConstraint("maturity >= issued", name="matures_after_issue"),
        UniqueConstraint("policy_id", "number_key"),
        Index(None, "policy_id", "party_id"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    draft_number: Mapped[str] = mapped_column(String(60))
    number_key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(30))
    drawer: Mapped[str] = mapped_column(String(300))
    acceptor: Mapped[str] = mapped_column(String(300))
    issued: Mapped[date]
    maturity: Mapped[date]
    received: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]
    due_from: Mapped[str] = mapped_column(String(30))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    amount: Mapped[Money] = composite("amount_minor", "currency")


class DraftInvoice(Owned, Model):
    """The part of a draft that was given for one invoice."""

    __tablename__ = "draft_invoice"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_above_zero"),
        UniqueConstraint("draft_id", "receivable_id"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("commercial_draft.id"))
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"), index=True)
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    receivable_id: Mapped[ReceivableId] = mapped_column(ForeignKey("receivable.id"), index=True)
    currency: Mapped[str] = mapped_column(String(3))
    amount_minor: Mapped[Minor]

    amount: Mapped[Money] = composite("amount_minor", "currency")


class DraftStep(Owned, Model):
    """One step of a draft: passed on, discounted, honoured (with the ledger that its receipts came from), refused."""

    __tablename__ = "draft_step"
    __table_args__ = GROWS_ONLY

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("commercial_draft.id"), index=True)
    move: Mapped[str] = mapped_column(String(12))
    day: Mapped[date]
    holder: Mapped[str] = mapped_column(String(300))
    recourse: Mapped[bool]
    note: Mapped[str] = mapped_column(Text)
    import_id: Mapped[ImportId | None] = mapped_column(ForeignKey("ledger_import.id"))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))
