"""The pure door of policies: frozen types and rules that other packages may use."""

from __future__ import annotations

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
    "BonusMalusStep",
    "Cancellation",
    "ClockStart",
    "Clocks",
    "Deadlines",
    "DebtEvents",
    "DeclaredRow",
    "EarnedPremium",
    "EarningMethod",
    "Fee",
    "MonthEndOrder",
    "OverLimit",
    "PaymentTerms",
    "Premium",
    "PremiumBase",
    "PremiumLine",
    "PremiumPart",
    "PremiumRate",
    "PremiumSegment",
    "PremiumTerms",
    "RefundFloor",
    "ShortRate",
    "ShortRateRow",
    "TermsFrom",
    "cancellation",
    "deadlines",
    "due_date",
    "earned_share",
    "premium",
    "rate_for",
    "unearned_premium",
]
