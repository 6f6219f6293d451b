"""The pure door of policies: frozen types and rules that other packages may use."""

from __future__ import annotations

from policies.assignments.terms import Assignment
from policies.bank_details.rules import in_groups
from policies.bank_details.terms import AccountKind, BankDetailEntry, BankDetailFacts, DetailState
from policies.billing.rules import premium_standing
from policies.billing.terms import (
    Note,
    NoteAccount,
    NoteKind,
    PolicyPremium,
    PremiumPosition,
    Received,
    Suspension,
)
from policies.contracts.rules.catalogue import article_of
from policies.contracts.rules.deadlines import (
    Clocks,
    ClockStart,
    Deadlines,
    DebtEvents,
    MonthEndOrder,
    PaymentTerms,
    TermsFrom,
    deadlines,
    due_date,
)
from policies.contracts.rules.mapping import clocks_of
from policies.contracts.states import PolicyState
from policies.contracts.terms import CountryScope, LiabilityCap, PolicyFacts, PolicyTerms, Section, TermRow
from policies.payment_authority.terms import PaymentAct, PaymentAuthority
from policies.premiums.rules.cancellation import Cancellation, ShortRate, ShortRateRow, cancellation
from policies.premiums.rules.premium import Premium, premium, rate_for
from policies.premiums.rules.unearned import (
    EarnedPremium,
    EarningMethod,
    PremiumSegment,
    earned_share,
    unearned_premium,
)
from policies.premiums.terms import (
    BonusMalusStep,
    DeclaredRow,
    Fee,
    OverLimit,
    PremiumBase,
    PremiumLine,
    PremiumPart,
    PremiumRate,
    PremiumTerms,
    RefundFloor,
)

__all__ = [
    "AccountKind",
    "Assignment",
    "BankDetailEntry",
    "BankDetailFacts",
    "BonusMalusStep",
    "Cancellation",
    "ClockStart",
    "Clocks",
    "CountryScope",
    "Deadlines",
    "DebtEvents",
    "DeclaredRow",
    "DetailState",
    "EarnedPremium",
    "EarningMethod",
    "Fee",
    "LiabilityCap",
    "MonthEndOrder",
    "Note",
    "NoteAccount",
    "NoteKind",
    "OverLimit",
    "PaymentAct",
    "PaymentAuthority",
    "PaymentTerms",
    "PolicyFacts",
    "PolicyPremium",
    "PolicyState",
    "PolicyTerms",
    "Premium",
    "PremiumBase",
    "PremiumLine",
    "PremiumPart",
    "PremiumPosition",
    "PremiumRate",
    "PremiumSegment",
    "PremiumTerms",
    "Received",
    "RefundFloor",
    "Section",
    "ShortRate",
    "ShortRateRow",
    "Suspension",
    "TermRow",
    "TermsFrom",
    "article_of",
    "cancellation",
    "clocks_of",
    "deadlines",
    "due_date",
    "earned_share",
    "in_groups",
    "premium",
    "premium_standing",
    "rate_for",
    "unearned_premium",
]
