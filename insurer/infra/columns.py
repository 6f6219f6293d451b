"""Reading many rows as columns of whole numbers and texts, without an object per row.

The reader's scope narrows a statement as it narrows any other: outside of one nothing of a policyholder's is read.
Days come as ordinals (`date.toordinal`), moments as microseconds since 1970, both as 64-bit whole numbers.

SQLite lies in our own process and hands over rows fast. PostgreSQL writes out every value, and its driver makes an
object of each; so there the server strings the values of a column together as the bytes it would send anyway, and
numpy takes them over as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import polars as pl
from numpy.typing import NDArray
from psycopg.pq import Format
from sqlalchemy import (
    BigInteger,
    Connection,
    Date,
    Engine,
    LargeBinary,
    Select,
    String,
    any_,
    cast,
    event,
    func,
    literal,
    literal_column,
    text,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnElement

from insurer.infra.db import Moment, db
from insurer.infra.scope import narrowed

CHUNK = 50_000
"""Rows fetched from SQLite at a time: what stands in memory as Python objects stays small."""
PART = 256 << 20
"""Bytes of a table on PostgreSQL that one row of bytes is made of: a row could not be larger than 1 GiB."""
REMEMBERED = 60.0
"""Seconds for which the sizes of tables are remembered."""
_known: WeakKeyDictionary[Engine, tuple[float, Mapping[str, int]]] = WeakKeyDictionary()
_EPOCH = 719_163
"""The ordinal of 1 January 1970."""
_DAY_2000, _MOMENT_2000 = 730_120, 946_684_800_000_000
"""Where PostgreSQL begins to count: the ordinal of 1 January 2000, and its microseconds since 1970."""
_BYTES = "as_bytes"

Ints = NDArray[np.int64]
Columns = Mapping[str, Ints]


def read_columns(
    statement: Select[*tuple[Any, ...]], texts: Sequence[str] = ()
) -> tuple[Columns, Mapping[str, pl.Series]]:
    """The columns of a statement by name: whole numbers, and those named in `texts` as text.

    The rows come in no order, but in the same one in every column; a statement that asks for one is refused. The
    first column is the key of the table that has most of the rows. A column that may be empty is to be coalesced by
    the asker: an empty place is refused.
    """
    if statement._order_by_clauses:
        raise ValueError("columns come in no order: sort them where they arrive")
    columns = {column.key or "": column for column in statement.selected_columns}
    on_sqlite = db.session().get_bind().dialect.name == "sqlite"
    read = _from_sqlite if on_sqlite else _from_postgresql
    found: dict[str, list[Any]] = {name: [] for name in columns}
    for part in read(statement, columns, texts):
        for name, values in zip(columns, part, strict=True):
            found[name].append(values)
    return (
        {name: _joined(parts) for name, parts in found.items() if name not in texts},
        {name: pl.concat(parts) if parts else pl.Series([], dtype=pl.String)
         for name, parts in found.items() if name in texts},
    )  # fmt: skip


def coded(texts: pl.Series, codes: Mapping[str, int]) -> Ints:
    """Texts as the numbers that they stand for; one without a number is a fault."""
    known, numbers = list(codes), list(codes.values())
    found: Ints = texts.replace_strict(known, numbers, return_dtype=pl.Int64).to_numpy()
    return found


def among(column: ColumnElement[int] | InstrumentedAttribute[Any], ids: Sequence[int]) -> ColumnElement[bool]:
    """Whether a key is among many: PostgreSQL is given them as one list, not each as a value of its own."""
    if db.session().get_bind().dialect.name == "sqlite":
        return column.in_(ids)
    return column == any_(literal(ids, ARRAY(BigInteger)))


def _joined(parts: Sequence[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


# --- SQLite: rows -----------------------------------------------------------------------------------------------


def _from_sqlite(
    statement: Select[*tuple[Any, ...]], columns: Mapping[str, ColumnElement[Any]], texts: Sequence[str]
) -> Iterator[list[Any]]:
    """The columns of the rows as the driver gives them, a chunk at a time."""
    plain = [(type_coerce(one, String) if _is_time(one) else one).label(name) for name, one in columns.items()]
    connection, scoped = narrowed(statement.with_only_columns(*plain, maintain_column_froms=True))
    with connection.execute(scoped) as result:
        while result.cursor is not None and (rows := result.cursor.fetchmany(CHUNK)):
            yield [
                _words(values, name) if name in texts else _whole(values, one, name)
                for values, (name, one) in zip(zip(*rows, strict=True), columns.items(), strict=True)
            ]


def _is_time(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, Date | Moment)


def _words(values: Sequence[Any], name: str) -> pl.Series:
    found = pl.Series(values, dtype=pl.String)
    if found.null_count():
        raise ValueError(f"{name}: an empty place among texts")
    return found


def _whole(values: Sequence[Any], column: ColumnElement[Any], name: str) -> Ints:
    if not _is_time(column):
        try:
            return np.array(values, dtype=np.int64)
        except TypeError as reason:
            raise ValueError(f"{name}: an empty place among whole numbers") from reason
    day = isinstance(column.type, Date)
    times = np.array(values, dtype="datetime64[D]" if day else "datetime64[us]")
    if np.isnat(times).any():
        raise ValueError(f"{name}: an empty place among whole numbers")
    return times.astype(np.int64) + (_EPOCH if day else 0)


# --- PostgreSQL: bytes ------------------------------------------------------------------------------------------


def _from_postgresql(
    statement: Select[*tuple[Any, ...]], columns: Mapping[str, ColumnElement[Any]], texts: Sequence[str]
) -> Iterator[list[Any]]:
    """The columns of all of the rows, or of a large table's some of the rows at a time, each as one string of bytes."""
    strung = [_strung(one, text=name in texts).label(name) for name, one in columns.items()]
    plain = statement.with_only_columns(func.count(), *strung, maintain_column_froms=True)
    key = next(iter(columns.values()))
    parts = _parts(key)
    connection, scoped = narrowed(plain if parts == 1 else plain.group_by(key % parts))
    for count, *values in connection.execute(scoped, execution_options={_BYTES: True}):
        if count:
            yield [
                _texts(value, count, name) if name in texts else _numbers(value, count, one, name)
                for value, (name, one) in zip(values, columns.items(), strict=True)
            ]


