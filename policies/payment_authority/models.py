"""The table of payment authorities: dated rows, a later one prevails."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.kernel.ids import Minor
from insurer.kernel.money import Money
from policies.payment_authority.terms import PaymentAuthority


class PaymentAuthorityRow(Model):
    """What one role may let out of the house from a day on; nothing at all where an amount is zero."""

    __tablename__ = "payment_authority"
    __table_args__ = (
        CheckConstraint(
            "settle_up_to_minor >= 0 AND pay_up_to_minor >= 0 AND refund_up_to_minor >= 0 "
            "AND third_person_above_minor >= 0",
            name="amounts_not_negative",
        ),
        Index(None, "role", "valid_from"),
        GROWS_ONLY,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    settle_up_to_minor: Mapped[Minor]
    pay_up_to_minor: Mapped[Minor]
    refund_up_to_minor: Mapped[Minor]
    third_person_above_minor: Mapped[Minor]
    valid_from: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[str] = mapped_column(String(120))

    def term(self) -> PaymentAuthority:
        return PaymentAuthority(
            role=self.role,
            settle_up_to=Money(self.settle_up_to_minor, self.currency),
            pay_up_to=Money(self.pay_up_to_minor, self.currency),
            refund_up_to=Money(self.refund_up_to_minor, self.currency),
            third_person_above=Money(self.third_person_above_minor, self.currency),
        )
