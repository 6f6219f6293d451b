"""The pure door of reports: frozen types and rules that other packages may use."""

from __future__ import annotations

from insurer.reports.provisions.rules import (
    ExpectedLoss,
    LossExposure,
    Provision,
    ProvisionBucket,
    ProvisionLine,
    expected_loss,
    provision,
    roll_rates,
)
from insurer.reports.reinsurance.rules import (
    CededItem,
    Cession,
    ExcessOfLoss,
    QuotaShare,
    RiskItem,
    StopLoss,
    StopLossRecovery,
    Surplus,
    cession,
    stop_loss,
)
from insurer.reports.reserving.rules import LossTriangle, Reserve, ReserveMethod, triangle_reserve

__all__ = [
    "CededItem",
    "Cession",
    "ExcessOfLoss",
    "ExpectedLoss",
    "LossExposure",
    "LossTriangle",
    "Provision",
    "ProvisionBucket",
    "ProvisionLine",
    "QuotaShare",
    "Reserve",
    "ReserveMethod",
    "RiskItem",
    "StopLoss",
    "StopLossRecovery",
    "Surplus",
    "cession",
    "expected_loss",
    "provision",
    "roll_rates",
    "stop_loss",
    "triangle_reserve",
]
