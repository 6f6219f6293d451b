"""Lists: what a table shows and how it is sorted, filtered and paged, all of it in the address of the page.

A list reads its state from the query string against what it declares; nothing else reaches a query. Pages are
found by key, never by offset, so the thousandth is as quick as the first.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar

from flask import request
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, Row, Select, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from insurer.infra import languages
from insurer.infra.web.layout import same_page
from insurer.infra.web.status import status_badge
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money

Kind = Literal["text", "code", "money", "number", "share", "date", "moment", "status", "actions"]
Item = TypeVar("Item")
Query = Select[*tuple[Any, ...]]
Sorting = ColumnElement[Any] | InstrumentedAttribute[Any]
SIZES = (25, 50, 100, 200)
_RIGHT = ("money", "number", "share")
_LONGEST_FILTER = 200
_LONGEST_CURSOR = 800


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key in addresses and exports, its English heading, what kind of value it holds."""

    key: str
    label: str
    kind: Kind = "text"
    sortable: bool = False
    narrow: bool = False
    """Kept on a phone's first line; the others fold below."""

    @property
    def right(self) -> bool:
        return self.kind in _RIGHT


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter: its key in addresses, its English label and, for a choice, (value, words) pairs or an enumeration."""

    key: str
    label: str
    kind: Literal["text", "date", "choice"] = "text"
    of: type[StrEnum] | Sequence[tuple[str, str]] = ()

    def choices(self) -> list[tuple[str, str]]:
        if isinstance(self.of, type):
            return [(member.value, languages.label(member)) for member in self.of]
        return list(self.of)


@dataclass(frozen=True, slots=True)
class ListState:
    """What the reader asked of a list. Filters hold only the keys that the list declares and that were filled in."""

    sort: str
    descending: bool
    size: int
    filters: Mapping[str, str] = field(default_factory=dict)
    after: str | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items in order, with the cursors to what lies after and before, None where nothing does."""

    items: Sequence[Item]
    after: str | None = None
    before: str | None = None


def list_state(
    columns: Iterable[Column],
    filters: Iterable[Filter] = (),
    *,
    sort: str,
    descending: bool = False,
    size: int = 50,
) -> ListState:
    """The state in the present address; an unknown sort key or size is refused, an unknown filter ignored."""
    sortable = {column.key for column in columns if column.sortable} | {sort}
    asked = request.args.get("sort", "")
    key = asked.removeprefix("-") or sort
    if key not in sortable:
        raise InvalidInput("input.unknown_sort", "sort", value=key[:40])
    chosen = {one.key: request.args.get(one.key, "").strip() for one in filters}
    if any(len(value) > _LONGEST_FILTER for value in chosen.values()):
        raise InvalidInput("input.too_long", "filter", most=_LONGEST_FILTER)
    wished = request.args.get("size", "")
    return ListState(
        sort=key,
        descending=asked.startswith("-") if asked else descending,
        size=int(wished) if wished in {str(known) for known in SIZES} else size,
        filters={name: value for name, value in chosen.items() if value},
        after=request.args.get("after"),
        before=request.args.get("before"),
    )


def keyset_page(
    run: Callable[[Query], Sequence[Row[Any]]],
    statement: Query,
    keys: Mapping[str, Sorting],
    unique: Sorting,
    state: ListState,
) -> Page[Row[Any]]:
    """One page of `statement`, found by key. `keys` maps sort keys to columns without NULLs, `unique` breaks ties.

    `run` executes the statement within the reader's scope.
    """
    column = keys[state.sort]
    backwards = state.before is not None and state.after is None
    falling = state.descending != backwards
    cursor = state.before if backwards else state.after
    asked = statement.add_columns(column.label("_key"), unique.label("_unique"))
    if cursor:
        key, tie = decode_cursor(cursor)
        beyond = (column < key, unique < tie) if falling else (column > key, unique > tie)
        asked = asked.where(or_(beyond[0], and_(column == key, beyond[1])))
    order = (column.desc(), unique.desc()) if falling else (column.asc(), unique.asc())
    rows = list(run(asked.order_by(None).order_by(*order).limit(state.size + 1)))
    more, rows = len(rows) > state.size, rows[: state.size]
    if backwards:
        rows.reverse()
    if not rows:
        return Page(())
    first, last = (encode_cursor(row._key, row._unique) for row in (rows[0], rows[-1]))
    has_after = True if backwards else more
    has_before = more if backwards else cursor is not None
    return Page(rows, last if has_after else None, first if has_before else None)


