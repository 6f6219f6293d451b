"""The pure door of claims: frozen types and rules that other packages may use."""

from __future__ import annotations

from claims.indemnity.rules.conversion import Rates, conversion_rate
from claims.indemnity.rules.explained import Indemnity, indemnity
from claims.indemnity.rules.vectorised import UNLIMITED, Claims, Form, Indemnities, Years, indemnities
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
    "UNLIMITED",
    "Claims",
    "Conversion",
    "CostsRule",
    "DeductibleKind",
    "DeductibleStage",
    "Erosion",
    "Form",
    "Indemnities",
    "Indemnity",
    "IndemnityTerms",
    "Loss",
    "Rates",
    "Recovery",
    "RecoveryMethod",
    "RecoveryShares",
    "ThresholdBase",
    "Years",
    "conversion_rate",
    "indemnities",
    "indemnity",
    "multiple_of_premium",
    "recovery_shares",
]
