"""The C libraries that lay out a PDF: the system's, or those that the launcher unpacked beside the project."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from config import ROOT

UNPACKED = ROOT / "var" / "native"
NEEDED = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libpangoft2-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
)


def load_libraries(unpacked: Path = UNPACKED) -> tuple[str, ...]:
    """Make the libraries ready for WeasyPrint, to be called before its import; names those that are missing."""
    if unpacked.is_dir():
        os.environ.setdefault("FONTCONFIG_FILE", str(unpacked / "fonts.conf"))
    missing = _missing(NEEDED)
    if missing and unpacked.is_dir():
        _load_all(unpacked)
        missing = _missing(NEEDED)
    return missing


def _missing(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if not _opens(name))


def _opens(name: str) -> bool:
    try:
        ctypes.CDLL(name, mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True


def _load_all(unpacked: Path) -> None:
    """Open every unpacked library, those first whose own needs are met: a loaded one is found by its name."""
    waiting = sorted(str(path) for path in unpacked.glob("**/lib*.so.*") if not path.is_symlink())
    while waiting:
        left = [path for path in waiting if not _opens(path)]
        if len(left) == len(waiting):
            return
        waiting = left
