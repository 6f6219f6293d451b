"""What is kept of whom: docs/data-classes.csv gives every column its class."""

from __future__ import annotations

import csv
import re

import insurer.tables  # noqa: F401 - every table
from config import ROOT
from insurer.infra.db import db

CLASSES = {"credential", "personal", "policyholder", "company", "house"}
OPENS = re.compile(r"(password|token|code)_hash$|^(secret|challenge|sealed|public_key|credential_id|lease)$")
NAMES_SOMEBODY = re.compile(
    r"(_by|_by_person|_person)$|^(login|login_id|person_id|email|device|address|holder|contact|recipient)$"
)

with (ROOT / "docs" / "data-classes.csv").open(encoding="utf-8", newline="") as _lines:
    ROWS = [(row["table"], row["column"], row["class"]) for row in csv.DictReader(_lines)]
SAID = {(table, column): said for table, column, said in ROWS}
COLUMNS = {(table.name, column.name) for table in db.metadata.tables.values() for column in table.columns}


def test_asvs_14_1_1_every_column_has_its_class_and_no_line_is_about_nothing() -> None:
    tables = {table for table, _ in COLUMNS}

    assert sorted(table for table in tables if (table, "*") not in SAID) == []
    assert sorted(place for place in SAID if place[1] != "*" and place not in COLUMNS) == []
    assert sorted(table for table, _ in SAID if table not in tables) == []
    assert {said for _, _, said in ROWS} == CLASSES
    assert len(SAID) == len(ROWS)


def test_asvs_14_1_1_what_opens_something_or_names_somebody_has_a_line_of_its_own() -> None:
    def of(place: tuple[str, str]) -> str:
        return SAID.get(place) or SAID[place[0], "*"]

    assert sorted(place for place in COLUMNS if OPENS.search(place[1]) and of(place) != "credential") == []
    unnamed = [
        place for place in COLUMNS if NAMES_SOMEBODY.search(place[1]) and of(place) not in ("personal", "credential")
    ]
    assert sorted(unnamed) == []


def test_asvs_14_1_1_what_is_a_policyholders_is_kept_apart() -> None:
    """A table whose rows are told to policyholders names whose they are; the rest never reaches one."""
    owned = {table for table, column in COLUMNS if column == "policyholder_id"}
    told = {table for table, column, said in ROWS if column == "*" and said == "policyholder"}

    assert sorted(told - owned) == []
