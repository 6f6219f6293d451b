"""Tables of papers: what was received, kept by its hash, and the letters that asked for what was missing."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from claims.papers.terms import Asked, PaperKind, Received
from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import ClaimId, PartyId, PolicyId


class ClaimPaper(Owned, Model):
    """One file about the debts of a buyer under a policy; `claim_id` is empty until the claim is filed.

    The bytes lie under `sha256` outside every served folder. A file taken back before the filing keeps its row.
    """

    __tablename__ = "claim_paper"
    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        Index(None, "policy_id", "party_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(32), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"), index=True)
    claim_id: Mapped[ClaimId | None] = mapped_column(ForeignKey("claim.id"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    media: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    received_at: Mapped[datetime]
    received_by: Mapped[str] = mapped_column(String(120))
    removed_at: Mapped[datetime | None]

    def received(self) -> Received:
        """The row as facts."""
        return Received(
            self.key, PaperKind(self.kind), self.name, self.media, self.size, self.sha256, self.received_at,
            self.received_by,
        )  # fmt: skip


class PaperRequest(Owned, Model):
    """One letter that asks for everything missing at once. `reason` is given when something is asked for only now."""

    __tablename__ = "paper_request"
    __table_args__ = GROWS_ONLY

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claim.id"), index=True)
    kinds: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    answer_by: Mapped[date]
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(120))

    def asked(self) -> Asked:
        """The row as facts."""
        kinds = tuple(PaperKind(kind) for kind in json.loads(self.kinds))
        return Asked(self.number, kinds, self.note, self.reason, self.answer_by, self.asked_at, self.asked_by)
