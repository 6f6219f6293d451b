"""Reading many rows as columns of whole numbers and texts, without an object per row.

The reader's scope narrows a statement as it narrows any other: outside of one nothing of a policyholder's is read.
Days come as ordinals (`date.toordinal`), moments as microseconds since 1970, both as 64-bit whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import BigInteger, Date, Integer, Select, String, cast, extract, literal_column, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from insurer.infra.db import Moment, db
from insurer.infra.scope import narrowed

CHUNK = 50_000
"""Rows fetched at a time: what stands in memory as Python objects stays small."""
_EPOCH = 719_163
"""The ordinal of 1 January 1970."""

Ints = NDArray[np.int64]
Columns = Mapping[str, Ints]


def read_columns(
    statement: Select[*tuple[Any, ...]], texts: Sequence[str] = ()
) -> tuple[Columns, Mapping[str, pl.Series]]:
    """The columns of a statement by name: whole numbers, and those named in `texts` as text.

    A column that may be empty is to be coalesced by the asker: an empty place is refused.
    """
    session = db.session()
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    columns = list(statement.selected_columns)
    names = [column.key or "" for column in columns]
    plain = statement.with_only_columns(
        *(_plain(column, on_sqlite=on_sqlite).label(name) for name, column in zip(names, columns, strict=True)),
        maintain_column_froms=True,
    )
    kinds = [_kind(column, on_sqlite=on_sqlite) if name not in texts else "text"
             for name, column in zip(names, columns, strict=True)]  # fmt: skip
    found: list[list[Any]] = [[] for _ in names]
    for rows in _chunks(plain):
        for at, values in enumerate(zip(*rows, strict=True)):
            found[at].append(_column(values, kinds[at]))
    numbers = {
        name: np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)
        for name, parts in zip(names, found, strict=True)
        if name not in texts
    }
    return numbers, {
        name: pl.concat(parts) if parts else pl.Series([], dtype=pl.String)
        for name, parts in zip(names, found, strict=True)
        if name in texts
    }


def _chunks(statement: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """The rows as the driver gives them, a chunk at a time."""
    connection, scoped = narrowed(statement)
    with connection.execute(scoped) as result:
        while result.cursor is not None and (rows := result.cursor.fetchmany(CHUNK)):
            yield rows


def _plain(column: ColumnElement[Any], *, on_sqlite: bool) -> ColumnElement[Any]:
    """The column as the driver gives it fastest."""
    if isinstance(column.type, Date):
        return type_coerce(column, String) if on_sqlite else type_coerce(column - _first_day(), Integer)
    if isinstance(column.type, Moment):
        return type_coerce(column, String) if on_sqlite else cast(extract("epoch", column) * 1_000_000, BigInteger)
    return column


def _first_day() -> ColumnElement[Any]:
    return literal_column("DATE '0001-01-01'")


def _kind(column: ColumnElement[Any], *, on_sqlite: bool) -> str:
    if isinstance(column.type, Date):
        return "day text" if on_sqlite else "day"
    return "moment text" if isinstance(column.type, Moment) and on_sqlite else "number"


def _column(values: Sequence[Any], kind: str) -> Any:
    if kind == "text":
        return pl.Series(values, dtype=pl.String)
    if kind == "day text":
        days = np.array(values, dtype="datetime64[D]").astype(np.int64)
        return days + _EPOCH
    if kind == "moment text":
        return np.array(values, dtype="datetime64[us]").astype(np.int64)
    whole = np.array(values, dtype=np.int64)
    return whole + 1 if kind == "day" else whole
