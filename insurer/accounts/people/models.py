"""Tables of rights: requests for roles, what a company leaves to its people, signed reviews of access."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from insurer.accounts.people.terms import Allowance, RoleAsked, RoleRequestState
from insurer.accounts.terms import May, Role
from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.kernel.ids import Minor, PersonId, PolicyId
from insurer.kernel.money import Money


class RoleRequest(Model):
    """A role put forward by one administrator for another to agree to; what it says is never changed."""

    __tablename__ = "role_request"
    __table_args__ = (
        CheckConstraint("last_day IS NULL OR last_day >= first_day", name="span_not_empty"),
        CheckConstraint("state IN ('waiting', 'agreed', 'declined', 'withdrawn')", name="state_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    first_day: Mapped[date]
    last_day: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(400))
    state: Mapped[str] = mapped_column(String(12), index=True)
    asked_by: Mapped[str] = mapped_column(String(120))
    asker_id: Mapped[PersonId] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime]
    answered_by: Mapped[str | None] = mapped_column(String(120))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(String(400))

    @property
    def subject(self) -> str:
        return f"role_request:{self.id}"

    def asked(self, login: str) -> RoleAsked:
        return RoleAsked(login, Role(self.role), self.first_day, self.last_day, self.reason)

    def standing(self) -> RoleRequestState:
        return RoleRequestState(self.state)


class Restriction(Model):
    """What a company leaves to one of its people from a moment on; the latest row prevails."""

    __tablename__ = "restriction"
    __table_args__ = (Index(None, "login_id", "set_on"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    login_id: Mapped[int] = mapped_column(ForeignKey("login.id"))
    acts: Mapped[list[Any]]
    policies: Mapped[list[Any] | None]
    limit_requests: Mapped[dict[str, Any]]
    claims: Mapped[dict[str, Any]]
    set_by: Mapped[str] = mapped_column(String(120))
    set_at: Mapped[datetime]
    set_on: Mapped[date]

    def allowance(self) -> Allowance:
        return Allowance(
            acts=frozenset(May(act) for act in self.acts),
            policies=None if self.policies is None else frozenset(PolicyId(policy) for policy in self.policies),
            limit_requests=_amounts(self.limit_requests),
            claims=_amounts(self.claims),
        )


class AccessReview(Model):
    """One review of everybody's access, signed off: the report's fingerprint, its size, and what was found."""

    __tablename__ = "access_review"
    __table_args__ = GROWS_ONLY

    id: Mapped[int] = mapped_column(primary_key=True)
    reviewed_on: Mapped[date]
    digest: Mapped[str] = mapped_column(String(64))
    people: Mapped[int]
    grants: Mapped[int]
    findings: Mapped[str] = mapped_column(Text)
    signed_by: Mapped[str] = mapped_column(String(120))
    signed_at: Mapped[datetime]


def _amounts(kept: dict[str, Any]) -> tuple[Money, ...]:
    return tuple(Money(Minor(int(minor)), currency) for currency, minor in sorted(kept.items()))
