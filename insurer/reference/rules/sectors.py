"""Sectors: sections and divisions of NACE Rev. 2.1. A section speaks for all its divisions."""

from __future__ import annotations

from datetime import date
from functools import cache

from insurer.kernel.errors import InvalidInput
from insurer.reference.rules.nace import ROWS
from insurer.reference.terms import Sector, Source

SOURCE = Source("NACE Rev. 2.1, Commission Delegated Regulation (EU) 2023/137", "2.1", date(2025, 1, 1))


@cache
def _table() -> dict[str, Sector]:
    return {code: Sector(code, section, english, chinese) for code, section, english, chinese in ROWS}


def sectors() -> tuple[Sector, ...]:
    """Every section, each followed by its divisions."""
    return tuple(_table().values())


def sector(code: str) -> Sector:
    """The sector of a code (`C`, `25`); a group or class (`25.11`) is taken at its division."""
    found = _table().get(code.strip().upper().partition(".")[0])
    if found is None:
        raise InvalidInput("reference.unknown_sector", "sector", value=code[:40])
    return found


def in_section(code: str, section: str) -> bool:
    """Whether a sector is or belongs to a section."""
    return sector(code).section == section
