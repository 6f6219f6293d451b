"""What a whole ledger says about itself, gathered from its columns: as row by row, each text looked at once."""

from __future__ import annotations

from collections import Counter

import polars as pl

from underwriting.receivables.reading.columns import Columns, meant, texts
from underwriting.receivables.reading.crossing import crossed_cell
from underwriting.receivables.reading.days import DayColumn
from underwriting.receivables.reading.numbers import NumberColumn
from underwriting.receivables.reading.profile import Gathered, buyer_mark, country_mark
from underwriting.receivables.reading.words import read_yes_no
from underwriting.receivables.terms import AMOUNT_FIELDS, DAY_FIELDS, Field

_POINT = r"^-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)\.[0-9]{1,2}$"
_COMMA = r"^-?(?:[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),[0-9]{1,2}$"
_NO_MARK = r"^-?[0-9]+$"
"""Amounts that surely tell a point, a comma, or nothing; all others are looked at one by one."""


def gather_columns(columns: Columns) -> Gathered:
    """What the columns say."""
    seen = Gathered(rows=columns.rows)
    for field in DAY_FIELDS:
        if field in columns.layout.columns:
            seen.days[field] = _days(columns, field)
    for field in (*AMOUNT_FIELDS, Field.DISPUTED):
        if field in columns.layout.columns:
            seen.numbers[field] = _numbers(columns, field)
    own = set(columns.layout.columns.values())
    seen.filled.update(columns.filled([place for place in range(len(columns.layout.headers)) if place not in own]))
    _countries(seen, columns)
    _number_lengths(seen, columns)
    _disputes(seen, columns)
    return seen


def _cells(columns: Columns, field: Field) -> pl.Series:
    found = columns.cells([field])
    return found[field.value] if found.width else pl.Series(field.value, [], dtype=pl.String)


def _days(columns: Columns, field: Field) -> DayColumn:
    found = DayColumn()
    cells = _cells(columns, field)
    for cell, times in cells.to_frame("cell").group_by("cell", maintain_order=True).len().iter_rows():
        found.add(crossed_cell(cell), times)
    return found


def _numbers(columns: Columns, field: Field) -> NumberColumn:
    cell = pl.col("cell")
    frame = _cells(columns, field).to_frame("cell").with_row_index("place").filter(~cell.str.contains(_NO_MARK))
    kind = pl.when(cell.str.contains(_POINT)).then(1).when(cell.str.contains(_COMMA)).then(2).otherwise(0)
    frame = frame.with_columns(kind.alias("kind"))
    told = [pl.col("place").min(), pl.len().alias("times")]
    sure = frame.filter(pl.col("kind") > 0).group_by("kind").agg(cell.sort_by("place").first(), *told)
    rest = frame.filter(pl.col("kind") == 0).group_by("cell").agg(*told)
    found = NumberColumn()
    both = pl.concat([sure.select("cell", "place", "times"), rest.select("cell", "place", "times")])
    for text, _, times in both.sort("place").iter_rows():
        found.add(crossed_cell(text), times)
    return found


def _countries(seen: Gathered, columns: Columns) -> None:
    """Each buyer's countries by how often they are named; of interest only where a buyer has several."""
    if Field.COUNTRY not in columns.layout.columns:
        return
    cells = columns.cells([Field.COUNTRY, Field.BUYER_REFERENCE, Field.BUYER_NAME])
    country = texts(cells[Field.COUNTRY.value])
    frame = pl.DataFrame({"buyer": marks(cells), "country": meant(country, _mark_of, pl.String)})
    counted = frame.drop_nulls("country").group_by("buyer", "country", maintain_order=True).len()
    for buyer, mark, times in counted.filter(pl.len().over("buyer") > 1).iter_rows():
        seen.countries.setdefault(buyer, Counter())[mark] += times


def _mark_of(country: str) -> str | None:
    return country_mark(country) if country else None


def marks(cells: pl.DataFrame) -> pl.Series:
    """What tells buyers apart, row by row."""
    blank = pl.repeat("", cells.height, dtype=pl.String, eager=True)
    reference, name = (
        texts(cells[field.value]) if field.value in cells.columns else blank
        for field in (Field.BUYER_REFERENCE, Field.BUYER_NAME)
    )
    named = reference == ""
    if not named.any():
        return reference
    called = meant(name.filter(named), lambda text: buyer_mark("", text), pl.String)
    return reference.scatter(named.arg_true(), called)


def _number_lengths(seen: Gathered, columns: Columns) -> None:
    number = texts(_cells(columns, Field.INVOICE_NUMBER))
    digits = number.filter(number.str.contains("^[0-9]+$")).str.len_chars()
    counted = digits.to_frame("length").group_by("length", maintain_order=True).len()
    seen.number_lengths.update(dict(counted.iter_rows()))
    foreign = number.filter(number.str.contains(r"[^\x00-\x7f]"))
    seen.number_lengths.update(len(text) for text in foreign if text.isdigit())


def _disputes(seen: Gathered, columns: Columns) -> None:
    if Field.DISPUTED in columns.layout.columns:
        said = texts(_cells(columns, Field.DISPUTED))
        for text, times in said.to_frame("text").group_by("text").len().iter_rows():
            seen.disputed_amounts += times * (read_yes_no(text) is None and any(map(str.isdigit, text)))
