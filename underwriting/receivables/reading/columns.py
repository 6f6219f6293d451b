"""The cells below a ledger's header, column by column, and what all cells of a column mean, each text read once."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from underwriting.receivables.reading.crossing import MARKED, crossed_cell
from underwriting.receivables.reading.mapping import Layout
from underwriting.receivables.reading.records import text_of
from underwriting.receivables.reading.sheet import Sheet
from underwriting.receivables.terms import Field


@cache
def _spaces() -> str:
    """Every character that `str.strip` takes away."""
    return "".join(char for char in map(chr, range(sys.maxunicode + 1)) if char.isspace())


@dataclass(frozen=True)
class Columns:
    """The columns of a sheet from the first record below its header on, which is in place `first`."""

    sheet: Sheet
    layout: Layout
    first: int

    @classmethod
    def of(cls, sheet: Sheet, layout: Layout) -> Columns:
        return cls(sheet, layout, int(np.searchsorted(sheet.lines, layout.header_line, side="right")))

    @property
    def rows(self) -> int:
        return self.sheet.count - self.first

    def cells(self, fields: Collection[Field]) -> pl.DataFrame:
        """The cells of some fields as they crossed; a field without a column is not among them."""
        at = self.layout.columns
        wanted = [pl.col(str(at[field])).alias(field.value) for field in fields if field in at and self._has(at[field])]
        return self._whole(self.sheet.columns(self.first).select(wanted).collect()) if wanted else pl.DataFrame()

    def filled(self, places: Collection[int]) -> dict[int, int]:
        """How many rows have something in these columns."""
        wanted = [(~blank_cell(place)).sum().alias(str(place)) for place in places if self._has(place)]
        if not wanted or not self.rows:
            return {}
        counts = self.sheet.columns(self.first).select(wanted).collect(engine="streaming")
        return {int(name): int(counts[name][0]) for name in counts.columns if counts[name][0]}

    def odd(self, filled: Collection[int], most_blank: int) -> pl.Series:
        """Which rows have more cells than there are headings, or more than `most_blank` blanks among `filled`."""
        beyond = [~blank_cell(place) for place in range(len(self.layout.headers), self.sheet.width)]
        blank = [blank_cell(place).cast(pl.Int32) for place in filled if self._has(place)]
        never = len([place for place in filled if not self._has(place)])
        told = [pl.any_horizontal(beyond)] if beyond else []
        told += [pl.sum_horizontal(blank) + never > most_blank] if blank or never > most_blank else []
        if not told:
            return pl.repeat(value=False, n=self.rows, dtype=pl.Boolean, eager=True)
        found = self.sheet.columns(self.first).select(pl.any_horizontal(told).alias("odd")).collect(engine="streaming")
        return self._whole(found)["odd"]

    def _has(self, place: int) -> bool:
        return place < self.sheet.width

    def _whole(self, frame: pl.DataFrame) -> pl.DataFrame:
        if frame.height != self.rows:
            raise RuntimeError(f"{frame.height} of {self.rows} records came over in columns")
        return frame


def blank_cell(place: int) -> pl.Expr:
    """A cell with nothing in it; a typed value always has something."""
    return pl.col(str(place)).str.strip_chars(_spaces() + "\x1d\x1e") == ""


def texts(cells: pl.Series) -> pl.Series:
    """What each cell says, without its kind and the space around it."""
    marked = cells.filter(cells.str.contains(MARKED)).unique()
    if len(marked):
        said = pl.Series([text_of(crossed_cell(cell)) for cell in marked], dtype=pl.String)
        cells = cells.replace(marked, said)
    return cells.str.strip_chars(_spaces())


def meant(cells: pl.Series, meaning: Callable[[str], Any], kind: Any) -> pl.Series:
    """What each cell means, every distinct text asked about once; null where it means nothing."""
    distinct = cells.unique(maintain_order=True)
    return translated(cells, distinct, [meaning(cell) for cell in distinct], kind)


def translated(cells: pl.Series, distinct: pl.Series, meanings: Sequence[Any], kind: Any) -> pl.Series:
    """Each cell as the meaning of its text."""
    if not len(distinct):
        return pl.Series(cells.name, [], dtype=kind)
    return cells.replace_strict(distinct, pl.Series(meanings, dtype=kind), return_dtype=kind)
