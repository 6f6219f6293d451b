"""The worked examples of the calculation contract and of its exact meanings, asked for as an outsider would.

The cases stand in `contract_examples.json`, one a line: the input as it is handed to the command line, and those
fields of the answer that the sentence behind the case is about, or the field it is refused by.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from insurer.workflows.calculations.cli import calculate

CASES = json.loads(Path(__file__).with_name("contract_examples.json").read_text(encoding="utf-8"))
ANSWERED = [case for case in CASES if "result" in case]
REFUSED = [case for case in CASES if "refused" in case]


def asked(name: str, given: Any) -> tuple[int, dict[str, Any]]:
    ran = CliRunner().invoke(calculate, [name, "-"], input=json.dumps(given))
    return ran.exit_code, json.loads(ran.stdout)


@pytest.mark.parametrize("case", ANSWERED, ids=[f"{case['name']}: {case['case']}" for case in ANSWERED])
def test_a_figure_comes_out_as_the_contract_says(case):
    code, answer = asked(case["name"], case["input"])

    assert code == 0, answer
    assert {field: answer["result"][field] for field in case["result"]} == case["result"]


@pytest.mark.parametrize("case", REFUSED, ids=[case["case"] for case in REFUSED])
def test_what_the_contract_refuses_is_refused_by_its_field(case):
    code, answer = asked(case["name"], case["input"])

    assert code == 2
    assert answer["error"]["field"] == case["refused"]


def test_the_labels_of_ageing_are_those_of_the_contract():
    items = [
        {"due": "2026-07-31", "amount": "1.00"},
        {"due": "2026-07-01", "amount": "2.00"},
        {"due": "2026-06-30", "amount": "4.00"},
    ]
    given = {"currency": "EUR", "as_of": "2026-07-31", "buckets": [30, 60, 90, 180], "items": items}
    buckets = asked("ageing", given)[1]["result"]["buckets"]

    assert [one["label"] for one in buckets] == ["not_due", "1-30", "31-60", "61-90", "91-180", "181+"]
    assert [one["amount"] for one in buckets[:3]] == ["1.00", "2.00", "4.00"]
    assert (buckets[0]["from_days"], buckets[0]["to_days"], buckets[-1]["to_days"]) == (None, 0, None)


def test_the_reasons_of_an_invoice_are_those_of_the_contract():
    case = next(one for one in ANSWERED if one["case"] == "tax and disputed part are out")
    given = {**case["input"], "limits": [{"from": "2026-01-01", "to": None, "amount": "5000.00"}]}
    found = asked("indemnity", given)[1]["result"]["invoices"]

    assert [set(one["reasons"]) for one in found] == [{"tax", "over_limit"}, {"disputed", "over_limit"}]
