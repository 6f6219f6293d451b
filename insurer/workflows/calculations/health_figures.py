"""The enterprise risk health check as the contract writes it."""

from __future__ import annotations

from pydantic import TypeAdapter

from insurer.advisory import facts as advisory
from insurer.advisory.facts import HealthFactor
from insurer.workflows.calculations.contract import Input
from insurer.workflows.calculations.fields import Days, Number, Rate, Share, SignedNumber
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome, Said, days


class AnswersInput(Input):
    dso_trend: SignedNumber | None = None
    average_days_late: Number | None = None
    bad_debt_rate: Share | None = None
    bank_line_use: Rate | None = None
    emergency_draws: Days | None = None
    supplier_days_late: Number | None = None
    working_capital_ratio: Number | None = None
    top5_share: Share | None = None
    cash_cycle_trend: SignedNumber | None = None
    practice_yes_share: Share | None = None


class HealthInput(Input):
    answers: AnswersInput


def health_check(given: HealthInput) -> Outcome:
    """Score, band and coverage of the answers, and the three factors to mend first."""
    found = advisory.health_check({HealthFactor(name): value for name, value in given.answers.model_dump().items()})
    worst = [{"factor": one.factor, "points": days(one.points), "action": Said(one.action)} for one in found.worst]
    result = {"score": found.score, "band": found.band, "coverage": found.coverage, "worst": worst}
    return Outcome(result, found.working)


FIGURES = (
    Calculation(
        "health-check",
        TypeAdapter(HealthInput),
        health_check,
        {
            "answers": {
                "dso_trend": "0.12",
                "average_days_late": "25",
                "bad_debt_rate": "0.008",
                "bank_line_use": "0.92",
                "emergency_draws": 1,
                "supplier_days_late": "0",
                "working_capital_ratio": "1.30",
                "top5_share": "0.85",
                "cash_cycle_trend": "0",
                "practice_yes_share": "0.60",
            }
        },
    ),
)
