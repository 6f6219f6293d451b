"""Columns into a table in one go: through a staging table on PostgreSQL, by prepared statement on SQLite.

PostgreSQL copies no rows into a table whose rows are kept apart, so they are copied beside it first and then inserted
as any other rows are: row security, keys, checks and triggers all look at them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from typing import Any, cast

import polars as pl
from sqlalchemy import Column, Connection, Table, text

from insurer.infra.db import Model, db

PORTION = 50_000
"""Rows handed to the database at a time."""
_STAGED = "staged_rows"
Tell = Callable[[int, int], None]
"""Called with how many of how many rows were handed over."""


def _silent(_done: int, _rows: int) -> None:
    """Nobody watches."""


def load(model: type[Model], rows: pl.DataFrame, constants: Mapping[str, Any], tell: Tell = _silent) -> None:
    """Insert `rows`, whose columns are those of the model's table, with the same `constants` in each."""
    if not rows.height:
        return
    table = _table(model)
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        _stage(connection, table, rows, tell)
        _insert_staged(table, rows.columns, constants)
    else:
        _insert(connection, table, rows, constants, tell)


def next_ids(model: type[Model], count: int) -> pl.Series:
    """Ids for `count` rows to come, in order; on SQLite the writer is alone, on PostgreSQL its counter gives them."""
    table = _table(model)
    if db.session.connection().dialect.name == "postgresql":
        query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :count)")
        found = db.session.execute(query, {"table": table.name, "count": count}).scalars()
        return pl.Series("id", list(found), dtype=pl.Int64)
    last = db.session.execute(text(f"SELECT COALESCE(MAX(id), 0) FROM {table.name}")).scalar_one()  # noqa: S608
    return pl.int_range(last + 1, last + 1 + count, dtype=pl.Int64, eager=True).alias("id")


def _table(model: type[Model]) -> Table:
    return cast(Table, model.__table__)


def _portions(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield from rows.iter_slices(PORTION)


def _stage(connection: Connection, table: Table, rows: pl.DataFrame, tell: Tell) -> None:
    columns = ", ".join(f'"{name}" {table.c[name].type.compile(connection.dialect)}' for name in rows.columns)
    db.session.execute(text(f"DROP TABLE IF EXISTS {_STAGED}"))
    db.session.execute(text(f"CREATE TEMPORARY TABLE {_STAGED} ({columns}) ON COMMIT DROP"))
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection has gone")
    with driver.cursor() as cursor, cursor.copy(f"COPY {_STAGED} FROM STDIN (FORMAT csv)") as copy:
        for done, portion in enumerate(_portions(rows)):
            tell(done * PORTION, rows.height)
            written = io.BytesIO()
            portion.write_csv(written, include_header=False)
            copy.write(written.getbuffer())


def _insert_staged(table: Table, names: list[str], constants: Mapping[str, Any]) -> None:
    columns = ", ".join(f'"{name}"' for name in (*names, *constants))
    values = ", ".join((*(f'"{name}"' for name in names), *(_constant(table.c[name]) for name in constants)))
    order = text(f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM {_STAGED}")  # noqa: S608 - our own names
    db.session.execute(order, dict(constants))


def _constant(column: Column[Any]) -> str:
    return f"CAST(:{column.name} AS {column.type.compile(db.session.connection().dialect)})"


def _insert(connection: Connection, table: Table, rows: pl.DataFrame, constants: Mapping[str, Any], tell: Tell) -> None:
    fixed = [_stored(table.c[name], value, connection) for name, value in constants.items()]
    days = [name for name, kind in rows.schema.items() if kind == pl.Date]
    columns = ", ".join(f'"{name}"' for name in (*constants, *rows.columns))
    marks = ", ".join("?" * (len(fixed) + rows.width))
    order = f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608 - our own names
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection has gone")
    for done, portion in enumerate(_portions(rows)):
        tell(done * PORTION, rows.height)
        written = portion.with_columns(pl.col(days).cast(pl.String)) if days else portion
        driver.executemany(order, ((*fixed, *row) for row in written.iter_rows()))


def _stored(column: Column[Any], value: object, connection: Connection) -> object:
    """A value as SQLAlchemy would hand it to the driver."""
    process = column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    return process(value) if process is not None else value
