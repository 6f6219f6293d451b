"""Keys of tables that take rows in bulk hold on both databases: row by row on one, by the statement on the other."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.tables import metadata
from tests.builders.underwriting import Desk, line


@pytest.fixture
def booked(desk: Desk) -> Desk:
    desk.on(date(2025, 6, 30)).ledger(line("A-1", "10.00"))
    return desk


@pytest.mark.parametrize("column", ["party_id", "policy_id", "import_id"])
def test_an_invoice_of_nobody_is_refused(booked: Desk, column: str) -> None:
    table = metadata.tables["receivable"]
    with reading_as(ALL):
        row = dict(db.session.execute(text("SELECT * FROM receivable")).mappings().one())
        stored = {name: row[name] for name in row if name != "id"} | {"number_key": "other", column: 999_999}
        stored |= {name: date.fromisoformat(str(row[name])) for name in ("shipped", "invoiced", "due")}
        stored["recorded_at"] = booked.clock.now()

        with pytest.raises(IntegrityError):
            db.session.execute(insert(table), [stored])
        db.session.rollback()


@pytest.mark.parametrize("table", ["party", "policy", "ledger_import"])
def test_what_invoices_point_to_cannot_be_removed(booked: Desk, table: str) -> None:
    with reading_as(ALL):
        with pytest.raises(DatabaseError):
            db.session.execute(text(f"DELETE FROM {table}"))
        db.session.rollback()
