"""The due date by trade terms, and what in a ledger disagrees with them.

The event from which days are counted is part of the terms; without its day there is no due date. Source: feature
map S39. OA 60 from 1 June → 31 July; end of month + 30 from 10 June → 30 July.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insurer.kernel.calendar import add_days, add_months, month_end, month_start
from insurer.kernel.errors import InvalidInput
from insurer.kernel.findings import Finding, Weight
from insurer.kernel.working import Working
from underwriting.limits.terms import PaymentMethod
from underwriting.payment_terms.terms import Milestone, StartEvent, TermsKind, TradeTerms

_FROM_PAPERS = (StartEvent.SHIPMENT, StartEvent.INVOICE, StartEvent.BILL_OF_LADING)
STARTS: Mapping[TermsKind, tuple[StartEvent, ...]] = {
    TermsKind.OPEN_ACCOUNT: _FROM_PAPERS,
    TermsKind.MONTH_END_PLUS: _FROM_PAPERS,
    TermsKind.DAYS_MONTH_END: _FROM_PAPERS,
    TermsKind.DAY_OF_MONTH: _FROM_PAPERS,
    TermsKind.DISCOUNT: _FROM_PAPERS,
    TermsKind.AGAINST_PAYMENT: (StartEvent.PRESENTATION,),
    TermsKind.AGAINST_ACCEPTANCE: (StartEvent.ACCEPTANCE, StartEvent.PRESENTATION, StartEvent.BILL_OF_LADING),
    TermsKind.LC_SIGHT: (StartEvent.PRESENTATION,),
    TermsKind.LC_USANCE: (StartEvent.PRESENTATION, StartEvent.ACCEPTANCE, StartEvent.BILL_OF_LADING),
    TermsKind.DEPOSIT_BALANCE: _FROM_PAPERS,
    TermsKind.IN_ADVANCE: (StartEvent.ORDER,),
}
"""From which events each kind of terms may count."""
METHODS: Mapping[TermsKind, PaymentMethod] = {
    **dict.fromkeys(TermsKind, PaymentMethod.OA),
    TermsKind.AGAINST_PAYMENT: PaymentMethod.DP,
    TermsKind.AGAINST_ACCEPTANCE: PaymentMethod.DA,
    TermsKind.LC_SIGHT: PaymentMethod.LC,
    TermsKind.LC_USANCE: PaymentMethod.LC,
}
"""How the buyer pays under each kind of terms, in the order of risk that limits speak of."""
LONGEST_MONTH = 31
RECORD = 3
"""Invoices paid in full from which a customer counts as known."""
USUAL_DEPOSIT = Decimal("0.30")
"""The deposit asked for where the record is short or poor."""


@dataclass(frozen=True, slots=True)
class Due:
    """The last day for the whole debt, the payments before it, and how it was worked out."""

    day: date
    milestones: tuple[Milestone, ...]
    working: Working


@dataclass(frozen=True, slots=True)
class TermsBound:
    """What policy and limit allow a buyer: the longest term (None: any) and the riskiest method (None: any)."""

    longest_days: int | None
    method: PaymentMethod | None


def fit_terms(terms: TradeTerms) -> TradeTerms:
    """The terms, if their kind can count from their event; refused by name otherwise."""
    if terms.start not in STARTS[terms.kind]:
        raise InvalidInput("payment_terms.wrong_start", "start", kind=terms.kind, event=terms.start)
    return terms


def due_date(terms: TradeTerms, events: Mapping[StartEvent, date]) -> Due:
    """The due date from the day of the start event; refuses when that day is not given."""
    fit_terms(terms)
    began = events.get(terms.start)
    if began is None:
        raise InvalidInput("payment_terms.start_missing", "start_day", event=terms.start)
    working = Working().then("terms.start", began.isoformat(), event=terms.start)
    day, working = _counted(terms, began, working)
    return Due(day, tuple(_milestones(terms, began, day, events)), working.then("terms.due", day.isoformat()))


def _counted(terms: TradeTerms, began: date, working: Working) -> tuple[date, Working]:
    if terms.kind is TermsKind.MONTH_END_PLUS:
        end = month_end(began)
        working = working.then("terms.month_end", end.isoformat())
        return add_days(end, terms.days), working.then("terms.days", terms.days)
    day = add_days(began, terms.days)
    working = working.then("terms.days", terms.days)
    if terms.kind is TermsKind.DAYS_MONTH_END:
        day = month_end(day)
        working = working.then("terms.month_end", day.isoformat())
    elif terms.kind is TermsKind.DAY_OF_MONTH and terms.day_of_month is not None:
        day = _next_day_of_month(day, terms.day_of_month)
        working = working.then("terms.day_of_month", terms.day_of_month)
    return day, working


def _next_day_of_month(day: date, wanted: int) -> date:
    """The first day of that number not before `day`; in a shorter month its last day."""
    for month in (month_start(day), add_months(month_start(day), 1)):
        found = month.replace(day=min(wanted, month_end(month).day))
        if found >= day:
            return found
    raise AssertionError("a month later the day has come")


def _milestones(terms: TradeTerms, began: date, due: date, events: Mapping[StartEvent, date]) -> Iterable[Milestone]:
    if terms.discount is not None and terms.discount_days is not None:
        yield Milestone("terms.with_discount", 1 - terms.discount, add_days(began, terms.discount_days))
    if terms.deposit is not None:
        if (ordered := events.get(StartEvent.ORDER)) is not None:
            yield Milestone("terms.deposit", terms.deposit, ordered)
        yield Milestone("terms.balance", 1 - terms.deposit, due)
    else:
        yield Milestone("terms.in_full", Decimal(1), due)


def longest(terms: TradeTerms) -> int:
    """The most days that the terms can give from their start event: a month's end may be a month away."""
    if terms.kind in (TermsKind.MONTH_END_PLUS, TermsKind.DAYS_MONTH_END, TermsKind.DAY_OF_MONTH):
        return terms.days + LONGEST_MONTH - 1
    return terms.days


