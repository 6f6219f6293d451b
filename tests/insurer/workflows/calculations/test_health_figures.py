"""The health check: the exact meanings of the contract, one by one."""

from __future__ import annotations

import pytest

from insurer.workflows.calculations.book import CALCULATIONS

WORKED = CALCULATIONS.named("health-check").example["answers"]
WEIGHTS = {
    "dso_trend": 15, "average_days_late": 15, "bad_debt_rate": 10, "bank_line_use": 10, "emergency_draws": 10,
    "supplier_days_late": 10, "working_capital_ratio": 10, "top5_share": 10, "cash_cycle_trend": 5,
    "practice_yes_share": 5,
}  # fmt: skip
SOUND = {
    "dso_trend": "0", "average_days_late": "0", "bad_debt_rate": "0", "bank_line_use": "0", "emergency_draws": 0,
    "supplier_days_late": "0", "working_capital_ratio": "1.7", "top5_share": "0.1", "cash_cycle_trend": "0",
    "practice_yes_share": "1",
}  # fmt: skip


def check(**answers):
    return CALCULATIONS.named("health-check").answer({"answers": answers}, "en")["result"]


def test_the_worked_example_is_forty_eight_and_strained():
    found = check(**WORKED)

    assert (found["score"], found["band"], found["coverage"]) == ("48.00", "strained", "100.00")
    assert [one["factor"] for one in found["worst"]] == ["bank_line_use", "top5_share", "dso_trend"]
    assert all(one["action"] for one in found["worst"])


@pytest.mark.parametrize(
    ("factor", "answer", "marks"),
    [
        ("dso_trend", "0.0499", 1), ("dso_trend", "0.05", 0.5), ("dso_trend", "0.20", 0.5), ("dso_trend", "0.201", 0),
        ("average_days_late", "9.9", 1), ("average_days_late", "10", 0.5), ("average_days_late", "30", 0.5),
        ("average_days_late", "30.1", 0), ("bad_debt_rate", "0.005", 1), ("bad_debt_rate", "0.02", 0.5),
        ("bad_debt_rate", "0.021", 0), ("bank_line_use", "0.69", 1), ("bank_line_use", "0.70", 0.5),
        ("bank_line_use", "0.90", 0.5), ("bank_line_use", "0.91", 0), ("emergency_draws", 0, 1),
        ("emergency_draws", 2, 0.5), ("emergency_draws", 3, 0), ("supplier_days_late", "0", 1),
        ("supplier_days_late", "15", 0.5), ("supplier_days_late", "16", 0), ("working_capital_ratio", "1.7", 1),
        ("working_capital_ratio", "1.0", 0.5), ("working_capital_ratio", "1.5", 0.5),
        ("working_capital_ratio", "2.0", 0.5), ("working_capital_ratio", "3.0", 0.5),
        ("working_capital_ratio", "3.1", 0), ("top5_share", "0.39", 1), ("top5_share", "0.40", 0.5),
        ("top5_share", "0.61", 0), ("cash_cycle_trend", "-0.1", 1), ("cash_cycle_trend", "0.15", 0.5),
        ("cash_cycle_trend", "0.16", 0), ("practice_yes_share", "0.6", 0.6),
    ],
)  # fmt: skip
def test_on_a_boundary_the_half_mark_counts(factor, answer, marks):
    lost = WEIGHTS[factor] * (1 - marks)

    assert check(**{**SOUND, factor: answer})["score"] == f"{100 - lost:.2f}"


def test_an_unknown_answer_lowers_the_coverage_and_not_the_score():
    found = check(**{**SOUND, "dso_trend": None, "average_days_late": None})

    assert (found["score"], found["coverage"], found["band"]) == ("100.00", "70.00", "healthy")


def test_too_few_answers_give_no_score():
    found = check(**{**SOUND, "dso_trend": None, "average_days_late": None, "cash_cycle_trend": None})

    assert (found["score"], found["band"], found["coverage"]) == (None, None, "65.00")
    assert check() == {"score": None, "band": None, "coverage": "0.00", "worst": []}


@pytest.mark.parametrize(
    "alarm",
    [{"working_capital_ratio": "0.99"}, {"bank_line_use": "0.951", "supplier_days_late": "1"}],
    ids=["short of working capital", "lines used up and suppliers waiting"],
)
def test_an_override_lowers_the_band_and_not_the_score(alarm):
    found = check(**{**SOUND, **alarm})

    assert float(found["score"]) >= 80
    assert found["band"] == "strained"


def test_an_override_lifts_nothing():
    bad = {name: ("9" if name not in {"bad_debt_rate", "top5_share"} else "1") for name in SOUND}
    found = check(**{**bad, "emergency_draws": 9, "working_capital_ratio": "0.5", "practice_yes_share": "0"})

    assert found["band"] == "critical"
