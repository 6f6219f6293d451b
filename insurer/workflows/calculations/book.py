"""The book of calculations: every figure the contract names, whatever domain it comes from."""

from __future__ import annotations

from insurer.workflows.calculations import (
    buyer_figures,
    health_figures,
    interest_figures,
    ledger_figures,
    policy_figures,
    premium_figures,
    report_figures,
)
from insurer.workflows.calculations.allocation import ALLOCATION_CALCULATIONS
from insurer.workflows.calculations.indemnity import CLAIM_CALCULATIONS
from insurer.workflows.calculations.recovery import RECOVERY_CALCULATIONS
from insurer.workflows.calculations.registry import Registry

CALCULATIONS = Registry(
    CLAIM_CALCULATIONS,
    RECOVERY_CALCULATIONS,
    ALLOCATION_CALCULATIONS,
    policy_figures.FIGURES,
    premium_figures.FIGURES,
    ledger_figures.FIGURES,
    interest_figures.FIGURES,
    buyer_figures.FIGURES,
    report_figures.FIGURES,
    health_figures.FIGURES,
)
