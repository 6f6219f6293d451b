"""The confined process: opens one file, writes what it holds as lines of text to its output, and ends.

First line: how the file was understood, as JSON. Then one line per record that is not blank (see `crossing`). Then
where line numbers leave the count (`[[record, line], …]`), and last what there is: `{"end": records, "width": cells,
"numbers": place}`. A file that cannot be taken: `{"refused": code, "facts": …}` as last line.
Started by `sheet.open_sheet`; its arguments are one JSON object on standard input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import BinaryIO, TextIO

from underwriting.receivables.reading.confinement import confine
from underwriting.receivables.reading.crossed import Crossed, write_records
from underwriting.receivables.reading.delimited import Delimited, understand_delimited
from underwriting.receivables.reading.limits import Limits, Unreadable
from underwriting.receivables.reading.plain_text import NotPlain, bring_over
from underwriting.receivables.reading.workbook import is_workbook, read_workbook


def main(order: TextIO, out: BinaryIO) -> None:
    """Read as ordered; whatever the file does, the answer is lines of text or silence."""
    wish = json.load(order)
    limits = Limits(**wish["limits"])
    confine(limits)
    try:
        crossed = _cross(Path(wish["path"]), limits, wish, out)
        place = out.tell()
        _say(out, crossed.jumps)
        _say(out, {"end": crossed.count, "width": crossed.width, "numbers": place})
    except Unreadable as refused:
        _say(out, {"refused": refused.code, "facts": refused.facts})
    except MemoryError:
        _say(out, {"refused": "ledger.file.needs_too_much", "facts": {}})
    except BaseException:  # a reader of foreign formats may fail in any way; a panic of its native part is no Exception
        _say(out, {"refused": "ledger.file.damaged", "facts": {}})


def _cross(path: Path, limits: Limits, wish: dict[str, str | None], out: BinaryIO) -> Crossed:
    if path.stat().st_size == 0:
        raise Unreadable("ledger.file.empty")
    if is_workbook(path):
        understood, records = read_workbook(path, limits, wish["sheet"])
        _say(out, understood)
        return write_records(records, limits, out)
    table = understand_delimited(path, limits, wish["encoding"], wish["separator"])
    _say(out, table.understood)
    return _in_blocks(table, limits, out)


def _in_blocks(table: Delimited, limits: Limits, out: BinaryIO) -> Crossed:
    """In whole blocks while nothing is doubtful, else from the beginning again and one by one."""
    begun = out.tell()
    try:
        return bring_over(table.path, table.codec, table.separator, limits, out, skip_first=table.skip_first)
    except NotPlain:
        out.seek(begun)
        out.truncate()
        return write_records(table.records(limits), limits, out)


def _say(out: BinaryIO, answer: object) -> None:
    out.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode(errors="replace") + b"\n")


if __name__ == "__main__":
    main(sys.stdin, sys.stdout.buffer)
    sys.stdout.buffer.flush()
