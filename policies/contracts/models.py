"""Tables of policies: the head of each, and its terms as rows that are only added to."""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import PolicyId
from insurer.kernel.period import Period
from policies.contracts.rules.catalogue import read_term
from policies.contracts.states import PolicyState
from policies.contracts.terms import PolicyFacts, TermRow


class Policy(Owned, Model):
    """One policy. Whoever counts on its maximum liability or first loss locks this row."""

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint("end_day > first_day", name="period_not_empty"),
        CheckConstraint("state IN ('draft', 'bound', 'cancelled', 'expired')", name="state_known"),
        CheckConstraint("(state = 'draft') OR bound_at IS NOT NULL OR state = 'cancelled'", name="bound_has_moment"),
        Index(None, "state", "number"),
    )

    id: Mapped[PolicyId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    currency: Mapped[str] = mapped_column(String(3))
    language: Mapped[str] = mapped_column(String(10))
    first_day: Mapped[date]
    end_day: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), index=True)
    drafted_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    bound_at: Mapped[datetime | None]
    bound_by: Mapped[str | None] = mapped_column(String(120))
    cancelled_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    period: Mapped[Period] = composite("first_day", "end_day")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - the mapper reads a plain dictionary

    def facts(self) -> PolicyFacts:
        return PolicyFacts(
            id=self.id,
            number=self.number,
            policyholder=self.policyholder_id,
            currency=self.currency,
            period=self.period,
            state=PolicyState(self.state),
            language=self.language,
            bound_at=self.bound_at,
            cancelled_on=self.cancelled_on,
            version=self.version,
        )


class PolicyTerm(Owned, Model):
    """One value of one term from a day on. A later row prevails; none is ever changed."""

    __tablename__ = "policy_term"
    __table_args__ = (Index(None, "policy_id", "key", "valid_from"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    key: Mapped[str] = mapped_column(String(60))
    value: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))
    reason: Mapped[str] = mapped_column(String(400), default="")

    def row(self, currency: str) -> TermRow:
        """The row with its value read as the catalogue says."""
        typed = read_term(self.key, json.loads(self.value), currency)[1]
        return TermRow(self.key, typed, self.valid_from, self.recorded_at, self.recorded_by, self.reason)
