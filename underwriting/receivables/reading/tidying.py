"""What people put around the rows of a ledger, brought into the form of one row per invoice.

Accounting programs print buyers as headings over their invoices, sub-totals under them, the headings once more on
every page, lines of dashes, debit and credit apart. Here a buyer's heading becomes a column, debit less credit one
amount, and what is no row is left out and counted. Nothing is left out that has a number or a day of its own: when in
doubt a row stays, and is refused with its reasons like any other.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

import numpy as np
import polars as pl

from insurer.reference.facts import read_currency
from underwriting.receivables.reading.aliases import HEADER_WITHIN, by_heading, field_of, header_key
from underwriting.receivables.reading.columns import blank_cell
from underwriting.receivables.reading.mapping import days_of, header_record
from underwriting.receivables.reading.numbers import NumberStyle, WrittenAmount, read_amount
from underwriting.receivables.reading.records import Cell, Record, text_of
from underwriting.receivables.reading.refused_file import mended
from underwriting.receivables.reading.sheet import Sheet
from underwriting.receivables.reading.sides import amount_of_sides
from underwriting.receivables.terms import Field, ReadingPlan

NAME_OVER = "Customer name (heading rows)"
NUMBER_OVER = "Customer no (heading rows)"
_LINES_TOLD = 50
_TOTAL = re.compile(
    r"\*+|(grand |sub-?\s?)?totals?\b.*|.*\btotals?:?|(zwischen|gesamt)?summe\b.*|"
    r"(本期|本月|本年|本日)?(合\s?计|小\s?计|总\s?计|累\s?计).*|.*(合计|小计|总计)[:：]?"
)
_RULE = re.compile(r"[-=_|+*\s]*([-=_])\1\1[-=_|+*\s]*")
_OPEN = NumberStyle(None, "undecided")


def tidied(sheet: Sheet, plan: ReadingPlan) -> Sheet:
    """The sheet with one row per invoice; the same sheet when it is so already."""
    header = header_record(sheet, plan)
    columns = mended(header)
    if columns is not None:
        sheet = sheet.rewritten(map(columns, sheet.records()), refused_rows=True)
        header = columns(header)
    sides = amount_of_sides(header)
    if sides is not None:
        sheet = sheet.rewritten(_each(sheet, header.line, sides))
        header = sides(header)
    names = [text_of(cell).strip() for cell in header.cells]
    around = _Around(sheet, header, _columns(names, plan)).look()
    if around is None:
        return sheet
    left_out = sorted(around.out)
    facts = {
        "heading_rows": len(around.over),
        "rows_left_out": len(around.out),
        "lines_left_out": [int(sheet.lines[place]) for place in left_out[:_LINES_TOLD]],
    }
    return sheet.rewritten(around.records(), **facts)


def _columns(names: Sequence[str], plan: ReadingPlan) -> dict[Field, int]:
    """Where the fields stand, as stated or else by the headings."""
    if not plan.mapping:
        return by_heading(names)
    at = {header_key(name): place for place, name in reversed(list(enumerate(names)))}
    return {one: at[header_key(name)] for one, name in plan.mapping.items() if header_key(name) in at}


def _each(sheet: Sheet, header_line: int, change: Callable[[Record], Record]) -> Iterator[Record]:
    for record in sheet.records():
        yield change(record) if record.line >= header_line and not record.fault else record


@dataclass
class _Around:
    """What stands around the rows: buyers over them (`over`, by place) and what is no row (`out`)."""

    sheet: Sheet
    header: Record
    columns: dict[Field, int]
    over: dict[int, tuple[str, str]] = field(default_factory=dict)
    out: set[int] = field(default_factory=set)
    before: tuple[str, str] | None = None
    columned: bool = True

    def look(self) -> _Around | None:
        """Itself, or None when there is nothing around the rows."""
        bare = self._bare()
        if not bare:
            return None
        single: dict[int, tuple[str, str]] = {}
        totals: Counter[str] = Counter()
        names = [text_of(cell).strip() for cell in self.header.cells]
        for place, record in self.sheet.records_at(bare):
            filled = [(at, cell) for at, cell in enumerate(record.cells) if text_of(cell).strip()]
            texts = [text_of(cell).strip() for _, cell in filled]
            if record.fault or not filled:
                continue
            if [text_of(cell).strip() for cell in record.cells] == names or all(map(_RULE.fullmatch, texts)):
                self.out.add(place)
            elif any(self._is_day(*one) for one in filled):
                continue
            elif (label := self._total(filled)) is not None:
                self.out.add(place)
                totals[label.casefold()] += 1
            elif (named := _named(filled)) is not None:
                single[place] = named
        self._over(single, bare, totals)
        if not self.over and self.before is None and not self.out:
            return None
        return self

    def _total(self, filled: Sequence[tuple[int, Cell]]) -> str | None:
        """The label of a row that is a total: all else in it are sums."""
        label = next((one for one in filled if _is_total(text_of(one[1]))), None)
        if label is None or len(filled) < 2:
            return None
        sums = all(self._goes_with_total(*one) for one in filled if one is not label)
        return text_of(label[1]).strip() if sums else None

    def _is_day(self, at: int, cell: Cell) -> bool:
        if at in (self.columns.get(Field.INVOICED), self.columns.get(Field.DUE)):
            return bool(days_of([cell]))
        return not isinstance(cell, str) and cell[0] == "d"

    def _goes_with_total(self, at: int, cell: Cell) -> bool:
        """Whether a cell may stand in the row of a total; never where an invoice has its days."""
        if at in (self.columns.get(Field.INVOICED), self.columns.get(Field.DUE)):
            return False
        return all(map(_sums_up, text_of(cell).strip().split(" / "))) if isinstance(cell, str) else cell[0] == "n"

    def _over(self, single: dict[int, tuple[str, str]], bare: Sequence[int], totals: Counter[str]) -> None:
        """Which lone cells are buyers over their rows: those a row follows, in a sheet that is made so."""
        of_rows = set(bare)
        leads = {place: named for place, named in single.items() if self._next(place) not in of_rows}
        first = next((place for place in range(self._first, self.sheet.count) if place not in self.out), None)
        no_buyer = not {Field.BUYER_NAME, Field.BUYER_REFERENCE} & self.columns.keys()
        self.columned = not no_buyer
        closed = any(name.casefold() in label for _, name in leads.values() if name for label in totals)
        if no_buyer:
            self.before = self._just_before()
        if (no_buyer and (first in leads or self.before is not None)) or closed:
            self.over = leads
            self.out |= leads.keys()
            # a label alone under the rows of a buyer, its figures left away
            self.out |= {place for place, (_, name) in single.items() if place not in leads and _is_total(name)}

    def _next(self, place: int) -> int:
        after = place + 1
        while after in self.out:
            after += 1
        return after

    def _just_before(self) -> tuple[str, str] | None:
        """The buyer named with words like `Customer:` between title and headings, over the first rows."""
        found = None
        for record in islice(self.sheet.records(), HEADER_WITHIN):
            if record.line >= self.header.line:
                break
            filled = [(at, cell) for at, cell in enumerate(record.cells) if text_of(cell).strip()]
            if filled and (labelled := _labelled([text_of(cell).strip() for _, cell in filled])) is not None:
                found = labelled
        return found

    @property
    def _first(self) -> int:
        return int(np.searchsorted(self.sheet.lines, self.header.line, side="right"))

    def _bare(self) -> list[int]:
        """Places of the records without the number of an invoice, and of headings that come again."""
        number = self.columns.get(Field.INVOICE_NUMBER)
        if number is None or number >= self.sheet.width or self._first >= self.sheet.count:
            return []
        again = pl.col(str(number)).str.strip_chars() == text_of(self.header.cells[number]).strip()
        bare = blank_cell(number) | again
        found = self.sheet.columns(self._first).select(bare.alias("bare")).collect(engine="streaming")["bare"]
        return [self._first + place for place in found.arg_true()]

    def records(self) -> Iterator[Record]:
        """The rows, each with the buyer over it in front when the sheet has such."""
        if self.columned or (not self.over and self.before is None):
            yield from (record for place, record in enumerate(self.sheet.records()) if place not in self.out)
            return
        numbered = any(number for number, _ in (*self.over.values(), self.before or ("", "")))
        above = self.before or ("", "")
        for place, record in enumerate(self.sheet.records()):
            if place in self.over:
                above = self.over[place]
            elif place in self.out:
                continue
            elif record.fault or record.line < self.header.line:
                yield record
            else:
                number, name = (NUMBER_OVER, NAME_OVER) if record.line == self.header.line else above
                front: list[Cell] = [number, name] if numbered else [name]
                yield Record(record.line, [*front, *record.cells])


def _is_total(text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return _TOTAL.fullmatch(plain) is not None


def _sums_up(text: str) -> bool:
    """An amount, a currency, a share or the stars of a sum."""
    read = read_amount(text, _OPEN)
    return bool(
        isinstance(read, WrittenAmount)
        or read == "ledger.row.amount_ambiguous"
        or (len(text) == 3 and read_currency(text))
        or re.fullmatch(r"[*%\-]+|[0-9.,]+\s?%", text)
    )


def _named(filled: Sequence[tuple[int, Cell]]) -> tuple[str, str] | None:
    """Number and name of the buyer that a row may name over others: one lone text, or texts with their labels."""
    texts = [text_of(cell).strip() for _, cell in filled]
    labelled = _labelled(texts)
    if labelled is not None:
        return labelled
    if len(filled) == 1 and any(map(str.isalpha, texts[0])):
        return "", texts[0]
    return None


def _labelled(texts: Sequence[str]) -> tuple[str, str] | None:
    """`Customer:` `100234` `Name:` `Baker Ltd`, in cells of their own or together."""
    told: dict[Field, str] = {}
    parts = [part.strip() for text in texts for part in re.split(r"(?<=[:：])", text) if part.strip()]
    for label, value in pairwise(parts):
        if label.endswith((":", "：")) and not value.endswith((":", "：")):
            one = field_of(label)
            if one in (Field.BUYER_REFERENCE, Field.BUYER_NAME):
                told.setdefault(one, value)
    if not told:
        return None
    number, name = told.get(Field.BUYER_REFERENCE, ""), told.get(Field.BUYER_NAME, "")
    return (number, name) if name else ("", number) if not number[:1].isdigit() else (number, "")
