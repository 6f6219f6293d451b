"""What the rules of cover are told: the cover clauses of a policy, the buyer's invoices and receipts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from insurer.kernel.money import Money
from insurer.kernel.period import Period
from underwriting.limits.terms import PaymentMethod


class Attachment(StrEnum):
    """What must fall inside the policy period: the shipment or the loss."""

    RISK_ATTACHING = "risk_attaching"
    LOSS_OCCURRING = "loss_occurring"


class ExtensionFrom(StrEnum):
    """Where the maximum extension period begins."""

    DUE_DATE = "due_date"
    INVOICE_DATE = "invoice_date"


class AllocationMethod(StrEnum):
    """Which invoice a receipt pays."""

    OLDEST_FIRST = "oldest_first"
    AS_DESIGNATED = "as_designated"
    PRO_RATA = "pro_rata"


class LimitApplication(StrEnum):
    """What is held against the limit: the debt after receipts, before receipts, or the amount paid."""

    NET_LOSS = "net_loss"
    GROSS_DEBT = "gross_debt"
    INDEMNITY = "indemnity"


class LimitBasis(StrEnum):
    """Whether a limit is stated on the whole debt or on its insured share."""

    GROSS = "gross"
    NET_OF_UNINSURED = "net_of_uninsured"


class ReceiptKind(StrEnum):
    """What came in. Everything but a payment belongs to the invoice it names, under every method."""

    PAYMENT = "payment"
    CREDIT_NOTE = "credit_note"
    SECURITY = "security"
    RESALE = "resale"
    SET_OFF = "set_off"
    LEFT_LEDGER = "left_ledger"
    """No longer in the policyholder's full ledger: closed without a word on money."""
    RETURNED = "returned"
    """Back in a later ledger: takes the closing back as of its own day, with a negative amount."""


class Conversion(StrEnum):
    """Whose day's exchange rate holds for a foreign invoice."""

    LOSS_DATE = "loss_date"
    SHIPMENT_DATE = "shipment_date"
    LOWER = "lower"


class Reason(StrEnum):
    """Why an invoice, or a part of it, is not insured."""

    OUTSIDE_PERIOD = "outside_period"
    NO_LIMIT = "no_limit"
    LIMIT_REFUSED = "limit_refused"
    OVER_LIMIT = "over_limit"
    TERM_TOO_LONG = "term_too_long"
    PAYMENT_METHOD = "payment_method"
    AFTER_STOP_OF_COVER = "after_stop_of_cover"
    INVOICED_LATE = "invoiced_late"
    DISPUTED = "disputed"
    UNDECLARED = "undeclared"
    DEPOSIT = "deposit"
    TAX = "tax"
    NOT_DUE_INTEREST = "not_due_interest"


@dataclass(frozen=True, slots=True)
class DatedPercentage:
    """The insured percentage of shipments made from `first` on, until the next one."""

    first: date
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverTerms:
    """The clauses of a policy that decide what is insured. Percentages are fractions: 0.90 is 90 %."""

    currency: str
    period: Period
    percentages: tuple[DatedPercentage, ...]
    percentage_by_cause: Mapping[str, Decimal] = field(default_factory=dict)
    attachment: Attachment = Attachment.RISK_ATTACHING
    maximum_payment_term_days: int | None = None
    maximum_extension_days: int | None = None
    extension_from: ExtensionFrom = ExtensionFrom.DUE_DATE
    invoicing_period_days: int | None = None
    includes_tax: bool = False
    limit_application: LimitApplication = LimitApplication.NET_LOSS
    limit_basis: LimitBasis = LimitBasis.GROSS
    silo_move_up: bool = True
    allocation: AllocationMethod = AllocationMethod.OLDEST_FIRST
    allocation_after_stop: AllocationMethod | None = None

    def percentage_on(self, shipped: date) -> Decimal | None:
        """The policy's percentage for a shipment of that day; None before the first one."""
        latest = None
        for dated in self.percentages:
            if dated.first <= shipped and (latest is None or dated.first >= latest.first):
                latest = dated
        return None if latest is None else latest.value


@dataclass(frozen=True, slots=True)
class Refused:
    """A reason against a whole invoice, with the clause it rests on and the facts behind it."""

    code: str
    clause: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivable:
    """One invoice. Amounts are in its own currency; `amount` includes tax, deposit, disputed and interest.

    `rate` is units of policy currency for one unit of its own, needed when the two differ. `refusals` are
    reasons known to the caller and not to these rules: the buyer, the country, a hold.
    """

    number: str
    shipped: date
    invoiced: date
    due: date
    amount: Money
    tax: Money | None = None
    deposit: Money | None = None
    disputed: Money | None = None
    interest: Money | None = None
    payment_method: PaymentMethod | None = None
    declared: bool = True
    rate: Decimal | None = None
    refusals: tuple[Refused, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Money, or what counts as money. In policy currency, unless it names an invoice of another."""

    day: date
    amount: Money
    invoice: str | None = None
    kind: ReceiptKind = ReceiptKind.PAYMENT
