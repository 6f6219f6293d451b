"""The square code on a letter: an address that a telephone reads, drawn as one path."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Empty squares around the code, as its standard wants."""


@dataclass(frozen=True, slots=True)
class Squares:
    """A square code: squares on each side, and the dark ones as a path of unit squares."""

    side: int
    path: str


@lru_cache(maxsize=64)
def squares(words: str) -> Squares:
    """The square code (QR, medium correction) of `words`."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(words)
    code.make(fit=True)
    rows = code.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, filled in enumerate(row) if filled)
    return Squares(len(rows), "".join(dark))