def _parts(key: ColumnElement[Any]) -> int:
    """In how many rows of bytes what is asked of a table is sent."""
    return 1 + _sizes().get(str(key.table.name), 0) // PART


def _sizes() -> Mapping[str, int]:
    """The bytes of every table, asked for at most once a minute: no table outgrows its parts in that time."""
    connection = db.session().connection()
    at, known = _known.get(connection.engine, (0.0, {}))
    if not known or monotonic() - at > REMEMBERED:
        rows = connection.execute(
            text("SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND pg_table_is_visible(oid)")
        )
        known = {str(name): int(size) for name, size in rows}
        _known[connection.engine] = (monotonic(), known)
    return known


def _strung(column: ColumnElement[Any], *, text: bool) -> ColumnElement[Any]:
    """All values of a column as the bytes in which PostgreSQL sends them, texts with a zero byte between."""
    value: ColumnElement[Any] = func.convert_to(column, literal_column("'UTF8'")) if text else _sent(column)
    between: ColumnElement[Any] = literal_column(r"'\x00'::bytea" if text else "''::bytea")
    return func.string_agg(value, between, type_=LargeBinary)


def _sent(column: ColumnElement[Any]) -> ColumnElement[Any]:
    if isinstance(column.type, Date):
        return func.date_send(column)
    if isinstance(column.type, Moment):
        return func.timestamptz_send(column)
    return func.int8send(cast(column, BigInteger))


def _numbers(value: bytes | None, count: int, column: ColumnElement[Any], name: str) -> Ints:
    day = isinstance(column.type, Date)
    whole = np.frombuffer(value or b"", dtype=">i4" if day else ">i8").astype(np.int64)
    if len(whole) != count:
        raise ValueError(f"{name}: an empty place among whole numbers")
    if day:
        whole += _DAY_2000
    elif isinstance(column.type, Moment):
        whole += _MOMENT_2000
    return whole


def _texts(value: bytes | None, count: int, name: str) -> pl.Series:
    found = pl.Series([(value or b"").decode()]).str.split("\0").explode()
    if value is None or len(found) != count:
        raise ValueError(f"{name}: an empty place among texts")
    return found


@event.listens_for(Engine, "before_cursor_execute")
def _ask_for_bytes(_connection: Connection, cursor: Any, _sql: str, _values: Any, context: Any, _many: bool) -> None:
    """The driver is to take bytes as bytes, not spelt out in digits of sixteen."""
    if context is not None and context.execution_options.get(_BYTES):
        cursor.format = Format.BINARY
