"""The confined process: opens one e-invoice, writes what it says as one line of JSON, and ends.

`{"read": {…}}`, every value as text, or `{"refused": code, "facts": {…}}`. Started by `opening.read_einvoice`; its
arguments are one JSON object on standard input.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TextIO

from underwriting.evidence.reading.cii import read_cii
from underwriting.evidence.reading.documents import Document, opened_document
from underwriting.evidence.reading.ubl import read_ubl
from underwriting.receivables.reading.confinement import confine
from underwriting.receivables.reading.limits import Limits, Unreadable


def main(order: TextIO, out: TextIO) -> None:
    """Read as ordered; whatever the file does, the answer is a line of JSON or silence."""
    wish = json.load(order)
    limits = Limits(**wish["limits"])
    confine(limits)
    answer: dict[str, object]
    try:
        answer = {"read": _read(opened_document(Path(wish["path"]).read_bytes(), limits))}
    except Unreadable as refused:
        answer = {"refused": refused.code, "facts": refused.facts}
    except (MemoryError, RecursionError):
        answer = {"refused": "einvoice.file.needs_too_much", "facts": {}}
    except BaseException:  # a reader of foreign formats may fail in any way; a panic of its native part is no Exception
        answer = {"refused": "einvoice.file.damaged", "facts": {}}
    out.write(json.dumps(answer, ensure_ascii=False, separators=(",", ":")) + "\n")


def _read(document: Document) -> dict[str, object]:
    read = read_cii(document.root) if document.syntax == "cii" else read_ubl(document.root)
    return {"syntax": document.syntax, "container": document.container, "attachment": document.attachment, **read}


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogatepass")  # type: ignore[union-attr]
    main(sys.stdin, sys.stdout)
    sys.stdout.flush()
