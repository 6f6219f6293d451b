"""The command line: one JSON object out, exit 2 for bad input, never a traceback."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from insurer.workflows.calculations.book import CALCULATIONS
from insurer.workflows.calculations.cli import calculate

BALANCE = '{"method": "simple", "receivables": 6000000, "sales": [{"amount": "13500000.00", "days": 90}]}'


def run(*words: str, given: str | None = None):
    return CliRunner().invoke(calculate, words, input=given, catch_exceptions=False)


def test_a_figure_is_read_from_a_file_or_from_standard_input(tmp_path):
    file = tmp_path / "input.json"
    file.write_text(BALANCE)

    from_file, from_input = run("dso", str(file)), run("dso", "-", given=BALANCE)

    assert from_file.exit_code == from_input.exit_code == 0
    assert from_file.stdout == from_input.stdout
    assert json.loads(from_file.stdout)["result"] == {"days": "40.00"}


@pytest.mark.parametrize(
    ("words", "given", "code", "field"),
    [
        (("dso", "-"), "{", "input.not_json", ""),
        (("dso", "-"), BALANCE.replace("90", "90.5"), "input.not_a_whole_number", "sales.0.days"),
        (("dso", "-"), '{"method": "simple", "method": "simple"}', "input.named_twice", "method"),
        (("dso", "/no/such/file.json"), None, "input.unreadable_file", "file"),
        (("dso", "/"), None, "input.unreadable_file", "file"),
        (("dso",), None, "input.missing", "file"),
        ((), None, "input.missing", "name"),
        (("astrology", "-"), "{}", "input.unknown_calculation", "name"),
        (("astrology", "--example"), None, "input.unknown_calculation", "name"),
    ],
)
def test_bad_input_is_one_error_object_on_standard_output_and_exit_two(words, given, code, field):
    result = run(*words, given=given)

    assert result.exit_code == 2
    assert result.stderr == ""
    error = json.loads(result.stdout)["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert error["message"]


def test_the_list_names_every_calculation():
    assert run("--list").stdout.split() == list(CALCULATIONS.names)


@pytest.mark.parametrize("name", [name for name in CALCULATIONS.names if name != "triangle"])
def test_every_example_printed_is_an_input_that_runs(name):
    printed = run("--example", name)

    assert run(name, "-", given=printed.stdout).exit_code == 0


def test_the_working_can_be_read_as_a_table_in_both_languages():
    english, chinese = (
        run("--explain", "dso", "-", given=BALANCE),
        run("dso", "-", "--explain", "--lang", "zh", given=BALANCE),
    )

    assert "Days sales outstanding" in english.stdout
    assert "应收账款周转天数" in chinese.stdout
    assert "40.00" in english.stdout
    assert "40.00" in chinese.stdout


def test_messages_come_in_the_language_asked():
    assert json.loads(run("dso", "-", "--lang", "zh", given="{}").stdout)["error"]["message"] == "此项必填。"
