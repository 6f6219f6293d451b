"""The file of refused rows as it comes back: mended rows, and beside them the two columns that we had added."""

from __future__ import annotations

import re
from collections.abc import Callable

from underwriting.receivables.reading.records import Cell, Record, text_of

ADDED = (("Line", "Why the row was not taken"), ("行", "未录入原因"))
"""The headings of the columns added to refused rows, in every language that the pages have."""
_MADE_TEXT = re.compile(r"'([=+\-@\t\r]|$)")


def mended(header: Record) -> Callable[[Record], Record] | None:
    """What makes such a file's records those of the file that the rows came from; None for any other file."""
    names = [text_of(cell).strip() for cell in header.cells]
    pair = next((pair for pair in ADDED if all(name in names for name in pair)), None)
    if pair is None:
        return None
    added = {len(names) - 1 - names[::-1].index(name) for name in pair}

    def as_sent(record: Record) -> Record:
        if record.fault:
            return record
        kept = [cell for place, cell in enumerate(record.cells) if place not in added]
        return Record(record.line, [_as_sent(cell) for cell in kept])

    return as_sent


def _as_sent(cell: Cell) -> Cell:
    """Without the mark that kept a spreadsheet from taking the cell for a formula."""
    return cell[1:] if isinstance(cell, str) and _MADE_TEXT.match(cell) else cell
