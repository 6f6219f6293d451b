"""Tables of claims: the case with its state, and the invoices claimed in it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, composite, mapped_column

from claims.cases.states import CLAIM_LIFE, ClaimState
from claims.cases.terms import ClaimedInvoice
from insurer.infra.db import Model
from insurer.infra.scope import Owned
from insurer.kernel.ids import ClaimId, Minor, NoticeId, PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money


class Claim(Owned, Model):
    """One claim on one buyer. Its state moves only along the table of moves; `reason` says why it stands where it is.

    `waiting_until` is the first day on which it may be examined, None where no waiting runs; `told` is what the
    policyholder tells of the loss.
    """

    __tablename__ = "claim"
    __table_args__ = (Index(None, "policy_id", "party_id"), Index(None, "state", "filed_on"))

    id: Mapped[ClaimId] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    policy_id: Mapped[PolicyId] = mapped_column(ForeignKey("policy.id"))
    party_id: Mapped[PartyId] = mapped_column(ForeignKey("party.id"), index=True)
    cause: Mapped[str] = mapped_column(String(40))
    loss_date: Mapped[date]
    state: Mapped[str] = mapped_column(String(16))
    filed_on: Mapped[date]
    filed_at: Mapped[datetime]
    filed_by: Mapped[str] = mapped_column(String(120))
    waiting_until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text)
    told: Mapped[str | None] = mapped_column(Text)
    put_forward_by: Mapped[str | None] = mapped_column(String(120))
    decided_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy's own form

    @property
    def subject(self) -> str:
        """The claim's name on timelines and in approvals."""
        return f"claim:{self.number}"

    def move(self, move: str) -> tuple[str, str]:
        """Go on by `move`, or refuse it; returns the states before and after."""
        before = ClaimState(self.state)
        after = CLAIM_LIFE.after(before, move)
        self.state = after.value
        return before.value, after.value


class ClaimItem(Owned, Model):
    """One invoice claimed. An invoice is in at most one live claim: the database itself refuses a second.

    `live` ends when the claim was withdrawn or declined, so that the invoice may be claimed again.
    """

    __tablename__ = "claim_item"
    __table_args__ = (
        CheckConstraint("claimed_minor > 0", name="something_is_claimed"),
        Index(
            "uq_claim_item_live", "receivable_id", unique=True, sqlite_where=text("live"), postgresql_where=text("live")
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    claim_id: Mapped[ClaimId] = mapped_column(ForeignKey("claim.id"), index=True)
    receivable_id: Mapped[ReceivableId] = mapped_column(ForeignKey("receivable.id"))
    notice_id: Mapped[NoticeId] = mapped_column(ForeignKey("overdue_notice.id"))
    notice: Mapped[str] = mapped_column(String(24))
    number: Mapped[str] = mapped_column(String(300))
    shipped: Mapped[date]
    invoiced: Mapped[date]
    due: Mapped[date]
    claimed_minor: Mapped[Minor]
    currency: Mapped[str] = mapped_column(String(3))
    notified_on: Mapped[date]
    waiting_until: Mapped[date | None]
    live: Mapped[bool]

    claimed: Mapped[Money] = composite("claimed_minor", "currency")

    def invoice(self) -> ClaimedInvoice:
        """The row as facts."""
        return ClaimedInvoice(
            ReceivableId(self.receivable_id),
            self.number,
            self.shipped,
            self.invoiced,
            self.due,
            self.claimed,
            self.notified_on,
            self.notice,
            self.waiting_until,
        )
