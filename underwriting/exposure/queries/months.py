"""Reads of months: which are to be declared, and the figures that the ledger gives of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from insurer.kernel.calendar import month_end, month_start
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ReceivableId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.parties.facts import PartyFacts
from policies.facts import DeclaredRow, PolicyFacts, PolicyTerms, PremiumBase, rate_for
from policies.public import premium_clauses, terms_of
from underwriting.exposure.queries.cover import shipped_by
from underwriting.exposure.queries.declarations import declared_at
from underwriting.exposure.queries.ledger import covered_ledger
from underwriting.exposure.rules.declaring import MonthToDeclare, declare_by, months_left
from underwriting.exposure.rules.turnover import insurable_turnover
from underwriting.exposure.terms import Receivable


@dataclass(frozen=True, slots=True)
class ShippedLine:
    """One invoice shipped in the month: what of it is turnover, nothing where the policy is not for such sales."""

    buyer: PartyFacts
    id: ReceivableId
    receivable: Receivable
    turnover: Money


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """What the ledger says of the days of a month that lie in the policy's period.

    `premium` is what the turnover costs at the policy's rate before minimum and tax, None where premium stands on
    something else.
    """

    first: date
    last: date
    turnover: Money
    invoices: int
    balance: Money
    insured: Money
    lines: tuple[ShippedLine, ...]
    premium: Money | None


def months_to_declare(
    policy: PolicyFacts,
    day: date,
    terms: PolicyTerms | None = None,
    declared: Mapping[date, datetime] | None = None,
) -> tuple[MonthToDeclare, ...]:
    """The months of a policy that are over by `day` and not declared, each with its last day, the oldest first.

    `terms` and what was `declared` are the policy's where the asker has them.
    """
    terms = terms or terms_of(policy.id)
    declared = declared_at(policy.id) if declared is None else declared
    cover = policy.period
    if policy.cancelled_on is not None and policy.cancelled_on > cover.first:
        cover = Period(cover.first, policy.cancelled_on)
    frequency, due_days = str(terms.on("declaration_frequency", day)), terms.days("declaration_due_days", day) or 0
    return months_left(cover, declared, day, frequency, due_days)


def due_on(policy: PolicyFacts, end: date) -> date:
    """The last day on which the month that ends on `end` is declared in time."""
    terms = terms_of(policy.id)
    return declare_by(end, str(terms.on("declaration_frequency", end)), terms.days("declaration_due_days", end) or 0)


def month_figures(policy: PolicyFacts, end: date, known_by: datetime | None = None) -> MonthFigures:
    """The figures of the month that ends on `end`, as the ledger stood at `known_by`.

    Refuses a day that ends no month and a month outside the policy.
    """
    first, last = _span(policy, end)
    includes_tax = terms_of(policy.id).flag("includes_tax", last)
    lines = [
        ShippedLine(buyer, key, term, insurable_turnover([term], policy.currency, includes_tax=includes_tax)[1])
        for buyer, key, term in shipped_by(policy, first, last, end, known_by)
    ]
    covered = covered_ledger((policy.id,), end, known_by)
    invoices, turnover = insurable_turnover(
        [line.receivable for line in lines], policy.currency, includes_tax=includes_tax
    )
    return MonthFigures(
        first=first,
        last=last,
        turnover=turnover,
        invoices=invoices,
        balance=Money(int(covered.outstanding.sum()), policy.currency),
        insured=Money(int(covered.insured.sum()), policy.currency),
        lines=tuple(sorted(lines, key=lambda line: (line.receivable.shipped, line.buyer.name, line.receivable.number))),
        premium=_premium(policy, first, last, turnover),
    )


def _premium(policy: PolicyFacts, first: date, last: date, turnover: Money) -> Money | None:
    clauses = premium_clauses(policy.id)
    if clauses.base is not PremiumBase.TURNOVER:
        return None
    place = rate_for(DeclaredRow(period=Period.including(first, last), amount=turnover), clauses.rates)
    return None if place is None else turnover.share(clauses.rates[place].rate)


def _span(policy: PolicyFacts, end: date) -> tuple[date, date]:
    """The days of the month that lie in the policy's period, both included."""
    if end != month_end(end):
        raise InvalidInput("exposure.not_a_month_end", "month_end", day=end)
    first = max(month_start(end), policy.period.first)
    last = end if policy.period.end is None else min(end, policy.period.end - timedelta(days=1))
    if first > last:
        raise InvalidInput("exposure.month_outside_policy", "month_end", day=end, period=policy.period)
    return first, last
