"""A whole list as a file: CSV or XLSX with typed cells, in bounded memory, safe to open in a spreadsheet.

Headings and states are in the reader's language. Values are for machines whoever asks: days as 2026-03-31, moments in
UTC, a decimal point and no thousands marks, the currency in a column of its own; the headings say so. Text that a
spreadsheet would take for a formula is marked as text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from flask import Response, request
from markupsafe import Markup

from insurer.infra import languages
from insurer.infra.clock import today
from insurer.infra.web.tables import Column
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money

EXPORTS = ("csv", "xlsx")
MOST_XLSX_ROWS = 1_000_000
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_EXACT_DIGITS = 15
"""A spreadsheet keeps numbers of so many digits exactly; a longer one is written as text."""
Cells = Sequence[object]


def asked_export() -> str | None:
    """`csv` or `xlsx` when this request asks for the list as a file."""
    kind = request.args.get("format")
    return kind if kind in EXPORTS else None


def export_file(kind: str, name: str, columns: Sequence[Column], rows: Iterable[Cells]) -> Response:
    """The rows of a list as a file for download, named after the list and the business day."""
    file = TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    cells = (_cells(columns, row) for row in rows)
    (_write_csv if kind == "csv" else _write_xlsx)(file, headings(columns), _kinds(columns), cells)
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    response = Response(_portions(file), content_type=_TYPES[kind])
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{today().isoformat()}.{kind}"'
    return response


def _portions(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while portion := file.read(1 << 16):
            yield portion


def headings(columns: Sequence[Column]) -> list[str]:
    """The headings in the reader's language, each saying how its values are written."""
    found: list[str] = []
    for column in columns:
        label = languages.here(column.label)
        if column.kind == "money":
            found += [label, languages.here("%(label)s, currency", label=label)]
        elif column.kind == "date":
            found.append(languages.here("%(label)s (YYYY-MM-DD)", label=label))
        elif column.kind == "moment":
            found.append(languages.here("%(label)s (UTC)", label=label))
        elif column.kind == "share":
            found.append(languages.here("%(label)s (share of 1)", label=label))
        else:
            found.append(label)
    return found


def _kinds(columns: Sequence[Column]) -> list[str]:
    """The kind of every column of the file: an amount has a second one for its currency."""
    return [kind for one in columns for kind in ((one.kind, "text") if one.kind == "money" else (one.kind,))]


def _cells(columns: Sequence[Column], row: Cells) -> Iterator[object]:
    for column, value in zip(columns, row, strict=True):
        if column.kind == "money":
            amount = value if isinstance(value, Money) else None
            yield _plain(value) if amount is None else amount.decimal
            yield "" if amount is None else amount.currency
        else:
            yield _plain(value)


def _plain(value: object) -> object:
    """A value as the file keeps it: a number, a day, a moment or text."""
    if value is None:
        return ""
    if hasattr(value, "__html__"):
        return Markup(value).striptags()  # noqa: S704 - taken apart, not shown
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    if isinstance(value, bool) or not isinstance(value, int | Decimal | date):
        return languages.text_of(value)
    return value


def _write_csv(file: IO[bytes], heads: Sequence[str], _kinds: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """Comma-separated UTF-8 with the mark that makes spreadsheets read it as such."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_harmless(head) for head in heads])
    for row in rows:
        writer.writerow([_written(value) for value in row])
    text.detach()


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return _harmless(value) if isinstance(value, str) else str(value)


def _harmless(text: str) -> str:
    """Text behind an apostrophe where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _write_xlsx(file: IO[bytes], heads: Sequence[str], kinds: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """A workbook written row by row; no text is ever made a formula or a link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, {**options, "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    formats = {
        "money": book.add_format({"num_format": "#,##0.00"}),
        "share": book.add_format({"num_format": "0.00%"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
    }
    styles = [formats.get(kind) for kind in kinds]
    for place, (head, kind) in enumerate(zip(heads, kinds, strict=True)):
        sheet.set_column(place, place, 18 if kind in formats else 24)
        sheet.write_string(0, place, head, book.add_format({"bold": True}))
    line = 0
    for line, row in enumerate(rows, start=1):
        if line > MOST_XLSX_ROWS:
            raise InvalidInput("export.too_many_rows", "format", most=MOST_XLSX_ROWS)
        for place, value in enumerate(row):
            _put(sheet, line, place, value, styles[place])
    sheet.autofilter(0, 0, line, max(len(heads) - 1, 0))
    book.close()


def _put(sheet: Any, line: int, place: int, value: object, style: Any) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(line, place, value.astimezone(UTC).replace(tzinfo=None), style)
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, style)
    elif isinstance(value, int | Decimal) and len(Decimal(value).normalize().as_tuple().digits) <= _EXACT_DIGITS:
        sheet.write_number(line, place, value, style)
    elif value != "":
        sheet.write_string(line, place, f"{value:f}" if isinstance(value, Decimal) else str(value))
