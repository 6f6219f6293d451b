"""A ledger imported from the command line: rehearsed, whole or in part, full or not, read as a plan says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from insurer.infra.audit.trail import verify
from insurer.infra.db import db
from policies.public import policy_facts
from tests.builders import exports
from tests.builders.underwriting import HEADERS, Desk, csv, line
from underwriting.buyers.models import PolicyBuyer
from underwriting.public import receivables_of
from underwriting.receivables.models import ImportRefusedRow, LedgerImport, Receivable, ReceivableReceipt

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 31)
KNOWN = line("A-1", "1000.00"), line("A-2", "500.00")


class Shell:
    """The command line on the last day of July, with the two invoices of June recorded."""

    def __init__(self, house: Flask, desk: Desk, folder: Path) -> None:
        desk.on(JUNE).ledger(*KNOWN)
        self.desk, self.folder = desk.on(JULY), folder
        self._run = house.test_cli_runner().invoke
        self.policy = policy_facts(desk.policy).number

    def run(self, content: bytes, *options: str, name: str = "ledger.csv") -> Any:
        file = self.folder / name
        file.write_bytes(content)
        return self._run(args=["receivables", "import", str(file), "--policy", self.policy, *options])

    def told(self, content: bytes, *options: str) -> dict[str, Any]:
        ended = self.run(content, "--json", *options)
        found: dict[str, Any] = json.loads(ended.output)
        assert ended.exit_code == (2 if found["state"] == "failed" else 0)
        return found

    def opened(self) -> dict[str, str]:
        return {one.number: one.open.plain() for one in receivables_of(self.desk.policy, as_of=JULY)}


@pytest.fixture
def shell(house: Flask, desk: Desk, tmp_path: Path) -> Shell:
    return Shell(house, desk, tmp_path)


def _rows() -> list[int]:
    tables = (LedgerImport, ImportRefusedRow, Receivable, ReceivableReceipt, PolicyBuyer)
    return [db.session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


NEW = line("B-1", "70.00", customer="C-2", name="Olsen AS", country="NO")
JULYS = (
    KNOWN[0],
    NEW,
    line("B-2", "12.00", currency="USD"),
    line("B-3", "x"),
    line("B-4", "1.00", invoiced="2025-08-02"),
)


def test_what_became_of_every_row_is_told(shell: Shell) -> None:
    told = shell.told(csv(JULYS))

    assert {name: told[name] for name in ("rows", "accepted", "refused", "unchanged", "closed", "reopened")} == {
        "rows": 5, "accepted": 2, "refused": 2, "unchanged": 1, "closed": 0, "reopened": 0,
    }  # fmt: skip
    assert told["buyers"] == {"matched": 1, "new": 1}
    assert told["totals"] == {"EUR": "70.00", "USD": "12.00"}
    assert [(one["line"], one["column"], one["value"], one["code"]) for one in told["errors"]] == [
        (5, "Amount", "x", "ledger.row.not_an_amount"),
        (6, "Due date", "2025-03-11", "ledger.row.due_before_invoice"),
    ]
    assert told["import"] == "IM-2025-000002"


def test_a_rehearsal_tells_the_same_and_writes_nothing(shell: Shell) -> None:
    before, kept = _rows(), sorted(shell.folder.rglob("*"))

    rehearsed = shell.told(csv(JULYS), "--dry-run")

    assert (rehearsed["state"], rehearsed["import"]) == ("dry_run", None)
    assert _rows() == before
    assert shell.opened() == {"A-1": "1000.00", "A-2": "500.00"}
    assert verify()[1] == []
    assert len(sorted(shell.folder.rglob("*"))) == len(kept) + 1
    done = shell.told(csv(JULYS))
    assert done["import"] == "IM-2025-000002"
    told = ("rows", "accepted", "refused", "unchanged", "buyers", "totals", "errors")
    assert {name: rehearsed[name] for name in told} == {name: done[name] for name in told}


def test_a_full_ledger_is_rehearsed_with_what_it_closes(shell: Shell) -> None:
    rehearsed = shell.told(csv([KNOWN[0]]), "--mode", "full", "--dry-run")
    assert rehearsed["closes"] == {"invoices": 1, "totals": {"EUR": "500.00"}, "kept_open": 0}
    assert shell.opened()["A-2"] == "500.00"

    assert shell.told(csv([KNOWN[0]]))["closed"] == 0
    assert shell.opened()["A-2"] == "500.00"

    assert shell.told(csv([KNOWN[0]]), "--mode", "full")["closed"] == 1
    assert shell.opened() == {"A-1": "1000.00", "A-2": "0.00"}


def test_whole_or_nothing(shell: Shell) -> None:
    rehearsed = shell.told(csv(JULYS), "--whole", "--dry-run")
    told = shell.told(csv(JULYS), "--whole")

    for one in (rehearsed, told):
        assert (one["state"], one["error"], one["refused"]) == ("failed", "ledger.import.not_whole", 2)
        assert len(one["errors"]) == 2
    assert shell.opened() == {"A-1": "1000.00", "A-2": "500.00"}
    assert shell.told(csv(JULYS[:3]), "--whole")["accepted"] == 2


def test_a_file_of_its_own_headings_is_read_as_the_map_says(shell: Shell) -> None:
    headers = ("K", "N", "L", "R", "VOM", "BIS", "WERT", "W", "B1", "B2", "S")
    plan = {"buyer_reference": "K", "buyer_name": "N", "country": "L", "invoice_number": "R", "invoiced": "VOM",
            "due": "BIS", "amount": "WERT", "currency": "W"}  # fmt: skip
    file = shell.folder / "plan.json"
    file.write_text(json.dumps({"mapping": plan}), encoding="utf-8")
    content = csv([NEW], headers)

    assert shell.told(content)["error"] == "ledger.plan.fields_missing"
    assert shell.told(content, "--map", str(file))["accepted"] == 1


def test_one_of_several_sheets_is_asked_for_and_can_be_named(shell: Shell) -> None:
    rows = [HEADERS, NEW]
    content = exports.workbook({"May": rows, "June": [HEADERS, line("B-9", "9.00")]})

    told = shell.told(content)
    assert (told["error"], told["accepted"]) == ("ledger.file.several_sheets", 0)
    assert "May, June" in told["error_message"]

    assert shell.told(content, "--sheet", "June")["totals"] == {"EUR": "9.00"}
    assert shell.told(content, "--sheet", "April")["error"] == "ledger.file.no_such_sheet"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--mode", "half"], "'half' is not one of 'incremental', 'full'"),
        (["--as-of", "31.7.2025"], "as-of:"),
        (["--as-of", "2025-08-01"], "as_of:"),
        (["--currency", "EURO"], "currency"),
        (["--policy", "PO-1999-000001"], "There is no such policy."),
        (["--by", "nobody"], "nobody"),
        (["--map", "MAP"], "map: “map.json” is not a reading plan in JSON."),
        (["--map", "absent.json"], "'absent.json' does not exist"),
        (["--colour", "red"], "No such option"),
    ],
)
def test_a_wrong_argument_ends_with_a_word_and_nothing_written(shell: Shell, options: list[str], words: str) -> None:
    (shell.folder / "map.json").write_text("mapping: none", encoding="utf-8")
    before = _rows()

    for more in ([], ["--dry-run"]):
        ended = shell.run(
            csv([NEW]), *[str(shell.folder / "map.json") if one == "MAP" else one for one in options], *more
        )

        assert ended.exit_code in (1, 2)
        assert words in ended.output
        assert "Traceback" not in ended.output
    assert _rows() == before
