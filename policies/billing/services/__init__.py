"""Acts of billing: charging, booking turnover, adjusting, receiving and paying back."""

from __future__ import annotations

from policies.billing.services.charging import adjust_premium, charge_deposit, return_premium
from policies.billing.services.receiving import receive_premium, set_off_premium
from policies.billing.services.refunding import agree_to_refund, pay_premium_back, put_refund_forward
from policies.billing.services.turnover import book_turnover

__all__ = [
    "adjust_premium",
    "agree_to_refund",
    "book_turnover",
    "charge_deposit",
    "pay_premium_back",
    "put_refund_forward",
    "receive_premium",
    "return_premium",
    "set_off_premium",
]