def encode_cursor(*values: object) -> str:
    """Sort values as one opaque word for an address."""
    packed = [_packed(value) for value in values]
    return base64.urlsafe_b64encode(json.dumps(packed, separators=(",", ":")).encode()).decode().rstrip("=")


def decode_cursor(cursor: str) -> tuple[Any, Any]:
    """The sort values of a cursor; anything else than one of ours is refused."""
    try:
        if len(cursor) > _LONGEST_CURSOR:
            raise ValueError("longer than any cursor of ours")
        padded = cursor + "=" * (-len(cursor) % 4)
        key, tie = (_unpacked(pair) for pair in json.loads(base64.urlsafe_b64decode(padded.encode("ascii"))))
    except (ValueError, TypeError, KeyError, ArithmeticError, binascii.Error):
        raise InvalidInput("input.unknown_cursor", "cursor") from None
    return key, tie


_READERS: Mapping[str, Callable[[str], object]] = {
    "s": str,
    "i": int,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "n": Decimal,
}


def _packed(value: object) -> tuple[str, str]:
    match value:
        case bool():
            return "i", str(int(value))
        case int():
            return "i", str(value)
        case datetime():
            return "t", value.isoformat()
        case date():
            return "d", value.isoformat()
        case Decimal():
            return "n", str(value)
        case str():
            return "s", str(value)
        case _:
            raise TypeError(f"no sort value: {type(value).__name__}")


def _unpacked(pair: Sequence[str]) -> object:
    kind, value = pair
    return _READERS[kind](value)


@dataclass(frozen=True, slots=True)
class TableRow:
    """Cells already in the reader's language, and the address the row leads to."""

    cells: Sequence[str]
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list ready for the table macro."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[TableRow]
    state: ListState | None = None
    filters: Sequence[Filter] = ()
    page: Page[Any] | None = None
    exports: Sequence[str] = ()
    caption: str = ""
    empty: str = ""
    foot: Sequence[str] = ()

    def sort_href(self, column: Column) -> str:
        """The address of this list sorted by `column`, the other way round when it is already."""
        assert self.state is not None
        turn = self.state.sort == column.key and not self.state.descending
        return same_page(sort=f"-{column.key}" if turn else column.key, after=None, before=None)

    def order(self, column: Column) -> str:
        """`ascending`, `descending` or nothing: how the list is sorted by `column`."""
        if self.state is None or self.state.sort != column.key:
            return ""
        return "descending" if self.state.descending else "ascending"


def table_row(columns: Sequence[Column], values: Sequence[object], href: str = "") -> TableRow:
    """A row of raw values (Money, date, Decimal, StrEnum, text, markup) put into cells by their columns' kinds."""
    locale = languages.reader_locale()
    return TableRow([cell(column, value, locale) for column, value in zip(columns, values, strict=True)], href)


def cell(column: Column, value: object, locale: str) -> str:
    """One cell. Made here and not by a macro: a long list has thousands of them."""
    if value is None or value == "":
        return ""
    if hasattr(value, "__html__"):
        return Markup(value)  # noqa: S704 - already markup
    if isinstance(value, Money):
        return Markup('<span class="money"><span class="ccy">{}</span> {}</span>').format(
            value.currency, f"{value.decimal:,f}"
        )
    if column.kind == "status" and isinstance(value, StrEnum):
        return status_badge(value)
    if column.kind == "code":
        return Markup('<span class="ref">{}</span>').format(value)
    return escape(languages.shown(value, locale, "share" if column.kind == "share" else column.key))
