"""Figures of a policy as the contract writes them: deadlines, earned and unearned premium, cancellation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from insurer.kernel.errors import InvalidInput
from insurer.kernel.period import Period
from insurer.workflows.calculations.contract import Input, from_not_after_to
from insurer.workflows.calculations.fields import (
    Amount,
    Currency,
    Day,
    Days,
    Flag,
    Months,
    Share,
    SomeRows,
    Text,
)
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome
from policies import facts as policies
from policies.facts import ClockStart, EarningMethod, MonthEndOrder, TermsFrom


class InvoiceDates(Input):
    shipped: Day
    invoiced: Day
    due: Day | None = None


class TermsInput(Input):
    days: Days
    end_of_month: Flag = False
    start: TermsFrom = Field(default=TermsFrom.INVOICE, alias="from")
    order: MonthEndOrder = MonthEndOrder.DAYS_FIRST

    def terms(self) -> policies.PaymentTerms:
        return policies.PaymentTerms(self.days, self.end_of_month, self.start, self.order)

    def check(self) -> None:
        if self.order is MonthEndOrder.MONTH_END_FIRST and not self.end_of_month:
            raise InvalidInput("input.not_used_here", "order")


class ClocksInput(Input):
    maximum_extension_days: Days | None = None
    extension_from: Literal["due_date", "invoice_date"] = "due_date"
    notice_days: Days | None = None
    notice_from: Literal["due_date", "extension_end"] = "due_date"
    waiting_days: Days | None = None
    waiting_months: Months | None = None
    waiting_from: Literal["due_date", "extension_end", "notice"] = "due_date"
    claim_days: Days | None = None
    claim_months: Months | None = None
    claim_from: Literal["due_date", "extension_end", "waiting_end"] = "due_date"
    decision_days: Days | None = None
    payment_days: Days | None = None

    def clocks(self) -> policies.Clocks:
        return policies.Clocks(
            maximum_extension_days=self.maximum_extension_days,
            extension_from=ClockStart(self.extension_from),
            notice_days=self.notice_days,
            notice_from=ClockStart(self.notice_from),
            waiting_days=self.waiting_days,
            waiting_months=self.waiting_months,
            waiting_from=ClockStart(self.waiting_from),
            claim_days=self.claim_days,
            claim_months=self.claim_months,
            claim_from=ClockStart(self.claim_from),
            decision_days=self.decision_days,
            payment_days=self.payment_days,
        )


class DeadlinesInput(Input):
    invoice: InvoiceDates
    payment_terms: TermsInput | None = None
    loss_cause: Text
    insolvent_on: Day | None = None
    clocks: ClocksInput
    notified_on: Day | None = None
    filed_on: Day | None = None
    agreed_on: Day | None = None

    def check(self) -> None:
        if (self.invoice.due is None) == (self.payment_terms is None):
            raise InvalidInput("input.one_of", "payment_terms", choices="invoice.due, payment_terms")


def deadlines(given: DeadlinesInput) -> Outcome:
    """Every last day of the policy's clocks for one invoice."""
    invoice, terms = given.invoice, given.payment_terms
    agreed = None if terms is None else terms.terms()
    events = policies.DebtEvents(
        shipped=invoice.shipped,
        invoiced=invoice.invoiced,
        due=policies.due_date(invoice.shipped, invoice.invoiced, invoice.due, agreed),
        loss_cause=given.loss_cause,
        insolvent_on=given.insolvent_on,
        notified_on=given.notified_on,
        filed_on=given.filed_on,
        agreed_on=given.agreed_on,
    )
    found = policies.deadlines(given.clocks.clocks(), events)
    names = (
        "due", "extension_first_day", "extension_last_day", "stop_of_cover_on", "notify_by", "claim_from",
        "claim_by", "decide_by", "pay_by", "late",
    )  # fmt: skip
    return Outcome({name: getattr(found, name) for name in names}, found.working)


