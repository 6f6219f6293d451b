"""The rows of an import that were not taken: gathered, and written a few thousand at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import polars as pl
from sqlalchemy import insert

from insurer.infra.audit.chain import canonical
from insurer.infra.db import db
from insurer.kernel.ids import ImportId, PartyId
from underwriting.receivables.models import ImportRefusedRow, ImportRowError
from underwriting.receivables.reading.column_rows import ledger_rows
from underwriting.receivables.reading.ledger import Ledger
from underwriting.receivables.reading.mapping import Layout
from underwriting.receivables.reading.records import text_of
from underwriting.receivables.rules.reconciling import Objection
from underwriting.receivables.terms import Field, LedgerRow, RefusedRow, RowError

_AT_A_TIME, _KEPT = 2_000, 2_000
Judge = Callable[[LedgerRow, dict[str, Any]], tuple[Objection, ...]]
"""Why a row cannot be true, from the row and the columns it stands in."""


class Refusals:
    """Takes refused rows and writes them when there are enough; `close` writes the rest."""

    def __init__(self, import_id: ImportId, policyholder: PartyId) -> None:
        self._own: dict[str, Any] = {"policyholder_id": policyholder, "import_id": import_id}
        self._waiting: list[RefusedRow] = []
        self._kept: list[RefusedRow] = []
        self.count = 0

    def add(self, row: RefusedRow) -> None:
        self.count += 1
        self._waiting.append(row)
        if len(self._kept) < _KEPT:
            self._kept.append(row)
        if len(self._waiting) >= _AT_A_TIME:
            self.close()

    def write_again(self) -> None:
        """Write the first of them once more, after everything else was taken back."""
        self._waiting = list(self._kept)
        self.close()

    def close(self) -> None:
        rows = [self._own | {"line": row.line, "cells": list(row.cells)} for row in self._waiting]
        errors = [self._error(error) for row in self._waiting for error in row.errors]
        for table, values in ((ImportRefusedRow, rows), (ImportRowError, errors)):
            if values:
                db.session.execute(insert(table), values)
        self._waiting.clear()

    def _error(self, error: RowError) -> dict[str, Any]:
        return self._own | {
            "line": error.line,
            "column": error.column[:300],
            "value": error.value,
            "code": error.code,
            "facts": plain_facts(error.facts),
        }


def objected(ledger: Ledger, rows: pl.DataFrame, judge: Judge) -> Iterator[RefusedRow]:
    """Rows that read well and cannot be true, with their cells as written, fetched again for the few that need them."""
    if not rows.height:
        return
    rows = rows.sort("place")
    records = ledger.sheet.records_at(rows["place"].to_list())
    for (_, record), row, columns in zip(records, ledger_rows(rows), rows.iter_rows(named=True), strict=True):
        cells = tuple(text_of(cell) for cell in record.cells)
        errors = tuple(
            RowError(
                record.line,
                ledger.layout.header(one.field),
                _written(cells, ledger.layout, one.field),
                one.code,
                one.facts,
            )
            for one in judge(row, columns)
        )
        yield RefusedRow(record.line, errors, cells)


def _written(cells: tuple[str, ...], layout: Layout, field: Field) -> str:
    place = layout.columns.get(field)
    return cells[place].strip()[:300] if place is not None and place < len(cells) else ""


def plain_facts(facts: Any) -> dict[str, Any]:
    """Facts as JSON: amounts and days as text."""
    plain: dict[str, Any] = json.loads(canonical(dict(facts)))
    return plain
