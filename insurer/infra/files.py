"""The files seam: bytes kept by their SHA-256, written whole or not at all, never changed."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

from flask import current_app

from insurer.kernel.errors import NotFound


def keep_file(content: bytes) -> str:
    """Keep `content`; returns its SHA-256, under which it is found again. The same bytes are kept once."""
    digest = hashlib.sha256(content).hexdigest()
    path = _path(digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


def kept_file(digest: str) -> bytes:
    """The bytes kept under `digest`; refuses absent ones and ones that no longer match it."""
    path = _path(digest)
    if not path.exists():
        raise NotFound("files.absent", digest=digest)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:
        raise RuntimeError(f"file {digest} was changed on disk")
    return content


def _path(digest: str) -> Path:
    return Path(current_app.config["FILES_DIR"]) / digest[:2] / digest
