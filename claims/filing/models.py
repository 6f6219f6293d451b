"""The table of drafts: what was entered of a claim that is not yet filed."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from claims.cases.terms import LossCause
from claims.filing.terms import Draft
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import PartyId, PolicyId, ReceivableId


class ClaimDraft(Owned, Model):
    """What a policyholder has entered of a claim that is not yet filed; one per policy and buyer, gone once filed."""

    __tablename__ = "claim_draft"
    __table_args__ = (UniqueConstraint("policy_id", "party_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    cause: Mapped[str] = mapped_column(String(40))
    loss_date: Mapped[date | None]
    receivables: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime]
    kept_by: Mapped[str] = mapped_column(String(120))

    def draft(self) -> Draft:
        """The row as facts."""
        chosen = tuple(ReceivableId(int(one)) for one in json.loads(self.receivables))
        return Draft(
            PolicyId(self.policy_id), PartyId(self.party_id), LossCause(self.cause), self.loss_date, chosen, self.told,
            self.kept_at, self.kept_by,
        )  # fmt: skip
