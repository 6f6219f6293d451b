"""What a role may let out of the house: indemnities approved, paid, refunds agreed to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from insurer.kernel.money import Money


class PaymentAct(StrEnum):
    """What an authority over payments is for."""

    SETTLE = "settle"
    PAY = "pay"
    REFUND = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAuthority:
    """The most that `role` may approve as indemnity, pay, and agree to as refund, each in one act.

    Above `third_person_above` examiner, approver and payer of a claim must be three people.
    """

    role: str
    settle_up_to: Money
    pay_up_to: Money
    refund_up_to: Money
    third_person_above: Money

    def up_to(self, doing: PaymentAct) -> Money:
        """The most in one act of a kind; exactly that much is still inside."""
        return {
            PaymentAct.SETTLE: self.settle_up_to,
            PaymentAct.PAY: self.pay_up_to,
            PaymentAct.REFUND: self.refund_up_to,
        }[doing]
