"""A list as a file: typed, in the reader's language, harmless in a spreadsheet, within the reader's scope."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from flask import Flask
from markupsafe import Markup
from openpyxl import load_workbook

from insurer.accounts.facts import Role
from insurer.infra.web.exports import export_file
from insurer.infra.web.tables import Column
from insurer.kernel.money import Money
from tests.builders.browser import signed_in

COLUMNS = (
    Column("number", "Reference", "code"),
    Column("amount", "Amount", "money"),
    Column("due", "Date", "date"),
    Column("at", "Date", "moment"),
    Column("part", "Status", "share"),
)
MOMENT = datetime(2026, 3, 5, 14, 5, tzinfo=UTC)
ROW = ("A-1", Money.of("-1234.5", "EUR"), date(2026, 3, 5), MOMENT, Decimal("0.9"))
TRAPS = ("=1+1", "+1", "-1", "@x", "\tx", "\rx", "  =x", "＝1+1")


def file_of(app: Flask, kind: str, rows: list, language: str = "en") -> bytes:
    with app.test_request_context(f"/?lang={language}"):
        response = export_file(kind, "things", COLUMNS, rows)
        return response.get_data()


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_csv_file_has_plain_values_and_headings_that_say_how_they_are_written(app: Flask):
    heads, row = read_csv(file_of(app, "csv", [ROW]))

    assert heads == [
        "Reference", "Amount", "Amount, currency", "Date (YYYY-MM-DD)", "Date (UTC)", "Status (share of 1)",
    ]  # fmt: skip
    assert row == ["A-1", "-1234.50", "EUR", "2026-03-05", "2026-03-05T14:05:00Z", "0.9"]


def test_the_headings_are_in_the_readers_language(app: Flask):
    assert "金额币种" in read_csv(file_of(app, "csv", [ROW], "zh"))[0]


def test_a_workbook_has_typed_cells(app: Flask):
    sheet = load_workbook(io.BytesIO(file_of(app, "xlsx", [ROW, ("B", None, None, None, Fraction(1, 3))]))).active
    first, second = list(sheet.iter_rows(min_row=2))

    assert [cell.value for cell in first] == [
        "A-1", -1234.5, "EUR", datetime(2026, 3, 5), datetime(2026, 3, 5, 14, 5), 0.9,
    ]  # fmt: skip
    assert [cell.data_type for cell in first] == ["s", "n", "s", "d", "d", "n"]
    assert second[1].value is None
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("trap", TRAPS)
def test_no_text_becomes_a_formula(app: Flask, trap: str):
    row = (trap, None, None, None, None)

    assert read_csv(file_of(app, "csv", [row]))[1][0] == f"'{trap}"
    cell = load_workbook(io.BytesIO(file_of(app, "xlsx", [row]))).active["A2"]
    assert cell.data_type == "s"


def test_markup_is_written_as_its_text_and_a_long_number_is_not_rounded(app: Flask):
    row = (Markup("<b>A &amp; B</b>"), Money(12345678901234567890 // 10, "EUR"), None, None, None)

    assert read_csv(file_of(app, "csv", [row]))[1][:2] == ["A & B", "12345678901234567.89"]
    assert load_workbook(io.BytesIO(file_of(app, "xlsx", [row]))).active["B2"].value == "12345678901234567.89"


@pytest.mark.parametrize(("kind", "begins"), [("csv", b"\xef\xbb\xbf"), ("xlsx", b"PK")])
def test_a_list_is_given_as_a_file_named_by_the_house(app: Flask, kind: str, begins: bytes):
    answer = signed_in(app, Role.POLICY_UNDERWRITER).get(f"/desk/policies/?currency=EUR&format={kind}")

    assert answer.status_code == 200
    assert answer.data.startswith(begins)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="policies-2025-06-30.{kind}"'
