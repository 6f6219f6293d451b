"""Tables that only grow: the database itself refuses UPDATE and DELETE, on both databases."""

from __future__ import annotations

from typing import Any

from insurer.infra.row_security import ROLE

GROWS_ONLY: dict[str, Any] = {"info": {"append_only": True}}
"""Put at the end of a model's `__table_args__`: its rows are added, never changed."""

_PG_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'append-only: % of % refused', TG_OP, TG_TABLE_NAME; END $$
"""


def append_only_statements(table: str, dialect: str) -> list[str]:
    """SQL that makes `table` append-only."""
    if dialect == "postgresql":
        return [
            _PG_FUNCTION,
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
            f"DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}') THEN "  # noqa: S608 - our own names
            f"REVOKE UPDATE, DELETE ON {table} FROM {ROLE}; END IF; END $$",
        ]
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, 'append-only: {verb} of {table} refused'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def growing_again_statements(table: str, dialect: str) -> list[str]:
    """SQL that takes the protection off, for a migration backwards."""
    if dialect == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        ]
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete")]
