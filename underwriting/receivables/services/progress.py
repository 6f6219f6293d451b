"""How far an import has come, told while its one transaction is open, and the word to stop it.

Both are small files beside the kept files: an open transaction shows nobody anything, and SQLite has one writer. They
are hints for people; nothing of the business depends on them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from flask import current_app

from insurer.kernel.ids import ImportId


class Stage(StrEnum):
    """What an import is at."""

    OPENING = "opening"
    CHECKING = "checking"
    COMPARING = "comparing"
    WRITING = "writing"


@dataclass(frozen=True, slots=True)
class Progress:
    """The stage, and how many of how many rows it has done."""

    stage: Stage
    done: int
    rows: int


class Stopped(Exception):
    """Somebody asked that the import stop."""


Tell = Callable[[Stage, int, int], None]


def telling(import_id: ImportId) -> Tell:
    """What an import calls now and then: it tells how far it is, and ends with Stopped when it is to stop."""

    def tell(stage: Stage, done: int, rows: int) -> None:
        if _file(import_id, "stop").exists():
            raise Stopped
        _write(_file(import_id, "progress"), json.dumps(asdict(Progress(stage, done, rows))))

    return tell


def progress_of(import_id: ImportId) -> Progress | None:
    """How far an import says it is; None when it says nothing."""
    try:
        said = json.loads(_file(import_id, "progress").read_text(encoding="utf-8"))
        return Progress(Stage(said["stage"]), int(said["done"]), int(said["rows"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def ask_to_stop(import_id: ImportId) -> None:
    """Have an import stop at its next look."""
    _write(_file(import_id, "stop"), "stop")


def asked_to_stop(import_id: ImportId) -> bool:
    return _file(import_id, "stop").exists()


def forget_progress(import_id: ImportId) -> None:
    """Nothing more is to be told or stopped."""
    for kind in ("progress", "stop"):
        _file(import_id, kind).unlink(missing_ok=True)


def _file(import_id: ImportId, kind: str) -> Path:
    return Path(current_app.config["FILES_DIR"]) / "imports" / f"{int(import_id)}.{kind}"


def _write(file: Path, content: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.{os.getpid()}")
    part.write_text(content, encoding="utf-8")
    part.replace(file)
