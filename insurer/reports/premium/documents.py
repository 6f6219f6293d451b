"""The premium report as files: CSV that no spreadsheet takes for formulas, XLSX with typed cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import fields
from datetime import date

import xlsxwriter

from insurer.infra.languages import text
from insurer.kernel.money import Money, currency_decimals
from insurer.reports.premium.terms import PremiumMonth

COLUMNS = tuple(field.name for field in fields(PremiumMonth))
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def headings(locale: str) -> list[str]:
    """The heading of every column, the currency after the days."""
    words = [text(f"premium_month.{name}", locale) for name in COLUMNS]
    return [*words[:2], text("premium_month.currency", locale), *words[2:]]


def safe_text(value: str) -> str:
    """Text that a spreadsheet shows and never runs: what begins like a formula gets an apostrophe."""
    return f"'{value}" if value.startswith(_FORMULA) else value


def report_csv(rows: Sequence[PremiumMonth], locale: str) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Chinese; amounts as plain decimals."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([safe_text(words) for words in headings(locale)])
    for row in rows:
        writer.writerow([row.first.isoformat(), row.end.isoformat(), row.written.currency, *_amounts(row)])
    return "﻿".encode() + stream.getvalue().encode()


def report_xlsx(rows: Sequence[PremiumMonth], locale: str, as_of: date) -> bytes:
    """One sheet: days as days, amounts as numbers with their currency's decimals, a frozen heading, a filter."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": text("premium_month.title", locale), "comments": as_of.isoformat()})
        sheet = book.add_worksheet(text("premium_month.sheet", locale))
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        styles = {
            places: book.add_format({"num_format": "#,##0" + ("." + "0" * places if places else "")})
            for places in {currency_decimals(row.written.currency) for row in rows}
        }
        sheet.write_row(0, 0, headings(locale), head)
        for at, row in enumerate(rows, 1):
            sheet.write_datetime(at, 0, row.first, day)
            sheet.write_datetime(at, 1, row.end, day)
            sheet.write_string(at, 2, row.written.currency)
            for place, name in enumerate(COLUMNS[2:], 3):
                amount: Money = getattr(row, name)
                # a spreadsheet's own number is a double: exact to the cent up to 15 digits
                sheet.write_number(at, place, amount.decimal, styles[currency_decimals(amount.currency)])
        sheet.set_column(0, 1, 12)
        sheet.set_column(2, 2, 9)
        sheet.set_column(3, len(COLUMNS), 17)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, max(len(rows), 1), len(COLUMNS))
    return stream.getvalue()


def _amounts(row: PremiumMonth) -> list[str]:
    return [getattr(row, name).plain() for name in COLUMNS[2:]]
