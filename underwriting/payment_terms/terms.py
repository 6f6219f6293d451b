"""Payment terms as trade knows them: what they count, from which event, in which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insurer.kernel.errors import InvalidInput

LONGEST_DAYS = 1000


class TermsKind(StrEnum):
    """How the due date is worked out."""

    OPEN_ACCOUNT = "open_account"
    MONTH_END_PLUS = "month_end_plus"
    DAYS_MONTH_END = "days_month_end"
    DAY_OF_MONTH = "day_of_month"
    DISCOUNT = "discount"
    AGAINST_PAYMENT = "against_payment"
    AGAINST_ACCEPTANCE = "against_acceptance"
    LC_SIGHT = "lc_sight"
    LC_USANCE = "lc_usance"
    DEPOSIT_BALANCE = "deposit_balance"
    IN_ADVANCE = "in_advance"


class StartEvent(StrEnum):
    """The event from which days are counted. Its day must be known: nothing is assumed for it."""

    ORDER = "order"
    SHIPMENT = "shipment"
    INVOICE = "invoice"
    BILL_OF_LADING = "bill_of_lading"
    PRESENTATION = "presentation"
    ACCEPTANCE = "acceptance"


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeTerms:
    """Terms of one kind. `discount` and `deposit` are shares: 0.02 is 2 %."""

    kind: TermsKind
    start: StartEvent
    days: int = 0
    day_of_month: int | None = None
    discount: Decimal | None = None
    discount_days: int | None = None
    deposit: Decimal | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.days <= LONGEST_DAYS:
            raise InvalidInput("input.out_of_range", "days", value=str(self.days))
        if (self.kind is TermsKind.DAY_OF_MONTH) != (self.day_of_month is not None):
            raise InvalidInput("payment_terms.day_of_month_belongs", "day_of_month")
        if self.day_of_month is not None and not 1 <= self.day_of_month <= 31:
            raise InvalidInput("input.out_of_range", "day_of_month", value=str(self.day_of_month))
        parts = (self.discount is not None) + (self.discount_days is not None)
        if parts != (2 if self.kind is TermsKind.DISCOUNT else 0):
            raise InvalidInput("payment_terms.discount_belongs", "discount")
        if self.discount_days is not None and self.discount_days > self.days:
            raise InvalidInput("payment_terms.discount_after_due", "discount_days", days=self.days)
        if (self.kind is TermsKind.DEPOSIT_BALANCE) != (self.deposit is not None):
            raise InvalidInput("payment_terms.deposit_belongs", "deposit")


@dataclass(frozen=True, slots=True)
class Milestone:
    """One payment: its share of the amount and the last day for it."""

    code: str
    share: Decimal
    due: date


@dataclass(frozen=True, slots=True)
class TermsDisagreement:
    """What the ledger says against the terms agreed with the buyer."""

    code: str
    facts: Mapping[str, object]
