"""The six classes of an open ledger: under which limit it is covered, or why not. They sum to it to the cent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from insurer.kernel.money import Money
from underwriting.exposure.rules.verdict import InvoiceVerdict
from underwriting.exposure.terms import Reason
from underwriting.limits.terms import LimitKind


class CoverClass(StrEnum):
    """Where a part of the open ledger stands. Amounts are those of the debt, before the insured percentage.

    covered_by_limit                within a limit that the insurer decided
    covered_by_discretionary_limit  within what the policy lets its holder grant by itself
    beyond_limit                    over a limit that the insurer decided
    outside_discretionary_limit     over the discretionary limit, or on a buyer for whom there is no limit at all
    refused                         the limit was zero when the goods were shipped: refused, withdrawn or on hold
    own_risk                        no limit would cover it: outside the policy, or a part that is never insured
    """

    COVERED_BY_LIMIT = "covered_by_limit"
    COVERED_BY_DISCRETIONARY_LIMIT = "covered_by_discretionary_limit"
    BEYOND_LIMIT = "beyond_limit"
    OUTSIDE_DISCRETIONARY_LIMIT = "outside_discretionary_limit"
    REFUSED = "refused"
    OWN_RISK = "own_risk"


_BY_FIRST_REASON = {
    Reason.NO_LIMIT.value: CoverClass.OUTSIDE_DISCRETIONARY_LIMIT,
    Reason.LIMIT_REFUSED.value: CoverClass.REFUSED,
}
"""Of an invoice that is out as a whole, the first reason in the examiner's order decides; any other is own risk."""


@dataclass(frozen=True, slots=True)
class ClassTotal:
    """One class of a ledger: its amount and the number of invoices with a part in it."""

    of: CoverClass
    amount: Money
    invoices: int


def cover_parts(verdict: InvoiceVerdict, kind: LimitKind | None) -> Mapping[CoverClass, Money]:
    """The open amount of one invoice by class; classes without an amount are left out.

    `kind` is that of the limit which governed the shipment. An invoice partly over its limit stands in two classes;
    its tax, interest and disputed parts are own risk. The parts sum to what is open of it.
    """
    if verdict.refused:
        first = str(verdict.reasons[0].code) if verdict.reasons else ""
        found = {_BY_FIRST_REASON.get(first, CoverClass.OWN_RISK): verdict.outstanding}
    else:
        own = kind is LimitKind.DISCRETIONARY
        within = CoverClass.COVERED_BY_DISCRETIONARY_LIMIT if own else CoverClass.COVERED_BY_LIMIT
        beyond = CoverClass.OUTSIDE_DISCRETIONARY_LIMIT if own else CoverClass.BEYOND_LIMIT
        found = {within: verdict.insured, beyond: verdict.over_limit, CoverClass.OWN_RISK: verdict.ineligible}
    return {where: amount for where, amount in found.items() if amount}


def class_totals(parts: Iterable[Mapping[CoverClass, Money]], currency: str) -> tuple[ClassTotal, ...]:
    """All six classes in their order, with amount and count; their amounts sum to the open ledger."""
    amounts = dict.fromkeys(CoverClass, Money.zero(currency))
    counts = dict.fromkeys(CoverClass, 0)
    for one in parts:
        for where, amount in one.items():
            amounts[where] += amount
            counts[where] += 1
    return tuple(ClassTotal(where, amounts[where], counts[where]) for where in CoverClass)
