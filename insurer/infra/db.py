"""The database: one declarative base, exact column types, and transactions that lock before they look.

SQLite and PostgreSQL behave alike: on SQLite a writing transaction begins with BEGIN IMMEDIATE, so what it
reads cannot change under it; on PostgreSQL a command locks the parent row of what it counts (`lock`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Dialect, Integer, MetaData, String, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeDecorator

from insurer.kernel import ids
from insurer.kernel.errors import NotFound


class Moment(TypeDecorator[datetime]):
    """A UTC moment; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive moment")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(TypeDecorator[Decimal]):
    """A rate or share kept as plain decimal text: the same digits on both databases, never a float."""

    impl = String(48)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


_ROW_ID = BigInteger().with_variant(Integer(), "sqlite")
_TYPED_IDS = [value for name, value in vars(ids).items() if name.endswith("Id")]

_registry = registry(
    metadata=MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    ),
    type_annotation_map={
        int: _ROW_ID,
        bool: Boolean(create_constraint=False),
        ids.Minor: BigInteger(),
        date: Date(),
        datetime: Moment(),
        Decimal: Exact(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        **dict.fromkeys(_TYPED_IDS, _ROW_ID),
    },
)


class Model(DeclarativeBase):
    """Every table derives from this."""

    registry: ClassVar[registry] = _registry


db = SQLAlchemy(metadata=_registry.metadata, disable_autonaming=True)
Row = TypeVar("Row", bound=Model)

_writing: ContextVar[bool] = ContextVar("writing", default=False)


@contextmanager
def writing() -> Iterator[None]:
    """Within, a transaction begins as a writer's: on SQLite it takes the write lock before the first read."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "busy_timeout=15000", "foreign_keys=ON", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def lock(model: type[Row], key: Any) -> Row:
    """The row, locked until the transaction ends: whoever counts on it does so alone."""
    row = db.session.get(model, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("row.absent", kind=model.__name__, key=key)
    return row
