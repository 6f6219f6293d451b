"""Which column is which field: the header row found, columns recognised by heading, then by what they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from insurer.kernel.errors import InvalidInput
from insurer.reference.facts import CodeStanding, read_country, read_currency
from underwriting.receivables.reading.aliases import HEADER_WITHIN, by_heading, field_of, header_key
from underwriting.receivables.reading.days import DayColumn, DayStyle, read_day
from underwriting.receivables.reading.numbers import NumberStyle, WrittenAmount, read_amount
from underwriting.receivables.reading.records import Cell, Record, text_of
from underwriting.receivables.reading.sheet import Sheet
from underwriting.receivables.terms import REQUIRED_FIELDS, Field, ReadingPlan

_SAMPLE = 300
_MOSTLY = 0.9


@dataclass(frozen=True)
class Layout:
    """Where the table begins and what its columns mean: column number by field, and how each was recognised."""

    header_line: int
    headers: tuple[str, ...]
    columns: Mapping[Field, int]
    recognised_by: Mapping[Field, str]

    def header(self, field: Field) -> str:
        """The heading of the field's column, empty when the file has none."""
        return self.headers[self.columns[field]] if field in self.columns else ""

    @property
    def mapping(self) -> dict[Field, str]:
        """The layout as a plan's mapping, to be confirmed and used again."""
        return {field: self.headers[column] for field, column in self.columns.items()}

    def missing(self, currency: str | None) -> tuple[str, ...]:
        """Names of the required fields no column was found for."""
        lacking = [field.value for field in REQUIRED_FIELDS if field not in self.columns]
        if not {Field.BUYER_REFERENCE, Field.BUYER_NAME} & self.columns.keys():
            lacking.insert(0, Field.BUYER_REFERENCE.value)
        if Field.CURRENCY not in self.columns and currency is None:
            lacking.append(Field.CURRENCY.value)
        return tuple(lacking)

    def body(self, sheet: Sheet) -> Iterator[Record]:
        """The records below the header."""
        return (record for record in sheet.records() if record.line > self.header_line)


def find_layout(sheet: Sheet, plan: ReadingPlan) -> Layout:
    """The table's layout as planned, the rest as recognised; InvalidInput when there is no header row."""
    header = header_record(sheet, plan)
    headers = _distinct([text_of(cell).strip() for cell in header.cells])
    columns = _planned(headers, plan)
    recognised = dict.fromkeys(columns, "stated")
    if not columns:
        columns = by_heading(headers)
        recognised = dict.fromkeys(columns, "heading")
        sample = list(islice((r for r in sheet.records() if r.line > header.line and not r.fault), _SAMPLE))
        for field, number in _by_content(sample, _told_by_none(headers, columns), columns):
            columns[field], recognised[field] = number, "content"
    return Layout(header.line, headers, columns, recognised)


def header_record(sheet: Sheet, plan: ReadingPlan) -> Record:
    """The stated row, else the one with most known headings among the first, else the first all of words."""
    head = [record for record in islice(sheet.records(), HEADER_WITHIN) if not record.fault]
    if plan.header_line is not None:
        found = next((record for record in sheet.records() if record.line == plan.header_line), None)
        if found is None or found.fault:
            raise InvalidInput("ledger.file.no_header", "header_line", line=plan.header_line)
        return found
    wanted = {header_key(name) for name in plan.mapping.values()}

    def known(record: Record) -> int:
        names = [text_of(cell) for cell in record.cells]
        return len({field_of(name) for name in names} - {None}) + 2 * sum(header_key(name) in wanted for name in names)

    best = max(head, key=known, default=None)
    if best is not None and known(best) >= 2:
        return best
    worded = next((record for record in head if len(record.cells) > 1 and all(map(_is_word, record.cells))), None)
    if worded is None:
        raise InvalidInput("ledger.file.no_header", "file")
    return worded


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str) and any(map(str.isalpha, cell))


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """The headings, a repeated or empty one told apart by its place: `Amount`, `Amount (5)`, `(6)`."""
    seen: set[str] = set()
    distinct = []
    for place, name in enumerate(names, start=1):
        distinct.append(name if name and name not in seen else f"{name} ({place})".strip())
        seen.add(name)
    return tuple(distinct)


