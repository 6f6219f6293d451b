"""The pure door of claims: frozen types and rules that other packages may use."""

from __future__ import annotations

from claims.indemnity.rules.conversion import Rates, conversion_rate
from claims.indemnity.rules.explained import Indemnity, indemnity
from claims.indemnity.terms import (
    Conversion,
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
    "Conversion",
    "CostsRule",
    "DeductibleKind",
    "DeductibleStage",
    "Erosion",
    "Indemnity",
    "IndemnityTerms",
    "Loss",
    "Rates",
    "Recovery",
    "RecoveryMethod",
    "RecoveryShares",
    "ThresholdBase",
    "conversion_rate",
    "indemnity",
    "multiple_of_premium",
    "recovery_shares",
]
