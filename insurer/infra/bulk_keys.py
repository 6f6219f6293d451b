"""Keys of tables that take a million rows at once: on PostgreSQL looked up per statement, not row by row.

PostgreSQL asks for every key of every row by itself, which for a million rows with four keys takes longer than all
the rest. These tables only grow, so their keys are checked when rows come: once per statement and for all rows at
once (`row_security.same_tenant_statements` for parents of the same policyholder, `refuse_unknown` here for others),
and what they point to cannot be deleted. SQLite, where a look-up costs next to nothing, keeps its keys.
"""

from __future__ import annotations

from typing import Any

from insurer.infra.append_only import GROWS_ONLY

GROWS_IN_BULK: dict[str, Any] = {"info": {**GROWS_ONLY["info"], "keys_per_statement": True}}
"""Put at the end of a model's `__table_args__`, as GROWS_ONLY is."""

FUNCTIONS = (
    """
    CREATE FUNCTION refuse_unknown() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE strange boolean;
    BEGIN
      EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM (SELECT DISTINCT %1$I AS wanted FROM added) AS named '
        'WHERE wanted IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %2$I AS parent WHERE parent.id = wanted))',
        TG_ARGV[0], TG_ARGV[1]) INTO strange;
      IF strange THEN
        RAISE EXCEPTION '%: % is not in %', TG_TABLE_NAME, TG_ARGV[0], TG_ARGV[1] USING ERRCODE = '23503';
      END IF;
      RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is kept: others point to it', TG_TABLE_NAME USING ERRCODE = '23503'; END $$
    """,
)
DROP_FUNCTIONS = tuple(f"DROP FUNCTION IF EXISTS {name}()" for name in ("refuse_unknown", "refuse_removal"))


def known_statements(table: str, column: str, parent: str) -> list[str]:
    """SQL that refuses rows whose `column` names no row of `parent`, statement by statement."""
    return [
        f"CREATE TRIGGER {table}_{column}_known AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_unknown('{column}', '{parent}')"
    ]


def kept_statements(table: str) -> list[str]:
    """SQL that lets no row of a table be deleted."""
    return [
        f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal()"
    ]


def unchecked_statements(table: str, column: str) -> list[str]:
    """SQL that takes the check off, for a migration backwards."""
    return [f"DROP TRIGGER IF EXISTS {table}_{column}_known ON {table}"]


def removable_statements(table: str) -> list[str]:
    """SQL that lets rows be deleted again, for a migration backwards."""
    return [f"DROP TRIGGER IF EXISTS {table}_kept ON {table}"]