def beyond_bounds(terms: TradeTerms, bound: TermsBound) -> tuple[Finding, ...]:
    """Where terms pass what policy and limit allow: goods sold under them would be without cover."""
    found = []
    if bound.longest_days is not None and longest(terms) > bound.longest_days:
        facts = {"days": longest(terms), "longest": bound.longest_days}
        found.append(Finding("payment_terms.too_long", Weight.WARNING, "policy.maximum_payment_term_days", facts))
    method = METHODS[terms.kind]
    if bound.method is not None and method.risk > bound.method.risk:
        methods = {"used": method.value, "allowed": bound.method.value}
        found.append(Finding("payment_terms.too_risky", Weight.WARNING, "limits.payment_method", methods))
    return tuple(found)


def disagreement(terms: TradeTerms, *, shipped: date, invoiced: date, due: date) -> Finding | None:
    """What a ledger's due day says against the terms; None when they agree or the ledger lacks the start event."""
    events = {StartEvent.SHIPMENT: shipped, StartEvent.INVOICE: invoiced}
    if terms.start not in events:
        return None
    by_terms = due_date(terms, events).day
    if by_terms == due:
        return None
    code = "payment_terms.due_later" if due > by_terms else "payment_terms.due_earlier"
    facts = {"due": due, "by_terms": by_terms, "days": abs((due - by_terms).days)}
    return Finding(code, Weight.WARNING, facts=facts)


@dataclass(frozen=True, slots=True)
class Suggested:
    """The terms to offer a buyer of such a record: their kind, the deposit where one is asked for, and why."""

    kind: TermsKind
    deposit: Decimal | None
    code: str
    facts: Mapping[str, object]


def suggested(settled: int, late: int) -> Suggested:
    """The terms that a buyer's record bears: `settled` invoices paid in full, `late` of them after their due date.

    Cash in advance for a new customer, a deposit while the record is short or poor, open account for a known one.
    Source: feature map S76.
    """
    facts = {"settled": settled, "late": late}
    if not settled:
        return Suggested(TermsKind.IN_ADVANCE, None, "payment_terms.suggest_new", facts)
    if settled < RECORD or late * 3 > settled:
        return Suggested(TermsKind.DEPOSIT_BALANCE, USUAL_DEPOSIT, "payment_terms.suggest_deposit", facts)
    return Suggested(TermsKind.OPEN_ACCOUNT, None, "payment_terms.suggest_open", facts)
