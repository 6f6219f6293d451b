"""Pango and its friends from an unpacked folder, for machines whose system has none and gives no root."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from pathlib import Path

from insurer.infra.catalogues import ROOT

NATIVE = ROOT / "var" / "native"


def preload_native(folder: Path = NATIVE) -> int:
    """Load the libraries unpacked in `folder`, each after those it needs; returns how many."""
    if ctypes.util.find_library("pangoft2-1.0") or not folder.is_dir():
        return 0
    os.environ.setdefault("FONTCONFIG_PATH", str(folder / "etc" / "fonts"))
    waiting = [
        path
        for pattern in ("usr/lib/*-linux-gnu/lib*.so.*", "lib/*-linux-gnu/lib*.so.*")
        for path in sorted(folder.glob(pattern))
        if not path.is_symlink()
    ]
    loaded = 0
    while waiting:
        left = [path for path in waiting if not _loads(path)]
        if len(left) == len(waiting):
            break
        loaded, waiting = loaded + len(waiting) - len(left), left
    return loaded


def _loads(path: Path) -> bool:
    """Whether the library can be loaded now; one that lacks another is tried again in the next round."""
    try:
        ctypes.CDLL(str(path), mode=ctypes.RTLD_GLOBAL)
    except OSError:
        return False
    return True
