"""Written amounts: which mark parts the decimals in a column, told from all its rows, and each cell read by it.

`1.234,56` says it, `1,234` does not: it is one thousand or one and a bit. One telling cell decides for its column;
in a column where none tells, the cells that could mean two things are refused until the sender says the mark.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from insurer.reference.facts import read_currency
from underwriting.receivables.reading.records import Cell

_CLEAR_MAJORITY = Fraction(95, 100)
_SPACES = " \u00a0\u202f'’"
_SIGN = r"[A-Za-z]{0,3}[$€£¥￥₹₩₽₺₫₴]|[A-Za-z]{3}|人民币|美元|欧元|元"
_AMOUNT = re.compile(
    rf"(?P<open>\()?\s*(?P<minus>[-−－])?\s*(?P<before>{_SIGN})?\s*(?P<minus2>[-−－])?\s*"
    rf"(?P<body>[0-9.,{_SPACES}]*[0-9.,])\s*(?P<after>{_SIGN})?\s*(?P<trailing>[-−－])?(?P<close>\))?"
)
_SPACED = re.compile(rf"([0-9]{{1,3}}(?:[{_SPACES}][0-9]{{3}})+)((?:[.,][0-9]*)?)")
NO_AMOUNT = frozenset({"", "-", "--", "n/a", "#n/a", "null", "none", "nil", "无"})


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """Which mark parts the decimals in a column (None while open) and what decided it."""

    decimal: str | None
    decided_by: str
    example: str = ""
    for_it: int = 0
    against_it: int = 0


@dataclass(frozen=True, slots=True)
class WrittenAmount:
    """An amount as plain decimal text (`-1234.5`) and the currency its sign names, if it names one."""

    plain: str
    currency: str | None = None


@dataclass
class NumberColumn:
    """What the cells of one column say about the decimal mark, gathered row by row."""

    telling: Counter[str] = field(default_factory=Counter)
    open: int = 0
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, cell: Cell, times: int = 1) -> None:
        if not isinstance(cell, str):
            return
        found = _AMOUNT.fullmatch(cell.strip())
        mark = _told(_close_up(found["body"]) or "") if found else ""
        if mark is None:
            self.open += times
        elif mark:
            self.telling[mark] += times
            self.examples.setdefault(mark, cell.strip())

    def style(self, stated: str | None) -> NumberStyle:
        """The column's style from the evidence, or as the sender stated."""
        if stated is not None:
            return NumberStyle(stated, "stated")
        if not self.telling:
            return NumberStyle(None, "undecided") if self.open else NumberStyle(".", "no_marks")
        mark, count = self.telling.most_common(1)[0]
        against = self.telling.total() - count
        if Fraction(count, count + against) >= _CLEAR_MAJORITY:
            return NumberStyle(mark, "telling_cell", self.examples[mark], count, against)
        return NumberStyle(None, "contradictory", for_it=count, against_it=against)


def _told(body: str) -> str | None:
    """The decimal mark a number tells: `.` or `,`, empty when it has none to tell, None when it could be either."""
    marks = [char for char in body if char in ".,"]
    if not marks:
        return ""
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return "," if marks[0] == "." else "."
    before, _, after = body.partition(marks[0])
    if len(after) != 3 or len(before) > 3 or before in ("", "0"):
        return marks[0]
    return None


def _close_up(body: str) -> str | None:
    """The digits without spaces or apostrophes between thousands; None when they stand elsewhere."""
    if not any(space in body for space in _SPACES):
        return body
    found = _SPACED.fullmatch(body)
    return re.sub(rf"[{_SPACES}]", "", found[1]) + found[2] if found else None


def read_amount(cell: Cell, style: NumberStyle) -> WrittenAmount | str:
    """The amount a cell means, or the code of what is wrong with it."""
    if not isinstance(cell, str):
        kind, text = cell
        return WrittenAmount(text) if kind == "n" else "ledger.row.not_an_amount"
    return _read_text(cell.strip(), style)


@lru_cache(maxsize=16_384)
def _read_text(text: str, style: NumberStyle) -> WrittenAmount | str:
    found = _AMOUNT.fullmatch(text)
    if found is None or bool(found["open"]) != bool(found["close"]):
        return "ledger.row.not_an_amount"
    negative = [found[name] for name in ("open", "minus", "minus2", "trailing") if found[name]]
    body = _close_up(found["body"])
    if body is None or len(negative) > 1 or (found["before"] and found["after"]):
        return "ledger.row.not_an_amount"
    if style.decimal is None and _told(body) is None:
        return "ledger.row.amount_ambiguous"
    plain = _plain(body, style.decimal or _told(body) or ".")
    if plain is None:
        return "ledger.row.amount_against_column" if _told(body) else "ledger.row.not_an_amount"
    sign = found["before"] or found["after"]
    currency = read_currency(sign) if sign else None
    if sign and currency is None and sign.isalpha() and sign.isascii():
        return "ledger.row.not_an_amount"
    return WrittenAmount(("-" if negative else "") + plain, currency)


def _plain(body: str, decimal: str) -> str | None:
    """`body` with a decimal point and no thousands marks; None when it does not fit the decimal mark."""
    thousands = re.escape("," if decimal == "." else ".")
    point = re.escape(decimal)
    grouped = rf"[0-9]{{1,3}}(?:{thousands}[0-9]{{2}})*{thousands}[0-9]{{3}}|[0-9]{{1,3}}(?:{thousands}[0-9]{{3}})+"
    found = re.fullmatch(rf"((?:{grouped}|[0-9]+)?)(?:{point}([0-9]+))?", body)
    if found is None or not (found[1] or found[2]):
        return None
    whole = re.sub(r"[.,]", "", found[1]).lstrip("0") or "0"
    return f"{whole}.{found[2]}" if found[2] else whole
