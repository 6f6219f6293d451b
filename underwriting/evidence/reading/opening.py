"""An e-invoice read at arm's length: opened by a confined process, understood here from what it wrote."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from insurer.kernel.errors import InvalidInput
from underwriting.evidence.rules.understanding import understood
from underwriting.evidence.terms import Einvoice
from underwriting.receivables.reading.limits import MIB, Limits
from underwriting.receivables.reading.walled import run_walled

EINVOICE_LIMITS = Limits(
    text_bytes=10 * MIB,
    workbook_bytes=30 * MIB,
    memory_bytes=768 * MIB,
    cpu_seconds=20,
    wall_seconds=40,
    output_bytes=32 * MIB,
)
"""How large an e-invoice may be: XML as `text_bytes`, a PDF as `workbook_bytes`. The largest known sample is 60 kB."""


def read_einvoice(content: bytes, limits: Limits = EINVOICE_LIMITS) -> Einvoice:
    """What a file says as an invoice; InvalidInput on field `file` with a stable code when it cannot be taken."""
    return understood(read_plain(content, limits))


def read_plain(content: bytes, limits: Limits = EINVOICE_LIMITS) -> dict[str, Any]:
    """Every value of an invoice as its file states it: what is kept, and what is understood from it."""
    with tempfile.TemporaryDirectory(prefix="einvoice-") as folder:
        path, answer = Path(folder) / "invoice", Path(folder) / "read.json"
        path.write_bytes(content)
        order = {"path": str(path), "limits": limits.as_plain()}
        with answer.open("wb") as out:
            run_walled("underwriting.evidence.reading.child", order, out, limits)
        written = answer.read_bytes()
    try:
        told = json.loads(written)
    except ValueError:
        raise InvalidInput("einvoice.file.needs_too_much", "file") from None
    if "refused" in told:
        raise InvalidInput(told["refused"], "file", **told["facts"])
    read: dict[str, Any] = told["read"]
    return read
