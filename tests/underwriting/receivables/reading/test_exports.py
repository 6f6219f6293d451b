"""What accounting programs export is understood, whatever stands around its rows, and never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from tests.builders import exports
from tests.builders.exports import DEBTS
from underwriting.receivables.reading.ledger import ReadLedger, read_ledger
from underwriting.receivables.reading.sheet import open_sheet
from underwriting.receivables.terms import Field, LedgerRow, ReadingPlan

EUR = ReadingPlan(currency="EUR")


def _read(tmp_path: Path, content: bytes, plan: ReadingPlan = EUR, **how: str) -> ReadLedger:
    path = tmp_path / "export"
    path.write_bytes(content)
    return read_ledger(path, plan, **how)  # type: ignore[arg-type]


def _told(row: LedgerRow) -> tuple[object, ...]:
    kind = "payment" if row.payment else "credit note" if row.credit_note else "invoice"
    return row.invoice_number, kind, row.invoiced, row.amount.minor, row.amount.currency


def _debts(*kinds: str) -> list[tuple[object, ...]]:
    return [(one.number, one.kind, one.issued, one.cents, "EUR") for one in DEBTS if not kinds or one.kind in kinds]


ALL_KINDS = {
    "SAP, English table": exports.delimited(exports.sap_rows(), "\t"),
    "SAP, German table": exports.delimited(exports.sap_rows(exports.GERMAN_SAP), encoding="cp1252"),
    "SAP, printed list": exports.sap_list(),
    "SAP, workbook": exports.workbook({"Sheet1": exports.sap_rows()}),
    "DATEV with sides": exports.datev_with_side(),
    "Kingdee": exports.kingdee(),
    "Xero": exports.xero(),
    "QuickBooks": exports.quickbooks(),
    "Sage": exports.sage(),
}


@pytest.mark.parametrize("name", ALL_KINDS)
def test_invoices_credit_notes_and_payments_are_told_by_their_kind(tmp_path: Path, name: str) -> None:
    read = _read(tmp_path, ALL_KINDS[name])

    assert [error.code for row in read.refused for error in row.errors] == []
    assert [_told(row) for row in read.rows] == _debts()
    assert [row.due for row in read.rows if not row.credit_note] == [one.due for one in DEBTS if one.kind == "invoice"]
    assert [row.buyer_name or row.buyer_reference for row in read.rows] == [one.name for one in DEBTS]


def test_an_amount_of_the_documents_is_never_put_beside_the_currency_of_the_house(tmp_path: Path) -> None:
    rows = exports.sap_rows()
    both = _read(tmp_path, exports.delimited(rows))
    assert (both.ledger.layout.header(Field.AMOUNT), both.ledger.layout.header(Field.CURRENCY)) == (
        "Amount in doc. curr.",
        "Document currency",
    )

    local = [row[:9] for row in rows]
    assert _read(tmp_path, exports.delimited(local)).rows[0].amount.currency == "USD"

    torn = [(*row[:8], *row[10:]) for row in rows]
    assert _read(tmp_path, exports.delimited(torn), ReadingPlan(currency="USD")).rows[0].amount.currency == "USD"
    with pytest.raises(InvalidInput) as told:
        _read(tmp_path, exports.delimited(torn), ReadingPlan())
    assert told.value.facts["fields"] == ("currency",)


def test_a_credit_of_which_nobody_says_what_it_is_is_refused_and_not_guessed(tmp_path: Path) -> None:
    read = _read(tmp_path, exports.datev())

    assert [_told(row) for row in read.rows] == _debts("invoice")
    assert read.rows[2].amount.minor == 5_000_000
    assert [(row.errors[0].code, row.errors[0].value) for row in read.refused] == [
        ("ledger.row.amount_not_positive", "100,50-"),
        ("ledger.row.amount_not_positive", "2.500,00-"),
    ]
    assert read.ledger.sheet.understood["rows_left_out"] == 1


def test_a_side_that_is_no_side_is_refused(tmp_path: Path) -> None:
    content = exports.datev_with_side().replace(b";S;", b";?;", 1)

    read = _read(tmp_path, content)

    assert [row.errors[0].code for row in read.refused] == ["ledger.row.not_an_amount"]


def test_old_encodings_and_balances_alone_are_read(tmp_path: Path) -> None:
    read = _read(tmp_path, exports.yonyou(), ReadingPlan(currency="EUR"))

    assert [_told(row) for row in read.rows] == _debts("invoice")
    assert read.refused == ()


def test_what_is_left_out_is_counted_with_its_lines(tmp_path: Path) -> None:
    understood = _read(tmp_path, exports.xero()).ledger.sheet.understood

    assert understood["heading_rows"] == 2
    assert understood["rows_left_out"] == 5
    assert understood["lines_left_out"] == [6, 10, 12, 15, 17]


def test_a_row_that_lost_its_number_is_refused_and_not_taken_for_a_total(tmp_path: Path) -> None:
    rows = [("Customer Name", "Country", "Invoice No", "Invoice Date", "Due Date", "Amount")]
    rows += [("Total Fluides SA", "FR", f"A-{number}", "2025-01-10", "2025-02-10", "10.00") for number in range(3)]
    rows += [
        ("Total Fluides SA", "FR", "", "", "", "70.00"),
        ("Baker Ltd", "", "", "", "", ""),
        ("Total", "", "", "", "", "100.00"),
    ]

    read = _read(tmp_path, exports.delimited(rows))

    assert [row.line for row in read.refused] == [5, 6]
    assert read.ledger.sheet.understood["lines_left_out"] == [7]


def test_what_a_balance_leaves_was_paid_and_needs_its_day(tmp_path: Path) -> None:
    head = ("Customer", "Invoice No", "Invoice Date", "Due Date", "Amount", "Open balance", "Paid on")
    day = "2025-01-10", "2025-02-10"
    rows = [
        ("C-1", "A-1", *day, "100.00", "100.00", ""),
        ("C-1", "A-2", *day, "100.00", "40.00", "2025-02-01"),
        ("C-1", "A-3", *day, "100.00", "140.00", ""),
        ("C-1", "A-4", *day, "100.00", "-10.00", ""),
    ]

    read = _read(tmp_path, exports.delimited([head, *rows]))

    assert [row.paid_amount for row in read.rows] == [Money(0, "EUR"), Money(6_000, "EUR")]
    assert [row.errors[0].code for row in read.refused] == ["ledger.row.balance_beyond_amount"] * 2


def test_the_sheet_with_the_ledger_is_chosen_and_one_of_several_is_asked_for(tmp_path: Path) -> None:
    rows = exports.sap_rows()
    notes = [("Please note",), ("Prices", "in EUR")]
    path = tmp_path / "book"
    path.write_bytes(exports.workbook({"Notes": notes, "Open items": rows, "Old": rows}, hidden=["Old"]))
    with open_sheet(path) as sheet:
        assert sheet.understood["sheet"] == "Open items"
    with open_sheet(path, sheet="Old") as sheet:
        assert sheet.understood["sheet"] == "Old"

    path.write_bytes(exports.workbook({"Notes": notes, "May": rows, "June": rows}))
    with pytest.raises(InvalidInput) as told, open_sheet(path):
        pass
    assert (told.value.code, told.value.facts["sheets"]) == ("ledger.file.several_sheets", ["May", "June"])
    assert len(read_ledger(path, ReadingPlan(sheet="June")).rows) == len(DEBTS)


def test_a_mapping_once_confirmed_reads_the_next_export_without_the_headings_being_known(tmp_path: Path) -> None:
    first = _read(tmp_path, exports.xero()).ledger.confirmed_plan
    kept = ReadingPlan.from_plain(first.as_plain())

    assert kept.mapping[Field.BUYER_NAME] == "Customer name (heading rows)"
    assert [_told(row) for row in _read(tmp_path, exports.xero(), kept).rows] == _debts()