class SegmentInput(Input):
    premium: Amount
    first: Day = Field(alias="from")
    end: Day = Field(alias="to")

    def check(self) -> None:
        from_not_after_to(self.first, self.end, equal=False)


class UnearnedInput(Input):
    currency: Currency
    method: EarningMethod
    as_of: Day
    segments: Annotated[tuple[SegmentInput, ...], SomeRows]


def unearned_premium(given: UnearnedInput) -> Outcome:
    """What of the written premium is earned at the end of a day."""
    segments = [policies.PremiumSegment(row.premium, Period(row.first, row.end)) for row in given.segments]
    found = policies.unearned_premium(segments, given.as_of, given.method, given.currency)
    result = {"written": found.written, "earned": found.earned, "unearned": found.unearned}
    return Outcome(result, found.working, given.currency)


class ShortRateRowInput(Input):
    days_to: Days | None
    percentage_earned: Share


class ShortRateInput(Input):
    factor_on_return: Share | None = None
    penalty_on_unearned: Share | None = None
    table: Annotated[tuple[ShortRateRowInput, ...], SomeRows] | None = None

    def check(self) -> None:
        given = (self.factor_on_return, self.penalty_on_unearned, self.table)
        if sum(one is not None for one in given) != 1:
            raise InvalidInput("input.one_of", "", choices="factor_on_return, penalty_on_unearned, table")

    def short_rate(self) -> policies.ShortRate:
        rows = None
        if self.table is not None:
            rows = tuple(policies.ShortRateRow(row.days_to, row.percentage_earned) for row in self.table)
        return policies.ShortRate(self.factor_on_return, self.penalty_on_unearned, rows)


class CancellationInput(Input):
    currency: Currency
    premium: Amount
    first: Day = Field(alias="from")
    end: Day = Field(alias="to")
    cancelled_on: Day
    basis: Literal["pro_rata", "short_rate"]
    short_rate: ShortRateInput | None = None

    def check(self) -> None:
        from_not_after_to(self.first, self.end, equal=False)
        if (self.basis == "short_rate") != (self.short_rate is not None):
            code = "input.missing" if self.short_rate is None else "input.not_used_here"
            raise InvalidInput(code, "short_rate")


def cancellation(given: CancellationInput) -> Outcome:
    """What is earned, kept and returned when cover ends before its term."""
    short_rate = None if given.short_rate is None else given.short_rate.short_rate()
    found = policies.cancellation(given.premium, Period(given.first, given.end), given.cancelled_on, short_rate)
    result = {"earned": found.earned, "returned": found.returned, "penalty": found.penalty}
    return Outcome(result, found.working, given.currency)


FIGURES = (
    Calculation(
        "deadlines",
        TypeAdapter(DeadlinesInput),
        deadlines,
        {
            "invoice": {"shipped": "2026-06-16", "invoiced": "2026-06-16"},
            "payment_terms": {"days": 30, "from": "invoice"},
            "loss_cause": "protracted_default",
            "clocks": {
                "maximum_extension_days": 60,
                "extension_from": "due_date",
                "notice_days": 30,
                "notice_from": "extension_end",
                "waiting_months": 6,
                "waiting_from": "extension_end",
                "claim_months": 6,
                "claim_from": "waiting_end",
                "decision_days": 30,
                "payment_days": 10,
            },
            "notified_on": "2026-10-20",
        },
    ),
    Calculation(
        "unearned-premium",
        TypeAdapter(UnearnedInput),
        unearned_premium,
        {
            "currency": "EUR",
            "method": "daily",
            "as_of": "2026-03-31",
            "segments": [{"premium": "36500.00", "from": "2026-01-01", "to": "2027-01-01"}],
        },
    ),
    Calculation(
        "cancellation",
        TypeAdapter(CancellationInput),
        cancellation,
        {
            "currency": "EUR",
            "premium": "36500.00",
            "from": "2026-01-01",
            "to": "2027-01-01",
            "cancelled_on": "2026-07-01",
            "basis": "short_rate",
            "short_rate": {"penalty_on_unearned": "0.10"},
        },
    ),
)
