"""A statement as a table for people: the working top to bottom, then the figures."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from insurer.infra.languages import text


def _width(words: str) -> int:
    """Columns a text takes on a terminal: a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)


def _cell(words: str, width: int, *, right: bool = False) -> str:
    gap = " " * (width - _width(words))
    return gap + words if right else words + gap


def table(rows: Sequence[tuple[str, ...]], *, right: Collection[int]) -> list[str]:
    """Rows with the first as heading; the columns numbered in `right` are set to the right."""
    widths = [max(_width(row[at]) for row in rows) for at in range(len(rows[0]))]
    lines = ["  ".join(_cell(cell, widths[at], right=at in right) for at, cell in enumerate(row)) for row in rows]
    rule = "  ".join("-" * width for width in widths)
    return [line.rstrip() for line in (lines[0], rule, *lines[1:])]


def _figures(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Every figure of a result under its path: `lines.0.amount`."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _figures(f"{name}.{key}" if name else str(key), item)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from _figures(f"{name}.{at}", item)
    else:
        yield name, "–" if value is None else str(value)


def explained(answer: Mapping[str, Any], locale: str) -> str:
    """The statement `answer` as text in the reader's language."""
    heading = tuple(text(f"calculate.column.{name}", locale) for name in ("step", "result", "detail", "source"))
    steps = [
        (one["label"], one["amount"] if "amount" in one else one["value"], one["detail"], one["source"])
        for one in answer["steps"]
    ]
    title = " · ".join(part for part in (answer["name"], answer["version"], answer.get("currency")) if part)
    figures = [
        (text("calculate.column.figure", locale), text("calculate.column.result", locale)),
        *_figures("", answer["result"]),
    ]
    return "\n".join((title, "", *table([heading, *steps], right=(1,)), "", *table(figures, right=(1,))))
