"""A text table without anything doubtful brought over in whole blocks: a million rows in a second.

Only what every reader of separated values takes alike is plain: cells quoted from end to end or not at all, lines
that end in one of the usual ways, nothing of absurd size. At the first doubt the whole file is left to the reader
that goes record by record (`delimited`); on plain files both say the same, which a test holds them to.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from underwriting.receivables.reading.crossed import Crossed
from underwriting.receivables.reading.limits import Limits

_BLOCK = 8 << 20
_LF, _CR, _QUOTE, _CELL_END, _INNER_LF, _INNER_CR = 10, 13, 34, 31, 30, 29
_OURS = tuple(bytes([code]) for code in (0, 28, 29, 30, 31))
_LAST_CONTROL, _LAST_ASCII = 32, 127
Bytes = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]


class NotPlain(Exception):
    """Something in the file wants to be looked at record by record."""


def bring_over(
    path: Path, codec: str, separator: str, limits: Limits, out: BinaryIO, *, skip_first: bool = False
) -> Crossed:
    """Write a plain text table as it crosses; NotPlain when it is not plain, with part of it written perhaps."""
    crossed, carried, line, first = Crossed(), b"", 1, skip_first
    for block in _blocks(path, codec):
        data = carried + block
        if first:
            head, end, data = data.partition(b"\n")
            if not end or b"\r" in head[:-1]:
                raise NotPlain
            first, line = False, 2
        cut = _end_of_records(data)
        if cut == 0 and len(data) > limits.line_characters:
            raise NotPlain
        line = _Block(data[:cut], ord(separator), limits).write(out, crossed, line) if cut else line
        carried = data[cut:]
    if carried:
        if _end_of_records(carried + b"\n") != len(carried) + 1:
            raise NotPlain
        _Block(carried + b"\n", ord(separator), limits).write(out, crossed, line)
    if crossed.count > limits.rows:
        raise NotPlain
    return crossed


def _blocks(path: Path, codec: str) -> Iterator[bytes]:
    """The file as UTF-8 without a byte order mark, block by block."""
    if codec == "utf-8-sig":
        with path.open("rb") as file:
            yield file.read(_BLOCK).removeprefix(codecs.BOM_UTF8)
            while block := file.read(_BLOCK):
                yield block
        return
    with path.open(encoding=codec, newline="") as text:
        while part := text.read(_BLOCK // 4):
            yield part.encode()


def _end_of_records(data: bytes) -> int:
    """How many bytes are whole records: up to the last line feed outside quotes."""
    end = data.rfind(b"\n") + 1
    if data.count(b'"', 0, end) % 2 == 0:
        return end
    inside = _inside(np.frombuffer(data, np.uint8))
    found = np.flatnonzero((np.frombuffer(data, np.uint8) == _LF) & ~inside)
    return int(found[-1]) + 1 if len(found) else 0


def _inside(a: Bytes) -> Mask:
    """Which bytes stand within quotes, the opening quote counted, the closing one not."""
    return (np.cumsum(a == _QUOTE, dtype=np.uint8) & 1).astype(np.bool_)


class _Block:
    """Whole records of one block."""

    def __init__(self, data: bytes, separator: int, limits: Limits) -> None:
        if any(code in data for code in _OURS):
            raise NotPlain
        self._data, self._separator, self._limits = data, separator, limits
        self._a = a = np.frombuffer(data, np.uint8)
        self._feeds = self._ends = np.flatnonzero(a == _LF)
        self._returns = np.flatnonzero(a == _CR) if b"\r" in data else np.empty(0, np.int64)
        if np.any(a[self._returns + 1] != _LF):
            raise NotPlain
        self._quotes = np.flatnonzero(a == _QUOTE) if b'"' in data else np.empty(0, np.int64)
        self._within: Mask | None = None
        if len(self._quotes):
            self._within = _inside(a)
            self._check_quotes()
            self._ends = self._feeds[~self._within[self._feeds]]
        self._starts = np.concatenate(([0], self._ends[:-1] + 1))
        if np.max(self._ends - self._starts) > limits.cell_characters:
            raise NotPlain

    def _check_quotes(self) -> None:
        """A quote opens at the beginning of a cell and closes at its end; two of them within are one."""
        a, opening, closing = self._a, self._quotes[0::2], self._quotes[1::2]
        before = a[np.maximum(opening - 1, 0)]
        begins = (opening == 0) | (before == self._separator) | (before == _LF) | (before == _QUOTE)
        after = a[closing + 1]
        ends = (after == self._separator) | (after == _LF) | (after == _CR) | (after == _QUOTE)
        if len(opening) != len(closing) or not begins.all() or not ends.all():
            raise NotPlain

    def write(self, out: BinaryIO, crossed: Crossed, line: int) -> int:
        """Bring the block over, its first record beginning on `line`; the line after its last."""
        parts = self._a == self._separator
        if self._within is not None:
            parts &= ~self._within
        per_record = self._per_record(parts)
        lines = line + np.searchsorted(self._feeds, self._starts)
        after = line + len(self._feeds)
        if np.max(np.diff(lines, append=after)) > self._limits.record_lines - 1:
            raise NotPlain
        blank = self._blank()
        filled = ~blank
        if filled.any():
            crossed.width = max(crossed.width, int(per_record[filled].max()) + 1)
            if crossed.width > self._limits.columns:
                raise NotPlain
            crossed.number(lines[filled])
        out.write(self._bytes(parts, blank))
        return after

    def _per_record(self, marks: Mask) -> Places:
        return np.diff(np.cumsum(marks, dtype=np.int64)[self._ends], prepend=0)

    def _blank(self) -> Mask:
        """Which records have no cell with anything in it."""
        a = self._a
        solid = (a > _LAST_CONTROL) & (a < _LAST_ASCII) & (a != self._separator) & (a != _QUOTE)
        blank: Mask = self._per_record(solid) == 0
        for place in np.flatnonzero(blank):
            text = self._data[self._starts[place] : self._ends[place] + 1].decode()
            cells = next(csv.reader(text.splitlines(keepends=True), delimiter=chr(self._separator)), [])
            blank[place] = not any(cell.strip() for cell in cells)
        return blank

    def _bytes(self, parts: Mask, blank: Mask) -> bytes:
        out = self._a.copy()
        out[parts] = _CELL_END
        keep = np.ones(len(out), np.bool_)
        keep[self._returns] = False
        if self._within is not None:
            inner = self._feeds[self._within[self._feeds]]
            out[inner] = _INNER_LF
            returned = self._returns[self._within[self._returns]]
            out[returned], keep[returned] = _INNER_CR, True
            keep[self._quotes] = False
            closing = self._quotes[1::2]
            keep[closing[self._a[closing + 1] == _QUOTE]] = True
        if blank.any():
            steps = np.zeros(len(out) + 1, np.int8)
            steps[self._starts[blank]] += 1
            steps[self._ends[blank] + 1] -= 1
            keep &= np.cumsum(steps[:-1], dtype=np.int8) == 0
        return out.tobytes() if keep.all() else out[keep].tobytes()
