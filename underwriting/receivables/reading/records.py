"""One record of a ledger file, as it crosses from the confined process: plain cells and the line it begins on."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | list[str]
"""Text, or a typed value of a workbook as [kind, text]: `d` a day, `n` a number, `b` a yes or no."""


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record and the line it begins on; `fault` says why there are none."""

    line: int
    cells: list[Cell]
    fault: str = ""

    @property
    def blank(self) -> bool:
        return not self.fault and all(isinstance(cell, str) and not cell.strip() for cell in self.cells)


def text_of(cell: Cell) -> str:
    """The cell as its reader would say it, without the kind."""
    return cell if isinstance(cell, str) else cell[1]
