"""Written days: which order a column uses, told from all its rows, and each cell read by it.

ISO, Chinese, named months and a workbook's own dates say themselves what they mean. `03/04/2024` does not: a
cell with a number over twelve in one place decides the order for the whole column. A column in which no cell
decides is read only when the sender says the order.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

from insurer.kernel.parsing import FIRST_DAY, LAST_DAY
from underwriting.receivables.reading.records import Cell
from underwriting.receivables.terms import DayOrder

_CLOCK = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_CLOCK}")
_COMPACT = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_CHINESE = re.compile(r"([0-9]{4}) *年 *([0-9]{1,2}) *月 *([0-9]{1,2}) *[日号]?")
_THREE = re.compile(rf"([0-9]{{1,2}})([-/.])([0-9]{{1,2}})\2([0-9]{{4}}|[0-9]{{2}}){_CLOCK}")
_NAMED = re.compile(
    r"([0-9]{1,2})[-/. ]+([A-Za-z]{3,9})[-/., ]+([0-9]{4})|([A-Za-z]{3,9})[. ]+([0-9]{1,2}),? +([0-9]{4})"
)
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_NAMES = "january february march april may june july august september october november december"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split(), start=1)}
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(20_000, 80_000)
_CENTURY = 2000
"""Two-digit years are of this century: no receivable is older."""
_CLEAR_MAJORITY = Fraction(95, 100)
NO_DAY = frozenset({"", "-", "--", "n/a", "#n/a", "null", "none", "nil", "无", "0000-00-00", "00/00/0000"})


@dataclass(frozen=True, slots=True)
class DayStyle:
    """How a column's days are read: the order (None while open), whether numbers are serials, and the evidence."""

    order: DayOrder | None
    serials: bool
    decided_by: str
    example: str = ""
    for_it: int = 0
    against_it: int = 0


@dataclass
class DayColumn:
    """What the cells of one column say about the order of their days, gathered row by row."""

    self_evident: int = 0
    serials: int = 0
    open: int = 0
    fitting: Counter[DayOrder] = field(default_factory=Counter)
    telling: int = 0
    examples: dict[DayOrder, str] = field(default_factory=dict)

    def add(self, cell: Cell, times: int = 1) -> None:
        if not isinstance(cell, str):
            self.self_evident += times
            return
        text = cell.strip()
        if text.casefold() in NO_DAY:
            return
        if _SERIAL.fullmatch(text):
            self.serials += times
            return
        orders = _possible(text)
        if orders is None:
            self.self_evident += times * (_plain_day(text) is not None)
        elif orders:
            self._weigh(orders, text, times)

    def _weigh(self, orders: dict[DayOrder, date], text: str, times: int) -> None:
        """A cell tells when it is no day in some order; it leaves the order open when it is several days."""
        self.open += times * (len(set(orders.values())) > 1)
        tells = len(orders) < len(_offered(text))
        self.telling += times * tells
        self.fitting.update(dict.fromkeys(orders, times * tells))
        if tells:
            for order in orders:
                self.examples.setdefault(order, text)

    def style(self, stated: DayOrder | None) -> DayStyle:
        """The column's style from the evidence, or as the sender stated."""
        serials = self.serials > 0 and not self.self_evident and not self.fitting
        if stated is not None:
            return DayStyle(stated, serials, "stated")
        if not self.fitting:
            return DayStyle(None, serials, "serial_numbers" if serials else "self_evident")
        best = self.fitting.most_common()
        order, count = best[0]
        runner_up = best[1][1] if len(best) > 1 else 0
        if self.telling and count > runner_up and Fraction(count, self.telling) >= _CLEAR_MAJORITY:
            return DayStyle(order, False, "over_twelve", self.examples[order], count, self.telling - count)
        if not self.open and not self.telling:
            return DayStyle(order, False, "all_the_same", for_it=count)
        contradictory = self.telling > count
        return DayStyle(None, False, "contradictory" if contradictory else "undecided", for_it=count)


def read_day(cell: Cell, style: DayStyle) -> date | str:
    """The day a cell means, or the code of what is wrong with it."""
    if not isinstance(cell, str):
        kind, text = cell
        if kind == "d":
            return _bounded(date.fromisoformat(text))
        return _serial(text) if kind == "n" and _COMPACT.fullmatch(text) is None else _read_text(text, style)
    return _read_text(cell.strip(), style)


@lru_cache(maxsize=16_384)
def _read_text(text: str, style: DayStyle) -> date | str:
    if _SERIAL.fullmatch(text):
        return _serial(text) if style.serials else "ledger.row.not_a_day"
    orders = _possible(text)
    if orders is None:
        plain = _plain_day(text)
        return _bounded(plain) if plain is not None else "ledger.row.not_a_day"
    if style.order is None:
        meanings = set(orders.values())
        return _bounded(meanings.pop()) if len(meanings) == 1 else "ledger.row.day_order_open"
    day = orders.get(style.order)
    if day is None:
        return "ledger.row.day_against_column" if orders else "ledger.row.not_a_day"
    return _bounded(day)


def _bounded(day: date) -> date | str:
    return day if FIRST_DAY <= day <= LAST_DAY else "ledger.row.day_out_of_range"


def _serial(text: str) -> date | str:
    """A spreadsheet's day number, counted from the end of 1899."""
    found = _SERIAL.fullmatch(text)
    if found is None or int(found[1]) not in _SERIALS:
        return "ledger.row.not_a_day"
    return _SERIAL_ZERO + timedelta(days=int(found[1]))


def _offered(text: str) -> dict[DayOrder, tuple[int, int, int]]:
    """The orders three plain numbers can stand in, as (year, month, day); none when the text is not of that kind."""
    found = _THREE.fullmatch(text)
    if found is None:
        return {}
    first, second, last = int(found[1]), int(found[3]), int(found[4])
    year = last if len(found[4]) == 4 else _CENTURY + last
    orders = {DayOrder.DAY_FIRST: (year, second, first), DayOrder.MONTH_FIRST: (year, first, second)}
    if len(found[4]) == 2 and len(found[1]) == 2:
        orders[DayOrder.YEAR_FIRST] = (_CENTURY + first, second, last)
    return orders


def _possible(text: str) -> dict[DayOrder, date] | None:
    """The orders in which three plain numbers are a day, with that day; None when the text is not of that kind."""
    offered = _offered(text)
    days = {order: _day(*parts) for order, parts in offered.items()}
    return {order: day for order, day in days.items() if day is not None} if offered else None


def _plain_day(text: str) -> date | None:
    """A day that says itself what it means: ISO, compact, Chinese, or with the month's English name."""
    for pattern in (_YEAR_FIRST, _CHINESE, _COMPACT):
        if found := pattern.fullmatch(text):
            year, month, day = (int(part) for part in found.groups() if part.isdigit())
            return _day(year, month, day)
    if found := _NAMED.fullmatch(text):
        day_text, name, year_text = (found[1], found[2], found[3]) if found[1] else (found[5], found[4], found[6])
        month = next((number for full, number in _MONTHS.items() if name.lower() in (full, full[:3], full[:4])), 0)
        return _day(int(year_text), month, int(day_text))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
