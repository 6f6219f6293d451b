"""Tables of invoice evidence: each e-invoice as it was read, and the receivable it was attached to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from underwriting.evidence.rules.checks import judged
from underwriting.evidence.rules.understanding import understood
from underwriting.evidence.terms import Judged


class InvoiceEvidence(Owned, Model):
    """One e-invoice sent under a policy. `read` holds every value as the file states it, `file_sha` finds its bytes.

    The same file is kept once under a policy.
    """

    __tablename__ = "invoice_evidence"
    __table_args__ = (
        UniqueConstraint("policy_id", "file_sha"),
        Index(None, "policy_id", "number_key"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    file_sha: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    invoice_number: Mapped[str] = mapped_column(String(300))
    number_key: Mapped[str] = mapped_column(String(300))
    seller: Mapped[str] = mapped_column(String(300))
    buyer: Mapped[str] = mapped_column(String(300))
    issued: Mapped[date]
    due: Mapped[date | None]
    currency: Mapped[str] = mapped_column(String(3))
    grand: Mapped[str] = mapped_column(String(48))
    sound: Mapped[bool]
    read: Mapped[dict[str, Any]]
    received_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(String(120))

    def judged(self) -> Judged:
        """The invoice with its checks, worked out again from what the file states."""
        return judged(understood(self.read))


class EvidenceLink(Owned, Model):
    """One piece of evidence attached to one receivable: found by number and buyer, by hand, or entered from it."""

    __tablename__ = "evidence_link"
    __table_args__ = (UniqueConstraint("evidence_id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("invoice_evidence.id"))
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"), index=True)
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    receivable_id: Mapped[ReceivableId] = mapped_column(ForeignKey("receivable.id"), index=True)
    how: Mapped[str] = mapped_column(String(12))
    linked_at: Mapped[datetime]
    linked_by: Mapped[str] = mapped_column(String(120))
