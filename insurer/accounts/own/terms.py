"""What a person chooses for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DayStyle(StrEnum):
    """How days are written."""

    LONG = "long"
    ISO = "iso"
    SHORT = "short"


class FigureStyle(StrEnum):
    """How figures are grouped."""

    COMMA = "comma"
    POINT = "point"
    SPACE = "space"


@dataclass(frozen=True, slots=True)
class Preferences:
    """Language, time zone and styles; an empty one is the house's or the language's."""

    locale: str
    time_zone: str = ""
    dates: str = ""
    numbers: str = ""
