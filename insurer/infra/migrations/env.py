"""How Alembic reaches the application's database and models."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy.engine import Connection

from insurer.infra.db import Exact, Moment, db, writing
from insurer.infra.row_security import all_rows
from insurer.tables import metadata


def _render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Our own column types by what they are in the database, so that a migration never needs today's code."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Exact):
        return f"sa.String({item.impl.length})"
    return False


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_render,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def migrate_online() -> None:
    """Migrate in transactions: on SQLite too, a broken migration leaves the schema as it was."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    with current_app.app_context(), db.engine.connect() as connection, writing(), all_rows(connection):
        _run(connection)


migrate_online()
