"""The parts of a claim's input: policy, limits, invoices, receipts; and how they become the terms of the rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Annotated, ClassVar

from pydantic import Field, Tag

from claims.facts import (
    DeductibleKind,
    DeductibleStage,
    Erosion,
    IndemnityTerms,
    ThresholdBase,
    conversion_rate,
    multiple_of_premium,
)
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_amount
from insurer.kernel.period import Period
from insurer.workflows.calculations.contract import Input, from_not_after_to
from insurer.workflows.calculations.fields import (
    Amount,
    Currency,
    Day,
    Days,
    Flag,
    Rate,
    RateAboveZero,
    Share,
    SomeRows,
    Text,
    nil,
    shape_of,
)
from underwriting.facts import (
    AllocationMethod,
    Attachment,
    Conversion,
    CoverTerms,
    DatedPercentage,
    ExtensionFrom,
    LimitApplication,
    LimitBasis,
    LimitHistory,
    LimitKind,
    LimitSpan,
    PaymentMethod,
    Receipt,
    ReceiptKind,
    Receivable,
    refuse_overlaps,
)

MOST_LIMITS = 500
MOST_DEBTS = 5_000
MOST_SHARES = 100_000
"""Receipts times invoices under pro rata: each share is one line of the working."""

Rates = dict[Currency, dict[Day, RateAboveZero]]


class EndorsedPercentage(Input):
    """The insured percentage from one day on."""

    first: Day = Field(alias="from")
    value: Share


class PremiumMultiple(Input):
    """A maximum liability stated as a multiple of the premium."""

    premium: Amount
    multiple: Rate


Percentages = Annotated[
    Annotated[Share, Tag("#str")] | Annotated[tuple[EndorsedPercentage, ...], SomeRows, Tag("#list")],
    shape_of((str, "str"), (int, "str"), (list, "list")),
]
MaximumLiability = Annotated[
    Annotated[Amount, Tag("#str")] | Annotated[PremiumMultiple, Tag("#dict")] | Annotated[None, Tag("#null")],
    shape_of((str, "str"), (int, "str"), (dict, "dict"), (NoneType, "null")),
]


class Policy(Input):
    """The clauses of the policy."""

    currency: Currency
    period_from: Day
    period_to: Day
    insured_percentage: Percentages
    attachment: Attachment = Attachment.RISK_ATTACHING
    insured_percentage_by_cause: dict[Text, Share] = Field(default_factory=dict)
    maximum_payment_term_days: Days | None = None
    maximum_extension_days: Days | None = None
    extension_from: ExtensionFrom = ExtensionFrom.DUE_DATE
    invoicing_period_days: Days | None = None
    includes_tax: Flag = False
    minimum_loss: Amount = nil()
    minimum_loss_base: ThresholdBase = ThresholdBase.INSURED_LOSS
    deductible: Amount = nil()
    deductible_kind: DeductibleKind = DeductibleKind.DEDUCTED
    deductible_stage: DeductibleStage = DeductibleStage.AFTER_PERCENTAGE
    aggregate_first_loss: Amount = nil()
    aggregate_first_loss_used: Amount = nil()
    aggregate_first_loss_erosion: Erosion = Erosion.INSURED_SHARE
    maximum_liability: MaximumLiability = None
    maximum_liability_used: Amount = nil()
    limit_application: LimitApplication = LimitApplication.NET_LOSS
    limit_amount_basis: LimitBasis = LimitBasis.GROSS
    silo_move_up: Flag = True
    allocation: AllocationMethod = AllocationMethod.OLDEST_FIRST
    allocation_after_stop: AllocationMethod | None = None
    conversion: Conversion = Conversion.LOSS_DATE
    set_off: Amount = nil()

    def check(self) -> None:
        from_not_after_to(self.period_from, self.period_to, "period_to")
        if self.aggregate_first_loss_used > self.aggregate_first_loss:
            raise InvalidInput(
                "input.used_above_whole", "aggregate_first_loss_used", value=self.aggregate_first_loss_used.plain()
            )
        if isinstance(self.insured_percentage, tuple):
            days = [one.first for one in self.insured_percentage]
            for index, day in enumerate(days):
                if day in days[:index]:
                    raise InvalidInput("input.duplicate", f"insured_percentage.{index}.from", value=day.isoformat())

    def cover_terms(self) -> CoverTerms:
        """The clauses that decide what is insured."""
        given = self.insured_percentage
        if isinstance(given, tuple):
            percentages = tuple(DatedPercentage(one.first, one.value) for one in given)
        else:
            percentages = (DatedPercentage(date.min, given),)
        return CoverTerms(
            currency=self.currency,
            period=Period.including(self.period_from, self.period_to),
            percentages=percentages,
            percentage_by_cause=self.insured_percentage_by_cause,
            attachment=self.attachment,
            maximum_payment_term_days=self.maximum_payment_term_days,
            maximum_extension_days=self.maximum_extension_days,
            extension_from=self.extension_from,
            invoicing_period_days=self.invoicing_period_days,
            includes_tax=self.includes_tax,
            limit_application=self.limit_application,
            limit_basis=self.limit_amount_basis,
            silo_move_up=self.silo_move_up,
            allocation=self.allocation,
            allocation_after_stop=self.allocation_after_stop,
        )

    def indemnity_terms(self) -> IndemnityTerms:
        """The clauses that turn the insured loss into an indemnity."""
        maximum = self.maximum_liability
        if isinstance(maximum, PremiumMultiple):
            maximum = multiple_of_premium(maximum.premium, maximum.multiple)
        return IndemnityTerms(
            currency=self.currency,
            minimum_loss=self.minimum_loss,
            minimum_loss_base=self.minimum_loss_base,
            deductible=self.deductible,
            deductible_kind=self.deductible_kind,
            deductible_stage=self.deductible_stage,
            aggregate_first_loss=self.aggregate_first_loss,
            aggregate_first_loss_used=self.aggregate_first_loss_used,
            aggregate_first_loss_erosion=self.aggregate_first_loss_erosion,
            maximum_liability=maximum,
            maximum_liability_used=self.maximum_liability_used,
            set_off=self.set_off,
        )


class Limit(Input):
    """One span of the limit history; both days count."""

    first: Day = Field(alias="from")
    last: Day | None = Field(default=None, alias="to")
    amount: Amount
    insured_percentage: Share | None = None
    maximum_payment_term_days: Days | None = None
    payment_method: PaymentMethod | None = None
    kind: LimitKind = LimitKind.NAMED

    def check(self) -> None:
        from_not_after_to(self.first, self.last)

    def span(self) -> LimitSpan:
        return LimitSpan(
            shipments=Period.including(self.first, self.last),
            amount=self.amount,
            kind=self.kind,
            insured_percentage=self.insured_percentage,
            maximum_payment_term_days=self.maximum_payment_term_days,
            payment_method=self.payment_method,
        )


class Invoice(Input):
    """One invoice; its amounts are in its own currency, in that of the policy when it names none."""

    number: Text
    shipped: Day
    invoiced: Day
    due: Day
    amount: Amount
    tax: Amount = nil()
    deposit: Amount = nil()
    disputed: Amount = nil()
    interest: Amount = nil()
    payment_method: PaymentMethod | None = None
    currency: Currency | None = None
    declared: Flag = True

    def receivable(self, rate: Decimal | None) -> Receivable:
        return Receivable(
            number=self.number,
            shipped=self.shipped,
            invoiced=self.invoiced,
            due=self.due,
            amount=self.amount,
            tax=self.tax,
            deposit=self.deposit,
            disputed=self.disputed,
            interest=self.interest,
            payment_method=self.payment_method,
            declared=self.declared,
            rate=rate,
        )


class ReceiptInput(Input):
    """One receipt. Its amount is read once it is known whose currency it is in."""

    day: Day = Field(alias="date")
    amount: object
    invoice: Text | None = None
    kind: ReceiptKind = ReceiptKind.PAYMENT


class LossInput(Input):
    """The cause and the date of loss."""

    cause: Text
    day: Day = Field(alias="date")


class Claim(Input):
    """Everything one claim is worked out from."""

    currency_at: ClassVar[tuple[str, ...]] = ("policy", "currency")

    policy: Policy
    limits: tuple[Limit, ...] = Field(default=(), max_length=MOST_LIMITS)
    loss: LossInput
    invoices: tuple[Invoice, ...] = Field(min_length=1, max_length=MOST_DEBTS)
    receipts: tuple[ReceiptInput, ...] = Field(default=(), max_length=MOST_DEBTS)
    late_reduction: Share = Field(default="0", validate_default=True)
    rates: Rates = Field(default_factory=dict)

    def check(self) -> None:
        for index, receipt in enumerate(self.receipts):
            if receipt.day > self.loss.day:
                raise InvalidInput("input.receipt_after_loss", f"receipts.{index}.date", day=receipt.day)
        crowded = self.policy.allocation, self.policy.allocation_after_stop
        if AllocationMethod.PRO_RATA in crowded and len(self.invoices) * len(self.receipts) > MOST_SHARES:
            raise InvalidInput("input.too_many_rows", "receipts", number=MOST_SHARES // len(self.invoices))

    def limit_history(self) -> LimitHistory:
        """The limits; two of one kind on one day are refused, since nothing says which of them prevails."""
        spans = tuple(limit.span() for limit in self.limits)
        refuse_overlaps(spans)
        return LimitHistory(spans)

    def receivables(self) -> list[Receivable]:
        """The invoices, each foreign one with its rate of exchange."""
        policy, found = self.policy, []
        for index, invoice in enumerate(self.invoices):
            rate, own = None, invoice.amount.currency
            if own != policy.currency:
                rate = conversion_rate(self.rates, own, policy.conversion, invoice.shipped, self.loss.day)
            self._refuse_parts(invoice, index)
            found.append(invoice.receivable(rate))
        return found

    def receipts_read(self) -> list[Receipt]:
        """The receipts: in policy currency, or in that of the foreign invoice they name."""
        currencies = {invoice.number: invoice.amount.currency for invoice in self.invoices}
        found = []
        for index, receipt in enumerate(self.receipts):
            currency = self.policy.currency
            if receipt.invoice is not None:
                if receipt.invoice not in currencies:
                    raise InvalidInput("input.unknown_item", f"receipts.{index}.invoice", value=receipt.invoice)
                currency = currencies[receipt.invoice]
            amount = parse_amount(receipt.amount, currency, f"receipts.{index}.amount")
            found.append(Receipt(day=receipt.day, amount=amount, invoice=receipt.invoice, kind=receipt.kind))
        return found

    def _refuse_parts(self, invoice: Invoice, index: int) -> None:
        """Names the first part that is larger than the invoice leaves room for."""
        left = invoice.amount
        for name in ("deposit", "disputed", "interest"):
            part: Money = getattr(invoice, name)
            if part > left:
                raise InvalidInput("input.parts_exceed_amount", f"invoices.{index}.{name}", invoice=invoice.number)
            left = left - part
