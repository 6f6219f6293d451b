"""How records cross from the confined process: one line of text each, whatever their cells hold.

Cells are parted by U+001F and records end with a line feed. Within a cell a line feed is U+001E, a carriage return
U+001D, and U+001C begins what is not plain text: a kind (`n`, `d`, `b`) before a workbook's typed value, `!` before
the code of a broken record, a digit for one of these four characters themselves. So every line can be parted without
looking at quotes, and columns are read by whatever reads text fastest.
"""

from __future__ import annotations

import re

from underwriting.receivables.reading.limits import Unreadable
from underwriting.receivables.reading.records import Cell, Record

CELL_END, LINE_FEED, CARRIAGE_RETURN, MARK = "\x1f", "\x1e", "\x1d", "\x1c"
KINDS = "ndb"
_FAULT = MARK + "!"
_OUT = {char: f"{MARK}{place}" for place, char in enumerate((MARK, CARRIAGE_RETURN, LINE_FEED, CELL_END))}
_OUT |= {"\n": LINE_FEED, "\r": CARRIAGE_RETURN}
_IN = {crossing: char for char, crossing in _OUT.items()}
_TO_WRITE = re.compile("[\x00\x1c-\x1f\n\r]")
_TO_READ = re.compile("\x1c[0-3]|[\x1d\x1e]")
MARKED = "[\x1c-\x1e]"
"""What a cell holds, as a pattern, when it is not plain text."""


def crossing_line(record: Record) -> str:
    """A record as it crosses, without the line feed at its end."""
    if record.fault:
        return _FAULT + record.fault
    return CELL_END.join(map(_written, record.cells))


def _written(cell: Cell) -> str:
    kind, text = ("", cell) if isinstance(cell, str) else (MARK + cell[0], cell[1])
    return kind + (_TO_WRITE.sub(_crossing, text) if _TO_WRITE.search(text) else text)


def _crossing(found: re.Match[str]) -> str:
    """What a character crosses as; no text has a zero byte, and no database keeps one."""
    if found[0] == "\x00":
        raise Unreadable("ledger.file.not_text")
    return _OUT[found[0]]


def crossed_record(line: int, crossed: str) -> Record:
    """The record that crossed as this line."""
    if crossed.startswith(_FAULT):
        return Record(line, [], crossed.removeprefix(_FAULT))
    cells = crossed.split(CELL_END)
    if _TO_READ.search(crossed) is None and MARK not in crossed:
        return Record(line, list(cells))
    return Record(line, [crossed_cell(cell) for cell in cells])


def crossed_cell(cell: str) -> Cell:
    """The cell that crossed as this text."""
    kind = cell[1:2] if cell.startswith(MARK) else ""
    if kind and kind in KINDS:
        return [kind, _read(cell[2:])]
    return _read(cell)


def _read(text: str) -> str:
    return _TO_READ.sub(lambda found: _IN[found[0]], text)
