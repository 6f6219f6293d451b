"""The clocks of a policy: from an invoice to the last days for notice, claim, decision and payment.

Nothing moves for weekends; months keep the day number or take the month's last day. A clock that the policy
does not set, or whose event has not happened, leaves its dates empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum

from insurer.kernel.calendar import add_days, add_months, month_end
from insurer.kernel.errors import InvalidInput
from insurer.kernel.working import Working

INSOLVENCY = "insolvency"


class ClockStart(StrEnum):
    """The event a clock runs from."""

    DUE_DATE = "due_date"
    INVOICE_DATE = "invoice_date"
    EXTENSION_END = "extension_end"
    NOTICE = "notice"
    WAITING_END = "waiting_end"


class TermsFrom(StrEnum):
    """The date payment terms are counted from."""

    INVOICE = "invoice"
    SHIPMENT = "shipment"


class MonthEndOrder(StrEnum):
    """End-of-month terms: the days first and then the month's end, or the other way round."""

    DAYS_FIRST = "days_first"
    MONTH_END_FIRST = "month_end_first"


@dataclass(frozen=True, slots=True)
class PaymentTerms:
    """So many days from invoice or shipment, with or without a move to the end of the month."""

    days: int
    end_of_month: bool = False
    start: TermsFrom = TermsFrom.INVOICE
    order: MonthEndOrder = MonthEndOrder.DAYS_FIRST

    def due(self, shipped: date, invoiced: date) -> date:
        """The due date: 2 Jul + 30 days, end of month → 31 Aug; 10 Jun, end of month first, + 30 → 30 Jul."""
        began = invoiced if self.start is TermsFrom.INVOICE else shipped
        if not self.end_of_month:
            return add_days(began, self.days)
        if self.order is MonthEndOrder.DAYS_FIRST:
            return month_end(add_days(began, self.days))
        return add_days(month_end(began), self.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The time limits of a policy; None is a clock that the policy does not set. Days or months, not both."""

    maximum_extension_days: int | None = None
    extension_from: ClockStart = ClockStart.DUE_DATE
    notice_days: int | None = None
    notice_from: ClockStart = ClockStart.DUE_DATE
    waiting_days: int | None = None
    waiting_months: int | None = None
    waiting_from: ClockStart = ClockStart.DUE_DATE
    claim_days: int | None = None
    claim_months: int | None = None
    claim_from: ClockStart = ClockStart.DUE_DATE
    decision_days: int | None = None
    payment_days: int | None = None

    def __post_init__(self) -> None:
        for clock in ("waiting", "claim"):
            if getattr(self, f"{clock}_days") is not None and getattr(self, f"{clock}_months") is not None:
                choices = f"{clock}_days, {clock}_months"
                raise InvalidInput("input.one_of", f"clocks.{clock}_months", choices=choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtEvents:
    """What has happened with one invoice so far."""

    shipped: date
    invoiced: date
    due: date
    loss_cause: str
    insolvent_on: date | None = None
    notified_on: date | None = None
    filed_on: date | None = None
    agreed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Every date a policy's clocks give; None where a clock is not set or its event has not happened.

    `late` holds `notice` and `claim` where they came after their last day. `working` has one line per date.
    """

    due: date
    extension_first_day: date | None
    extension_last_day: date | None
    stop_of_cover_on: date | None
    notify_by: date | None
    claim_from: date | None
    claim_by: date | None
    decide_by: date | None
    pay_by: date | None
    late: tuple[str, ...]
    working: Working

    @property
    def clauses(self) -> Mapping[str, str]:
        """The clause behind each date that has one: `notify_by` → `clocks.notice_days`."""
        dates = {field.name for field in fields(self)}
        named = ((line.code.removeprefix("deadlines."), line.clause) for line in self.working.lines)
        return {name: clause for name, clause in named if name in dates}


def due_date(shipped: date, invoiced: date, due: date | None, terms: PaymentTerms | None) -> date:
    """The due date as invoiced, or worked out from the payment terms; exactly one of the two is needed."""
    if (due is None) == (terms is None):
        raise InvalidInput("input.one_of", "payment_terms", choices="invoice.due, payment_terms")
    return due if terms is None else terms.due(shipped, invoiced)  # type: ignore[return-value]


def deadlines(clocks: Clocks, events: DebtEvents) -> Deadlines:
    """Every last day of the policy's clocks for one invoice.

    The extension's first day is the day after the due (or invoice) date, cover stops the day after its last.
    After insolvency no waiting runs: the claim may be filed from the day of insolvency.
    """
    days = _Days(clocks, events)
    days.extension()
    notify_by = days.after("notify_by", clocks.notice_from, "notice", clocks.notice_days)
    days.waiting()
    claim_by = days.after("claim_by", clocks.claim_from, "claim", clocks.claim_days, clocks.claim_months)
    decide_by = days.since("decide_by", events.filed_on, "clocks.decision_days", clocks.decision_days)
    pay_by = days.since("pay_by", events.agreed_on, "clocks.payment_days", clocks.payment_days)
    late = days.late(("notice", events.notified_on, notify_by), ("claim", events.filed_on, claim_by))
    at = days.found
    return Deadlines(
        events.due, at.get("extension_first_day"), at.get("extension_last_day"), at.get("stop_of_cover_on"),
        notify_by, at.get("claim_from"), claim_by, decide_by, pay_by, late, days.working,
    )  # fmt: skip


class _Days:
    """The dates found so far, each with its line."""

    def __init__(self, clocks: Clocks, events: DebtEvents) -> None:
        self.clocks, self.events = clocks, events
        self.found: dict[str, date] = {}
        self.working = Working()
        self._keep("due", events.due, "invoice.due", shipped=events.shipped, invoiced=events.invoiced)

    def _keep(self, name: str, day: date, clause: str, **facts: object) -> date:
        self.found[name] = day
        self.working = self.working.then(f"deadlines.{name}", day.isoformat(), clause, **facts)
        return day

    def _began(self, start: ClockStart) -> date | None:
        return {
            ClockStart.DUE_DATE: self.events.due,
            ClockStart.INVOICE_DATE: self.events.invoiced,
            ClockStart.EXTENSION_END: self.found.get("extension_last_day"),
            ClockStart.NOTICE: self.events.notified_on,
            ClockStart.WAITING_END: self.found.get("claim_from"),
        }[start]

    def extension(self) -> None:
        days, start = self.clocks.maximum_extension_days, self.clocks.extension_from
        began = self._began(start)
        if days is None or began is None:
            return
        clause, last = "clocks.maximum_extension_days", add_days(began, days)
        self._keep("extension_first_day", add_days(began, 1), clause, began=began)
        self._keep("extension_last_day", last, clause, began=began, days=days)
        self._keep("stop_of_cover_on", last + timedelta(days=1), clause, last=last)

    def waiting(self) -> None:
        clocks = self.clocks
        if self.events.loss_cause == INSOLVENCY:
            if self.events.insolvent_on is not None:
                self.found["claim_from"] = self.events.insolvent_on
                self.working = self.working.then(
                    "deadlines.claim_from_insolvency", self.events.insolvent_on.isoformat(), "insolvent_on"
                )
            return
        self.after("claim_from", clocks.waiting_from, "waiting", clocks.waiting_days, clocks.waiting_months)

    def after(
        self, name: str, start: ClockStart, clock: str, days: int | None, months: int | None = None
    ) -> date | None:
        """The day so many days or months after the event `start`; None without clock or event."""
        began = self._began(start)
        if began is None or (days is None and months is None):
            return None
        if days is not None:
            return self._keep(name, add_days(began, days), f"clocks.{clock}_days", began=began, days=days, months=0)
        last = add_months(began, months or 0)
        return self._keep(name, last, f"clocks.{clock}_months", began=began, days=0, months=months)

    def since(self, name: str, event: date | None, clause: str, days: int | None) -> date | None:
        if event is None or days is None:
            return None
        return self._keep(name, add_days(event, days), clause, began=event, days=days)

    def late(self, *acts: tuple[str, date | None, date | None]) -> tuple[str, ...]:
        found = []
        for act, done, last in acts:
            if done is not None and last is not None and done > last:
                found.append(act)
                code = f"deadlines.late_{act}"
                self.working = self.working.then(code, (done - last).days, f"clocks.{act}_days", done=done, last=last)
        return tuple(found)
