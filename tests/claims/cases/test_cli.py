"""Claims at the command line."""

from __future__ import annotations

import json
from datetime import date

from flask import Flask

from insurer.kernel.ids import ClaimId
from tests.builders.claims import SHIPPED, Department


def test_the_list_and_one_claim_as_json(house: Flask, department: Department):
    department.paid()
    runner = house.test_cli_runner()

    listed = json.loads(runner.invoke(args=["claims", "list", "--json"]).output)
    shown = json.loads(runner.invoke(args=["claims", "show", "CL-2025-000001", "--json"]).output)

    assert [(row["number"], row["state"], row["indemnity"]) for row in listed] == [
        ("CL-2025-000001", "paid", "EUR 9,000.00")
    ]
    assert shown["payment"] == {
        "number": "PA-2025-000001",
        "paid_on": "2025-05-05",
        "set_off": "0.00",
        "paid": "9000.00",
    }
    assert shown["working"][-1]["code"] == "indemnity.payable"


def test_a_claim_is_shown_in_either_language(house: Flask, department: Department):
    department.paid()
    runner = house.test_cli_runner()

    assert "  Payable" in runner.invoke(args=["claims", "show", "CL-2025-000001"]).output
    assert "应付赔款" in runner.invoke(args=["claims", "show", "CL-2025-000001", "--lang", "zh"]).output
    assert "CL-2025-000001" in runner.invoke(args=["claims", "list", "--policy", "PO-2025-000001"]).output


def test_a_re_run_says_whether_it_comes_to_the_same(house: Flask, department: Department):
    department.paid()
    runner = house.test_cli_runner()

    for number in ("CL-2025-000001", "AS-2025-000001"):
        answer = runner.invoke(args=["claims", "rerun", number, "--json"])
        assert answer.exit_code == 0
        assert json.loads(answer.output)["same"] is True
    assert "9,000.00" in runner.invoke(args=["claims", "rerun", "CL-2025-000001"]).output


def test_an_unknown_claim_is_refused_in_words(house: Flask):
    answer = house.test_cli_runner().invoke(args=["claims", "show", "CL-1"])

    assert answer.exit_code == 1
    assert "There is no such claim." in answer.output


def test_waiting_periods_end_from_the_command_line(house: Flask, department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 3, 10)).notify(receivable)
    assert department.file() == ClaimId(1)
    department.on(date(2025, 5, 2))

    assert house.test_cli_runner().invoke(args=["claims", "end-waiting"]).output == "1\n"
