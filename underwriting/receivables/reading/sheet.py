"""A ledger file opened at arm's length: parsed by a confined process, then walked as often as needed.

The process writes its reading to a temporary file of bounded size, so a million rows never stand in memory and
nothing is exchanged but JSON. What it cannot take is a refusal with a stable code, never a fault.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from insurer.kernel.errors import InvalidInput
from underwriting.receivables.reading.limits import Limits
from underwriting.receivables.reading.records import Record
from underwriting.receivables.reading.walled import run_walled


@dataclass(frozen=True)
class Sheet:
    """The records of one file or worksheet and how it was understood (format, encoding, separator, sheet)."""

    understood: Mapping[str, object]
    count: int
    _read: Path

    def records(self) -> Iterator[Record]:
        """Every record that is not blank, in order; may be walked again."""
        with self._read.open(encoding="utf-8", errors="surrogatepass") as lines:
            next(lines)
            for line in lines:
                answer = json.loads(line)
                if isinstance(answer, list):
                    yield Record(answer[0], answer[1] or [], answer[2] if len(answer) > 2 else "")


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
        answer = Path(folder) / "read.jsonl"
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
    except ValueError:
        raise InvalidInput("ledger.file.needs_too_much", "file") from None
    if isinstance(end, dict) and "refused" in end:
        raise InvalidInput(end["refused"], "file", **end["facts"])
    if not isinstance(end, dict) or "end" not in end:
        raise InvalidInput("ledger.file.needs_too_much", "file")
    return Sheet(understood, int(end["end"]), answer)