def _planned(headers: Sequence[str], plan: ReadingPlan) -> dict[Field, int]:
    by_key = {header_key(name): number for number, name in reversed(list(enumerate(headers)))}
    columns: dict[Field, int] = {}
    for field, name in plan.mapping.items():
        number = headers.index(name) if name in headers else by_key.get(header_key(name))
        if number is None:
            raise InvalidInput("ledger.plan.no_such_column", f"mapping.{field.value}", column=name[:80])
        if number in columns.values():
            raise InvalidInput("ledger.plan.column_used_twice", f"mapping.{field.value}", column=name[:80])
        columns[field] = number
    return columns


def _told_by_none(headers: Sequence[str], columns: Mapping[Field, int]) -> list[int]:
    """The columns that may be told by what they hold: not those whose heading is known and was passed over, such as
    the currency of the documents beside amounts of the house.
    """
    passed = {Field.AMOUNT, Field.BALANCE, Field.CURRENCY}
    known = set(columns.values())
    return [place for place, name in enumerate(headers) if place in known or field_of(name) not in passed]


def _by_content(
    sample: Sequence[Record], places: Sequence[int], taken: Mapping[Field, int]
) -> Iterator[tuple[Field, int]]:
    """Columns without a known heading that can be told by what they hold; nothing is taken on a tie."""
    free = {number: _values(sample, number) for number in places if number not in taken.values()}
    tests: list[tuple[Field, Callable[[Cell], bool]]] = [
        (Field.CURRENCY, lambda cell: isinstance(cell, str) and len(cell) == 3 and read_currency(cell) is not None),
        (Field.COUNTRY, _is_country),
        (Field.AMOUNT, _is_amount),
    ]
    for field, is_one in tests:
        fitting = [number for number, cells in free.items() if _mostly(cells, is_one)]
        if field not in taken and len(fitting) == 1:
            free.pop(fitting[0])
            yield field, fitting[0]
    days = {number: found for number, cells in free.items() if (found := days_of(cells))}
    if Field.INVOICED not in taken and Field.DUE not in taken and len(days) == 2:
        (one, first), (other, second) = days.items()
        pairs = list(zip(first, second, strict=False))
        if all(left <= right for left, right in pairs) != all(right <= left for left, right in pairs):
            earlier, later = (one, other) if all(left <= right for left, right in pairs) else (other, one)
            yield Field.INVOICED, earlier
            yield Field.DUE, later


def _values(sample: Sequence[Record], number: int) -> list[Cell]:
    cells = [record.cells[number] for record in sample if number < len(record.cells)]
    return [cell for cell in cells if text_of(cell).strip()]


def _mostly(cells: Sequence[Cell], is_one: Callable[[Cell], bool]) -> bool:
    return len(cells) > 1 and sum(map(is_one, cells)) >= _MOSTLY * len(cells)


def _is_country(cell: Cell) -> bool:
    text = text_of(cell).strip()
    return not text.isdigit() and read_country(text).standing is CodeStanding.ASSIGNED


def _is_amount(cell: Cell) -> bool:
    """A number with decimals: whole numbers are as likely days, codes or counts."""
    read = read_amount(cell, NumberStyle(None, "undecided"))
    return isinstance(read, WrittenAmount) and "." in read.plain


def days_of(cells: Sequence[Cell]) -> list[date]:
    column = DayColumn()
    for cell in cells:
        column.add(cell)
    style: DayStyle = column.style(None)
    read = [read_day(cell, style) for cell in cells]
    days = [day for day in read if not isinstance(day, str)]
    return days if len(days) == len(read) else []
