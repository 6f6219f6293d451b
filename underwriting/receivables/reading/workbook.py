"""Workbooks (XLSX, XLS, ODS): weighed by their table of contents first, then read cell by cell with their types.

Text stays text, so leading zeros live and what looks like a formula is a name. A number is brought to the fifteen
digits a spreadsheet itself counts with, so 0.1 + 0.2 reads 0.3. The reader resolves no entity and runs nothing.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from underwriting.receivables.reading.aliases import HEADER_WITHIN, field_of
from underwriting.receivables.reading.limits import Limits, Unreadable
from underwriting.receivables.reading.records import Cell, Record

ZIP_MARK, OLE_MARK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(path: Path) -> bool:
    """By the first bytes, never by the name."""
    with path.open("rb") as file:
        return file.read(8).startswith((ZIP_MARK, OLE_MARK))


def weigh(path: Path, limits: Limits) -> None:
    """Refuse a workbook whose contents list promises too much, before anything is unpacked."""
    size = path.stat().st_size
    if size > limits.workbook_bytes:
        raise Unreadable("ledger.file.too_large", size=size, most=limits.workbook_bytes)
    with path.open("rb") as file:
        if not file.read(8).startswith(ZIP_MARK):
            return
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
        raise Unreadable("ledger.file.damaged") from None
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > limits.parts:
        raise Unreadable("ledger.file.too_many_parts", parts=len(parts), most=limits.parts)
    if unpacked > limits.unpacked_bytes or unpacked > max(size * limits.unpacked_ratio, 1 << 20):
        raise Unreadable("ledger.file.unpacks_too_large", unpacked=unpacked, most=limits.unpacked_bytes)


def read_workbook(path: Path, limits: Limits, sheet: str | None) -> tuple[dict[str, object], Iterator[Record]]:
    """How a workbook was understood, and the rows of one sheet, each with its row number."""
    weigh(path, limits)
    try:
        book = CalamineWorkbook.from_path(str(path))
        entries = [entry for entry in book.sheets_metadata if entry.typ == SheetTypeEnum.WorkSheet]
        names = [entry.name for entry in entries]
        seen = [entry.name for entry in entries if entry.visible == SheetVisibleEnum.Visible]
        if sheet is not None and sheet not in names:
            raise Unreadable("ledger.file.no_such_sheet", sheet=sheet[:60], sheets=names[:20])
        chosen, read = _chosen(book, [sheet] if sheet is not None else seen or names)
    except PasswordError:
        raise Unreadable("ledger.file.locked_by_password") from None
    except (CalamineError, ValueError, OSError):
        raise Unreadable("ledger.file.damaged") from None
    if read.total_width > limits.columns:
        raise Unreadable("ledger.file.too_many_columns", line=1, columns=read.total_width, most=limits.columns)
    if read.total_height > limits.rows:
        raise Unreadable("ledger.file.too_many_rows", rows=read.total_height, most=limits.rows)
    understood: dict[str, object] = {"format": "workbook", "sheet": chosen, "sheets": names[:50]}
    return understood, _rows(read, limits)


def _chosen(book: CalamineWorkbook, names: list[str]) -> tuple[str, CalamineSheet]:
    """The sheet with the headings of a ledger; refused with their names when several might be meant alike."""
    best: tuple[str, CalamineSheet] | None = None
    most, alike = -1, list[str]()
    for name in names:
        read = book.get_sheet_by_name(name)
        if not (read.total_height and read.total_width):
            continue
        known = _known_headings(read) if len(names) > 1 else 0
        if known > most:
            best, most, alike = (name, read), known, [name]
        elif known == most:
            alike.append(name)
    if best is None:
        raise Unreadable("ledger.file.empty")
    if len(alike) > 1:
        raise Unreadable("ledger.file.several_sheets", sheets=alike[:20])
    return best


def _known_headings(sheet: CalamineSheet) -> int:
    """The most fields of a ledger that one of the first rows heads."""
    first = islice(sheet.iter_rows(), HEADER_WITHIN)
    rows = ({field_of(value) for value in row if isinstance(value, str)} - {None} for row in first)
    return max(map(len, rows), default=0)


def _rows(sheet: CalamineSheet, limits: Limits) -> Iterator[Record]:
    for line, values in enumerate(sheet.iter_rows(), start=1):
        if any(isinstance(value, str) and len(value) > limits.cell_characters for value in values):
            yield Record(line, [], "ledger.row.cell_too_long")
        else:
            yield Record(line, [_cell(value) for value in values])


def _cell(value: object) -> Cell:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ["b", "true" if value else "false"]
    if isinstance(value, datetime):
        return ["d", value.date().isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, int):
        return ["n", str(value)]
    if isinstance(value, float):
        return ["n", plain_number(value)]
    if isinstance(value, time | timedelta):
        return str(value)
    return "" if value is None else str(value)


def plain_number(value: float) -> str:
    """A spreadsheet's number as plain digits, at the fifteen significant ones it is good for."""
    text = f"{Decimal(f'{value:.15g}'):f}" if value == value and abs(value) != float("inf") else str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
