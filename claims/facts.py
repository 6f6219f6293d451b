"""The pure door of claims: frozen types and rules that other packages may use."""

from __future__ import annotations

from claims.collections.rules.interest_sheets import (
    InterestSheet,
    LateDebt,
    ReferenceRate,
    ReferenceSeries,
    StatutoryRates,
    statutory_interest,
    statutory_rates,
)
from claims.collections.rules.late_interest import (
    DayBase,
    InterestRate,
    InterestRounding,
    InterestSegment,
    LateInterest,
    first_day_of_interest,
    late_interest,
)
from claims.collections.states import CollectionStep
from claims.indemnity.rules.basis import AssessmentBasis
from claims.indemnity.rules.conversion import Rates, conversion_rate
from claims.indemnity.rules.explained import Indemnity, indemnity
from claims.indemnity.rules.vectorised import UNLIMITED, Claims, Form, Indemnities, Years, indemnities
from claims.indemnity.terms import (
    DeductibleKind,
    DeductibleStage,
    Erosion,
    IndemnityTerms,
    Loss,
    ThresholdBase,
    multiple_of_premium,
)
from claims.recoveries.rules import RecoveryShares, recovery_shares
from claims.recoveries.terms import CostsRule, Recovery, RecoveryMethod

__all__ = [
    "UNLIMITED",
    "AssessmentBasis",
    "Claims",
    "CollectionStep",
    "CostsRule",
    "DayBase",
    "DeductibleKind",
    "DeductibleStage",
    "Erosion",
    "Form",
    "Indemnities",
    "Indemnity",
    "IndemnityTerms",
    "InterestRate",
    "InterestRounding",
    "InterestSegment",
    "InterestSheet",
    "LateDebt",
    "LateInterest",
    "Loss",
    "Rates",
    "Recovery",
    "RecoveryMethod",
    "RecoveryShares",
    "ReferenceRate",
    "ReferenceSeries",
    "StatutoryRates",
    "ThresholdBase",
    "Years",
    "conversion_rate",
    "first_day_of_interest",
    "indemnities",
    "indemnity",
    "late_interest",
    "multiple_of_premium",
    "recovery_shares",
    "statutory_interest",
    "statutory_rates",
]
