"""The table that ties a policy to its buyers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import PartyId, PolicyId


class PolicyBuyer(Owned, Model):
    """One customer number of a policyholder and the legal entity behind it; two numbers may mean one entity."""

    __tablename__ = "policy_buyer"
    __table_args__ = (UniqueConstraint("policy_id", "reference"), Index(None, "policy_id", "party_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    reference: Mapped[str] = mapped_column(String(300))
    linked_at: Mapped[datetime]
    linked_by: Mapped[str] = mapped_column(String(120))
