"""Ledger files that are good but for what a test says."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from underwriting.receivables.reading.ledger import ReadLedger, read_ledger
from underwriting.receivables.terms import ReadingPlan

GOOD = {
    "customer": "C1",
    "name": "Acme GmbH",
    "country": "DE",
    "invoice": "007",
    "invoice date": "2024-01-13",
    "due date": "2024-02-12",
    "amount": "100.00",
}


def ledger(tmp_path: Path, *rows: dict[str, str], plan: ReadingPlan | None = None) -> ReadLedger:
    """A ledger of rows that are good but for what is said."""
    heads = list(dict.fromkeys(key for row in (GOOD, *rows) for key in row))
    target = io.StringIO()
    writer = csv.DictWriter(target, heads, restval="")
    writer.writeheader()
    for number, row in enumerate(rows):
        writer.writerow({**GOOD, "invoice": f"I-{number}", **row})
    path = tmp_path / "ledger.csv"
    path.write_text(target.getvalue(), encoding="utf-8")
    return read_ledger(path, plan or ReadingPlan(currency="EUR"))


def codes(read: ReadLedger) -> list[list[str]]:
    return [[error.code.removeprefix("ledger.row.") for error in row.errors] for row in read.refused]
