"""Text tables: the separator found, records with the line they begin on, a broken one apart from its neighbours."""

from __future__ import annotations

import csv
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from underwriting.receivables.reading.encodings import choose_encoding
from underwriting.receivables.reading.limits import Limits, Unreadable
from underwriting.receivables.reading.records import Record

SEPARATORS = (",", ";", "\t", "|")
_SAMPLE_RECORDS = 200


class _Lines:
    """The file's lines, counted, with the ones of the present record kept so they can be given back."""

    def __init__(self, file: TextIO, limits: Limits) -> None:
        self._file, self._limits = file, limits
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        self.number = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= self._limits.record_lines:
            raise csv.Error("record too long")
        line = self._returned.popleft() if self._returned else self._file.readline(self._limits.line_characters + 1)
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > self._limits.line_characters:
            raise Unreadable("ledger.file.line_too_long", line=self.number, most=self._limits.line_characters)
        self.taken.append(line)
        return line

    def give_back_all_but_first(self) -> None:
        self._returned.extendleft(reversed(self.taken[1:]))
        self.number -= len(self.taken) - 1
        self.taken = self.taken[:1]


@dataclass(frozen=True, slots=True)
class Delimited:
    """How a text file is to be read: codec, separator, whether its first line only names the separator."""

    path: Path
    codec: str
    separator: str
    skip_first: bool
    understood: Mapping[str, object]

    def records(self, limits: Limits) -> Iterator[Record]:
        """Its records one by one, a broken one apart from its neighbours."""
        return _records(self.path, self.codec, self.separator, limits, skip_first=self.skip_first)


def understand_delimited(path: Path, limits: Limits, encoding: str | None, separator: str | None) -> Delimited:
    """How a text file is to be read, as stated or as told from the file."""
    size = path.stat().st_size
    if size > limits.text_bytes:
        raise Unreadable("ledger.file.too_large", size=size, most=limits.text_bytes)
    choice = choose_encoding(path, encoding)
    if separator is not None and separator not in SEPARATORS:
        raise Unreadable("ledger.file.separator_not_offered", value=separator[:5])
    told = _told(path, choice.codec)
    chosen = separator or told or _sniffed(path, choice.codec, limits)
    understood: dict[str, object] = {
        "format": "text",
        "encoding": choice.name,
        "encoding_decided_by": choice.decided_by,
        "separator": chosen,
        "separator_decided_by": "stated" if separator else "told_in_file" if told else "columns_agree",
    }
    return Delimited(path, choice.codec, chosen, told is not None, understood)


def _told(path: Path, codec: str) -> str | None:
    """The separator a spreadsheet program wrote into the first line: `sep=;`."""
    with path.open(encoding=codec, newline="") as file:
        first = file.readline(64).strip("\r\n\ufeff\"' ")
    told = first[4:5] if first.lower().startswith("sep=") and len(first) == 5 else None
    return told if told in SEPARATORS else None


def _sniffed(path: Path, codec: str, limits: Limits) -> str:
    """The separator under which most records have the same number of columns, the more columns the better."""

    def agreement(separator: str) -> tuple[int, int]:
        widths = Counter(
            len(record.cells)
            for record in islice(_records(path, codec, separator, limits), _SAMPLE_RECORDS)
            if any(record.cells)
        )
        return max(((count * (width > 1), width) for width, count in widths.items()), default=(0, 0))

    scores = {separator: agreement(separator) for separator in SEPARATORS}
    return max(SEPARATORS, key=lambda separator: scores[separator])


def _records(path: Path, codec: str, separator: str, limits: Limits, *, skip_first: bool = False) -> Iterator[Record]:
    csv.field_size_limit(limits.line_characters)
    with path.open(encoding=codec, newline="") as file:
        lines = _Lines(file, limits)
        if skip_first:
            next(lines)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        while True:
            lines.taken.clear()
            line = lines.number + 1
            try:
                cells = next(reader, None)
            except csv.Error:
                lines.give_back_all_but_first()
                yield Record(line, [], "ledger.row.quotes_broken")
                continue
            if cells is None:
                return
            yield _checked(line, cells, limits)


def _checked(line: int, cells: list[str], limits: Limits) -> Record:
    if len(cells) > limits.columns:
        raise Unreadable("ledger.file.too_many_columns", line=line, columns=len(cells), most=limits.columns)
    if any(len(cell) > limits.cell_characters for cell in cells):
        return Record(line, [], "ledger.row.cell_too_long")
    return Record(line, list(cells))
