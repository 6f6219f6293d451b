"""What the columnar rule of cover is told and answers: columns of whole numbers, one place per row.

Days are ordinals (`date.toordinal`), amounts minor units, percentages millionths. Columns that have no value at a
place hold `NONE`; a bound that is not set holds `FAR`. An account is one buyer under one policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from underwriting.exposure.terms import AllocationMethod, LimitApplication, Reason
from underwriting.limits.terms import LimitKind

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

NONE = -1
FAR = 1 << 40
"""Later than any day, longer than any term."""
MILLION = 1_000_000

APPLICATIONS = tuple(LimitApplication)
ALLOCATIONS = tuple(AllocationMethod)
KINDS = tuple(LimitKind)


class Ground(IntEnum):
    """One reason as one bit of a row's grounds, in the order a claims examiner checks them."""

    OUTSIDE_PERIOD = 0
    NO_LIMIT = 1
    LIMIT_REFUSED = 2
    TERM_TOO_LONG = 3
    TERM_LONGER_THAN_LIMITS = 4
    PAYMENT_METHOD = 5
    AFTER_STOP_OF_COVER = 6
    INVOICED_LATE = 7
    UNDECLARED = 8
    BUYER_NOT_INSURABLE = 9
    COUNTRY_NOT_COVERED = 10
    SECTION_NOT_COVERED = 11

    @property
    def bit(self) -> int:
        return 1 << self


CLAUSES: dict[Ground, tuple[str, str]] = {
    Ground.OUTSIDE_PERIOD: (Reason.OUTSIDE_PERIOD, "policy.attachment"),
    Ground.NO_LIMIT: (Reason.NO_LIMIT, "limits"),
    Ground.LIMIT_REFUSED: (Reason.LIMIT_REFUSED, "limits.amount"),
    Ground.TERM_TOO_LONG: (Reason.TERM_TOO_LONG, "policy.maximum_payment_term_days"),
    Ground.TERM_LONGER_THAN_LIMITS: (Reason.TERM_TOO_LONG, "limits.maximum_payment_term_days"),
    Ground.PAYMENT_METHOD: (Reason.PAYMENT_METHOD, "limits.payment_method"),
    Ground.AFTER_STOP_OF_COVER: (Reason.AFTER_STOP_OF_COVER, "policy.maximum_extension_days"),
    Ground.INVOICED_LATE: (Reason.INVOICED_LATE, "policy.invoicing_period_days"),
    Ground.UNDECLARED: (Reason.UNDECLARED, "invoices.declared"),
    Ground.BUYER_NOT_INSURABLE: ("buyer_not_insurable", "policy.buyers"),
    Ground.COUNTRY_NOT_COVERED: ("country_not_covered", "policy.countries"),
    Ground.SECTION_NOT_COVERED: ("section_not_covered", "policy.sections"),
}
"""Reason code and clause of each ground, as the explained form gives them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """The cover clauses of policies, one place each. `application` and `allocation` are places in the tuples above.

    `steps_policy`, `steps_first` and `steps_share` are the insured percentages by first day, sorted by policy and day.
    """

    first: Ints
    end: Ints
    attaching: Flags
    longest_term: Ints
    invoicing: Ints
    extension: Ints
    from_due: Flags
    includes_tax: Flags
    application: Ints
    net_basis: Flags
    allocation: Ints
    of_cause: Ints
    steps_policy: Ints
    steps_first: Ints
    steps_share: Ints


@dataclass(frozen=True, slots=True)
class Stretches:
    """The limits of accounts, one place per stretch of days between two changes, sorted by account and first day.

    An `amount` of `NONE` says that nothing was decided for those days. `kind` is a place in `KINDS`, `reference` a
    key of the asker's for the decision.
    """

    account: Ints
    first: Ints
    amount: Ints
    share: Ints
    longest_term: Ints
    risk: Ints
    kind: Ints
    reference: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoices:
    """Invoices sorted by account. Amounts are in their own currency, of which `rate_over` / `rate_under` minor units
    of policy currency make one; both are 1 at home. `rank` orders the invoices of an account by their numbers. `risk`
    is the payment method's; `grounds` holds the bits known beforehand. An invoice has no interest in its amount.
    """

    account: Ints
    shipped: Ints
    invoiced: Ints
    due: Ints
    rank: Ints
    amount: Ints
    tax: Ints
    deposit: Ints
    disputed: Ints
    risk: Ints
    grounds: Ints
    foreign: Flags
    rate_over: Ints
    rate_under: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipts:
    """Receipts up to the day, sorted by account, each account's by day and then as recorded.

    `place` is the place of the invoice it names in `Invoices`, or `NONE`. The amount is in that invoice's currency.
    """

    account: Ints
    day: Ints
    place: Ints
    amount: Ints
    payment: Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Accounts with all that decides their cover; `policy` is each account's place in `clauses`."""

    clauses: Clauses
    policy: Ints
    stretches: Stretches
    invoices: Invoices
    receipts: Receipts


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict on every invoice in policy currency, in the order of the invoices.

    As `InvoiceVerdict`: outstanding = insured + uninsured, ineligible + over_limit = uninsured. `grounds` are the
    reasons against the whole; `tax` and `disputed` what is open of those parts; `at_risk` is the insurer's share of
    what is insured, in millionths of a minor unit. `own_limit` and `share` are `NONE` where there is none.
    `stretch` and `stop` are places of the limit that governed the shipment and of the invoice that stopped cover.
    `beyond` marks accounts that only the explained form can judge; their rows say nothing.
    """

    gross: Ints
    deposit: Ints
    outstanding: Ints
    ineligible: Ints
    insured: Ints
    at_risk: Ints
    over_limit: Ints
    tax: Ints
    disputed: Ints
    share: Ints
    own_limit: Ints
    grounds: Ints
    stretch: Ints
    stop: Ints
    beyond: Flags

    @property
    def refused(self) -> Flags:
        refused: Flags = self.grounds != 0
        return refused
