"""Records written as they cross, one by one, and what was brought over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from underwriting.receivables.reading.crossing import crossing_line
from underwriting.receivables.reading.limits import Limits, Unreadable
from underwriting.receivables.reading.records import Record

_AT_A_TIME = 20_000
Places = npt.NDArray[np.int64]


@dataclass
class Crossed:
    """What was brought over: records, the most cells of one, and where line numbers leave the count: [record, line]."""

    count: int = 0
    width: int = 0
    jumps: list[list[int]] = field(default_factory=list)
    _next: int = 1

    def number(self, lines: Places) -> None:
        """Take note of the lines on which the next records begin."""
        if not len(lines):
            return
        steps = np.diff(lines, prepend=self._next - 1) != 1
        self.jumps += [[self.count + int(place), int(lines[place])] for place in np.flatnonzero(steps)]
        self._next = int(lines[-1]) + 1
        self.count += len(lines)


def write_records(records: Iterable[Record], limits: Limits, out: BinaryIO) -> Crossed:
    """Write every record that is not blank."""
    crossed = Crossed()
    lines: list[int] = []
    waiting: list[str] = []

    def send() -> None:
        out.write("".join(waiting).encode())
        crossed.number(np.asarray(lines, dtype=np.int64))
        waiting.clear()
        lines.clear()

    for record in records:
        if record.blank:
            continue
        lines.append(record.line)
        if (count := crossed.count + len(lines)) > limits.rows:
            raise Unreadable("ledger.file.too_many_rows", rows=count, most=limits.rows)
        crossed.width = max(crossed.width, len(record.cells))
        waiting.append(crossing_line(record) + "\n")
        if len(waiting) >= _AT_A_TIME:
            send()
    send()
    return crossed
