"""Pages of a long list found by key, never by offset, so that the thousandth is as quick as the first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Row, Select, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from insurer.kernel.errors import InvalidInput

Item = TypeVar("Item")
Query = Select[*tuple[Any, ...]]
Sorting = ColumnElement[Any] | InstrumentedAttribute[Any]
_LONGEST_CURSOR = 800


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


def ordering(keys: Mapping[str, Sorting], unique: Sorting, sort: str, falling: bool) -> tuple[ColumnElement[Any], ...]:
    """The order of a list: its sort column, then what breaks ties, both the same way."""
    column = keys[sort]
    columns = (column,) if column is unique else (column, unique)
    return tuple(one.desc() if falling else one.asc() for one in columns)


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
        asked = asked.where(_beyond(column, unique, key, tie, falling))
    order = ordering(keys, unique, state.sort, falling)
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


def _beyond(column: Sorting, unique: Sorting, key: Any, tie: Any, falling: bool) -> ColumnElement[bool]:
    """What lies after a row: one comparison of both values, which an index over both answers at once.

    A sort column that is unique itself is its own tie."""
    if column is unique:
        alone: ColumnElement[bool] = column < key if falling else column > key
        return alone
    here = tuple_(literal(key, column.type), literal(tie, unique.type))
    place = tuple_(column, unique)
    return place < here if falling else place > here


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
