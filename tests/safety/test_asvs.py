"""The acceptance list of security: what a row says is shown by a test is shown by a test that exists."""

from __future__ import annotations

import ast
import csv
import re

from config import ROOT

with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as _lines:
    ROWS = list(csv.DictReader(_lines))


def test_every_row_that_is_shown_names_a_test_that_exists() -> None:
    missing = []
    for row in ROWS:
        named = re.findall(r"(tests/[\w/]+\.py)::(\w+)", row["shown by"])
        if row["state"] == "shown":
            missing += [] if named else [row["id"]]
        for file, test in named:
            tree = (
                ast.parse((ROOT / file).read_text(encoding="utf-8")) if (ROOT / file).exists() else ast.Module([], [])
            )
            if test not in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}:
                missing.append(f"{row['id']}: {file}::{test}")

    assert missing == []


def test_rows_are_told_apart_and_their_state_is_a_word_of_the_list() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert {row["state"] for row in ROWS} <= {"shown", "open"}
    assert {row["how"] for row in ROWS} <= {"test", "static", "document"}
