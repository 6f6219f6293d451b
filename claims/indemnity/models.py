"""Tables of the indemnity: assessments with all they rest on, what they take of the insurance year, payments.

All of them only grow: an assessment is followed by another, what was taken is given back by a row of its own.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, composite, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import AssessmentId, ClaimId, Minor, PersonId, PolicyId
from insurer.kernel.money import Money


class Assessment(Owned, Model):
    """One working-out of one claim: the basis, the result with its working, both as canonical text.

    `digest` is the SHA-256 of the basis; whoever works it out again gets the same cents.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("indemnity_minor >= 0 AND payable_minor >= 0", name="amounts_not_negative"),
        CheckConstraint("payable_minor <= indemnity_minor", name="payable_within_indemnity"),
        GROWS_ONLY,
    )

    id: Mapped[AssessmentId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claim.id"), index=True)
    basis: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(Text)
    indemnity_minor: Mapped[Minor]
    payable_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    known_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(120))
    made_by_person: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))

    indemnity: Mapped[Money] = composite("indemnity_minor", "currency")
    payable: Mapped[Money] = composite("payable_minor", "currency")


class LiabilityUse(Owned, Model):
    """What an approved claim takes of the policy's maximum liability and aggregate first loss, in the order taken.

    The figures it was taken from stand beside it, and the database refuses a row that takes more than they leave.
    A negative row gives back what a claim opened again had taken.
    """

    __tablename__ = "liability_use"
    __table_args__ = (
        CheckConstraint(
            "maximum_minor IS NULL OR indemnity_minor <= 0 OR used_before_minor + indemnity_minor <= maximum_minor",
            name="within_maximum_liability",
        ),
        CheckConstraint(
            "first_loss_minor <= 0 OR first_loss_used_before_minor + first_loss_minor <= first_loss_total_minor",
            name="within_aggregate_first_loss",
        ),
        Index(None, "policy_id", "id"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claim.id"), index=True)
    assessment_id: Mapped[AssessmentId] = mapped_column(ForeignKey("assessment.id"))
    currency: Mapped[str] = mapped_column(String(3))
    maximum_minor: Mapped[Minor | None]
    used_before_minor: Mapped[Minor]
    indemnity_minor: Mapped[Minor]
    first_loss_total_minor: Mapped[Minor]
    first_loss_used_before_minor: Mapped[Minor]
    first_loss_minor: Mapped[Minor]
    gives_back_id: Mapped[int | None] = mapped_column(ForeignKey("liability_use.id"), unique=True)
    entry: Mapped[str | None] = mapped_column(String(24))
    taken_at: Mapped[datetime]
    taken_by: Mapped[str] = mapped_column(String(120))
    taken_by_person: Mapped[PersonId | None] = mapped_column(ForeignKey("person.id"))

    indemnity: Mapped[Money] = composite("indemnity_minor", "currency")
    first_loss: Mapped[Money] = composite("first_loss_minor", "currency")


class ClaimPayment(Owned, Model):
    """The one payment of a claim: indemnity = set-off + paid. `debt_minor` is all the buyer owed when it was paid."""

    __tablename__ = "claim_payment"
    __table_args__ = (
        CheckConstraint("set_off_minor + paid_minor = indemnity_minor", name="parts_make_the_indemnity"),
        CheckConstraint("set_off_minor >= 0 AND paid_minor >= 0 AND indemnity_minor > 0", name="amounts_in_order"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claim.id"), unique=True)
    assessment_id: Mapped[AssessmentId] = mapped_column(ForeignKey("assessment.id"), unique=True)
    paid_on: Mapped[date]
    currency: Mapped[str] = mapped_column(String(3))
    indemnity_minor: Mapped[Minor]
    set_off_minor: Mapped[Minor]
    paid_minor: Mapped[Minor]
    debt_minor: Mapped[Minor]
    entry: Mapped[str] = mapped_column(String(24))
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    indemnity: Mapped[Money] = composite("indemnity_minor", "currency")
    set_off: Mapped[Money] = composite("set_off_minor", "currency")
    paid: Mapped[Money] = composite("paid_minor", "currency")
    debt: Mapped[Money] = composite("debt_minor", "currency")
