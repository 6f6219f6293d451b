"""A ledger file opened at arm's length: parsed by a confined process, then walked or read in columns.

The process writes its reading to a temporary file of bounded size, so a million rows never stand in memory and
nothing is exchanged but text. What it cannot take is a refusal with a stable code, never a fault.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from insurer.kernel.errors import InvalidInput
from underwriting.receivables.reading.crossed import write_records
from underwriting.receivables.reading.crossing import CELL_END, crossed_record
from underwriting.receivables.reading.limits import Limits
from underwriting.receivables.reading.records import Record
from underwriting.receivables.reading.walled import run_walled


@dataclass(frozen=True)
class Sheet:
    """The records of one file or worksheet and how it was understood (format, encoding, separator, sheet).

    `width` is the most cells that a record has; `jumps` are the records whose line does not follow the one before.
    """

    understood: Mapping[str, object]
    count: int
    width: int
    jumps: Sequence[Sequence[int]]
    _read: Path

    def records(self) -> Iterator[Record]:
        """Every record that is not blank, in order; may be walked again."""
        lines = self.lines
        with self._read.open(encoding="utf-8", newline="\n") as crossed:
            next(crossed)
            for place, text in enumerate(islice(crossed, self.count)):
                yield crossed_record(int(lines[place]), text[:-1])

    def records_at(self, places: Collection[int]) -> Iterator[tuple[int, Record]]:
        """The records in those places, in order, each with its place; the others are passed over unread."""
        wanted, lines = set(places), self.lines
        with self._read.open("rb") as crossed:
            next(crossed)
            for place, text in enumerate(islice(crossed, self.count)):
                if place in wanted:
                    yield place, crossed_record(int(lines[place]), text[:-1].decode())

    def rewritten(self, records: Iterable[Record], **understood: object) -> Sheet:
        """A sheet of other records, written beside this one, with what more is now understood of the file."""
        target = self._read.with_name(f"{self._read.name}.tidy")
        with target.open("wb") as out:
            out.write(b"\n")
            crossed = write_records(records, Limits(), out)
        return Sheet({**self.understood, **understood}, crossed.count, crossed.width, crossed.jumps, target)

    @cached_property
    def lines(self) -> npt.NDArray[np.int64]:
        """The line in the file on which each record begins."""
        jumps = np.asarray(self.jumps, dtype=np.int64).reshape(-1, 2)
        if not len(jumps) or jumps[0, 0]:
            jumps = np.concatenate(([[0, 1]], jumps))
        ahead = np.repeat(jumps[:, 1] - jumps[:, 0], np.diff(jumps[:, 0], append=self.count))
        return np.arange(self.count, dtype=np.int64) + ahead

    def columns(self, first: int) -> pl.LazyFrame:
        """Every cell from the record in place `first` on, as it crossed; columns are named by their place (`"0"`…).

        A record with fewer cells than the widest has empty ones in their stead.
        """
        return pl.scan_csv(
            self._read,
            separator=CELL_END,
            quote_char=None,
            has_header=False,
            skip_lines=1 + first,
            n_rows=self.count - first,
            schema={str(place): pl.String for place in range(max(self.width, 1))},
            empty_string_is_null=False,
            missing_columns="insert",
            extra_columns="ignore",
        )


@contextmanager
def open_sheet(
    path: Path,
    *,
    encoding: str | None = None,
    separator: str | None = None,
    sheet: str | None = None,
    limits: Limits | None = None,
) -> Iterator[Sheet]:
    """A CSV, XLSX, XLS or ODS file as records; InvalidInput on field `file` when it cannot be taken.

    `encoding`, `separator` and `sheet` are the sender's word and override what would be concluded.
    """
    limits = limits or Limits()
    if not path.is_file():
        raise InvalidInput("ledger.file.absent", "file", name=path.name[:120])
    order = {
        "path": str(path.resolve()),
        "encoding": encoding,
        "separator": separator,
        "sheet": sheet,
        "limits": limits.as_plain(),
    }
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        answer = Path(folder) / "read.text"
        with answer.open("wb") as out:
            run_walled("underwriting.receivables.reading.child", order, out, limits)
        yield _taken(answer)


def _taken(answer: Path) -> Sheet:
    """The reading the process left, or the refusal it amounts to."""
    with answer.open("rb") as file:
        first = file.readline()
        file.seek(max(0, answer.stat().st_size - 65_536))
        last = file.read().rpartition(b"\n")[0].rpartition(b"\n")[2]
        try:
            understood, end = json.loads(first), json.loads(last)
            if isinstance(end, dict) and "end" in end:
                file.seek(int(end["numbers"]))
                jumps = json.loads(file.readline())
        except (ValueError, UnicodeDecodeError):
            raise InvalidInput("ledger.file.needs_too_much", "file") from None
    if isinstance(end, dict) and "refused" in end:
        raise InvalidInput(end["refused"], "file", **end["facts"])
    if not isinstance(end, dict) or "end" not in end:
        raise InvalidInput("ledger.file.needs_too_much", "file")
    return Sheet(understood, int(end["end"]), int(end["width"]), jumps, answer)
