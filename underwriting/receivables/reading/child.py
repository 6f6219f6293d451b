"""The confined process: opens one file, writes what it holds as JSON lines to its output, and ends.

First line: how the file was understood. Then one line per record that is not blank: `[line, cells]`, or
`[line, null, fault]`. Last line: `{"end": records}`. A file that cannot be taken: `{"refused": code, "facts": …}`.
Started by `sheet.open_sheet`; its arguments are one JSON object on standard input.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from underwriting.receivables.reading.confinement import confine
from underwriting.receivables.reading.delimited import read_delimited
from underwriting.receivables.reading.limits import Limits, Unreadable
from underwriting.receivables.reading.records import Record
from underwriting.receivables.reading.workbook import is_workbook, read_workbook


def main(order: TextIO, out: TextIO) -> None:
    """Read as ordered; whatever the file does, the answer is lines of JSON or silence."""
    wish = json.load(order)
    limits = Limits(**wish["limits"])
    confine(limits)
    try:
        count = 0
        understood, records = _read(Path(wish["path"]), limits, wish)
        _say(out, understood)
        for record in records:
            if record.blank:
                continue
            count += 1
            if count > limits.rows:
                raise Unreadable("ledger.file.too_many_rows", rows=count, most=limits.rows)
            _say(out, [record.line, None, record.fault] if record.fault else [record.line, record.cells])
        _say(out, {"end": count})
    except Unreadable as refused:
        _say(out, {"refused": refused.code, "facts": refused.facts})
    except MemoryError:
        _say(out, {"refused": "ledger.file.needs_too_much", "facts": {}})
    except BaseException:  # a reader of foreign formats may fail in any way; a panic of its native part is no Exception
        _say(out, {"refused": "ledger.file.damaged", "facts": {}})


def _read(path: Path, limits: Limits, wish: dict[str, str | None]) -> tuple[dict[str, object], Iterator[Record]]:
    if path.stat().st_size == 0:
        raise Unreadable("ledger.file.empty")
    if is_workbook(path):
        return read_workbook(path, limits, wish["sheet"])
    return read_delimited(path, limits, wish["encoding"], wish["separator"])


def _say(out: TextIO, answer: object) -> None:
    out.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    main(sys.stdin, sys.stdout)
    sys.stdout.flush()
