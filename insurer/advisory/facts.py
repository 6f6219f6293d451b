"""The pure door of advisory: frozen types and rules that other packages may use."""

from __future__ import annotations

from insurer.advisory.health.rules import FactorPoints, HealthBand, HealthCheck, HealthFactor, health_check
from insurer.advisory.ratios.rules import collection_effectiveness, dilution, roll_rate, sales_to_recover

__all__ = [
    "FactorPoints",
    "HealthBand",
    "HealthCheck",
    "HealthFactor",
    "collection_effectiveness",
    "dilution",
    "health_check",
    "roll_rate",
    "sales_to_recover",
]
