"""The door of advisory: questions and orders for the storeys above."""

from __future__ import annotations

from insurer.advisory.expectation.services import forecast_payments, measure_forecasts
from insurer.advisory.warning.services.runs import ask_for_runs, run_warnings

__all__ = ["ask_for_runs", "forecast_payments", "measure_forecasts", "run_warnings"]
