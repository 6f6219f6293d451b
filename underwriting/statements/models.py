"""Tables of statements of account and of the buyers' answers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import Minor, PartyId, PolicyId
from insurer.kernel.money import Money


class BuyerStatement(Owned, Model):
    """One statement of what a buyer owes in one currency at the end of `as_of`, as known when it was made.

    Its lines are the ledger's own, read again as known at `made_at`; `total` is what they come to.
    """

    __tablename__ = "buyer_statement"
    __table_args__ = (Index(None, "policy_id", "party_id"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"))
    number: Mapped[str] = mapped_column(String(24), unique=True)
    as_of: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[Minor]
    invoices: Mapped[int]
    language: Mapped[str] = mapped_column(String(10))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))

    total: Mapped[Money] = composite("total_minor", "currency")


class StatementAnswerRow(Owned, Model):
    """One answer of a buyer to a statement; a later one prevails. `difference` is what the buyer says it owes less."""

    __tablename__ = "statement_answer"
    __table_args__ = (
        CheckConstraint("(outcome = 'agreed') = (difference_minor = 0)", name="agreed_means_no_difference"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("buyer_statement.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(12))
    difference_minor: Mapped[Minor]
    answered_on: Mapped[date]
    answered_by: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(Text)
    file_sha: Mapped[str | None] = mapped_column(String(64))
    file_name: Mapped[str | None] = mapped_column(String(200))
    file_media: Mapped[str | None] = mapped_column(String(20))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))
