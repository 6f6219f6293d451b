"""The second wall: PostgreSQL itself keeps each policyholder's rows apart, whatever a query forgot to ask.

Every transaction of the application says for whom it reads (`tradecover.policyholders`: `*` for everything, a list
of ids, nothing for nobody) and acts as a role that owns no table: it can neither change the schema nor change what
only grows. SQLite has neither roles nor row security; there the first wall (`scope`) stands alone, and the tenant of
a child row is held to its parent's on both databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text
from sqlalchemy.engine import Connection

ROLE = "tradecover_app"
SETTING = "tradecover.policyholders"
POLICY = "kept_apart"
EVERYTHING = "*"
_HOLDER = "policyholder_id"

FUNCTIONS = (
    f"""
    CREATE FUNCTION reads_everything() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
      SELECT COALESCE(current_setting('{SETTING}', true) = '{EVERYTHING}', false) $$
    """,
    f"""
    CREATE FUNCTION reads_policyholders() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
      SELECT CASE WHEN reads_everything() THEN '{{}}'
             ELSE COALESCE(string_to_array(current_setting('{SETTING}', true), ','), '{{}}') END::bigint[] $$
    """,
    f"""
    CREATE FUNCTION refuse_other_tenant() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE strange boolean;
    BEGIN
      EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM added WHERE added.%1$I IS NOT NULL AND NOT EXISTS (SELECT 1 FROM %2$I AS parent '
        'WHERE parent.%3$I = added.%1$I AND parent.{_HOLDER} = added.{_HOLDER}))',
        TG_ARGV[0], TG_ARGV[1], TG_ARGV[2]) INTO strange;
      IF strange THEN
        RAISE EXCEPTION '%: % of another policyholder', TG_TABLE_NAME, TG_ARGV[1] USING ERRCODE = '23503';
      END IF;
      RETURN NULL;
    END $$
    """,  # noqa: S608 - our own names
)
DROP_FUNCTIONS = tuple(
    f"DROP FUNCTION IF EXISTS {name}()" for name in ("refuse_other_tenant", "reads_policyholders", "reads_everything")
)

CREATE_ROLE = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}') THEN CREATE ROLE {ROLE} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$
"""  # noqa: S608 - our own name
"""Roles belong to the whole server: another installation, or another migration at this moment, may have made it."""


def walled_statements(table: str) -> list[str]:
    """SQL that keeps a table's rows apart by their own policyholder; rows of no policyholder are the house's."""
    seen = f"(SELECT reads_everything()) OR {_HOLDER} = ANY ((SELECT reads_policyholders())::bigint[])"
    return _secured(table, seen)


def house_statements(table: str) -> list[str]:
    """SQL that shows a table's rows only to whoever reads everything."""
    return _secured(table, "(SELECT reads_everything())")


def _secured(table: str, seen: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {POLICY} ON {table} USING ({seen}) WITH CHECK ({seen})",
    ]


def open_again_statements(table: str) -> list[str]:
    """SQL that takes the wall down, for a migration backwards."""
    return [
        f"DROP POLICY IF EXISTS {POLICY} ON {table}",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]


def same_tenant_statements(table: str, column: str, parent: str, key: str, dialect: str) -> list[str]:
    """SQL that refuses a row whose parent (`table.column` names `parent.key`) is another policyholder's."""
    if dialect == "postgresql":
        return [
            f"CREATE TRIGGER {same_tenant_name(table, column, verb)} AFTER {verb} ON {table} "
            f"REFERENCING NEW TABLE AS added FOR EACH STATEMENT "
            f"EXECUTE FUNCTION refuse_other_tenant('{column}', '{parent}', '{key}')"
            for verb in ("INSERT", "UPDATE")
        ]
    return [
        f"CREATE TRIGGER {same_tenant_name(table, column, verb)} BEFORE {verb} ON {table} "  # noqa: S608 - our own names
        f"WHEN NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {parent} AS parent "
        f"WHERE parent.{key} = NEW.{column} AND parent.{_HOLDER} = NEW.{_HOLDER}) "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {parent} of another policyholder'); END"
        for verb in ("INSERT", "UPDATE")
    ]


def any_tenant_statements(table: str, column: str, dialect: str) -> list[str]:
    """SQL that takes that check off, for a migration backwards."""
    on = f" ON {table}" if dialect == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {same_tenant_name(table, column, verb)}{on}" for verb in ("INSERT", "UPDATE")]


def same_tenant_name(table: str, column: str, verb: str) -> str:
    """The name of the trigger that holds a child row to its parent's policyholder."""
    return f"{table}_{column}_tenant_{verb.lower()}"


def rights_statements(append_only: list[str]) -> list[str]:
    """SQL that gives the application's role what it needs and no more, on the tables there are and those to come."""
    everyday = "SELECT, INSERT, UPDATE, DELETE"
    return [
        f"GRANT USAGE ON SCHEMA public TO {ROLE}",
        f"GRANT {everyday} ON ALL TABLES IN SCHEMA public TO {ROLE}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {everyday} ON TABLES TO {ROLE}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {ROLE}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {ROLE}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {ROLE}" for table in append_only),
    ]


def no_rights_statements() -> list[str]:
    """SQL that takes those rights back; the role itself stays, for it belongs to the whole server."""
    return [
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM {ROLE}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM {ROLE}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {ROLE}",
        f"REVOKE USAGE ON SCHEMA public FROM {ROLE}",
    ]


def role_can_be_had(connection: Connection) -> bool:
    """Whether the application's role exists and whoever is connected may act as it."""
    query = text("SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = :role AND pg_has_role(oid, 'MEMBER'))")
    return bool(connection.scalar(query, {"role": ROLE}))


def give_rights(connection: Connection) -> None:
    """Make the application's role where the account may, and give it its rights on what there is now.

    Without it the installation works all the same, its rows kept apart; the doctor says what is missing.
    """
    account = text("SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user")
    if connection.scalar(account):
        connection.exec_driver_sql(CREATE_ROLE)
        if not role_can_be_had(connection):
            connection.exec_driver_sql(f"GRANT {ROLE} TO CURRENT_USER")
    if role_can_be_had(connection):
        watched = text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE right(tgname, 12) = '_append_only'")
        for statement in rights_statements(list(connection.scalars(watched))):
            connection.exec_driver_sql(statement)


UNWALLED = f"""
SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid
WHERE polname = '{POLICY}' AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY relname
"""  # noqa: S608 - our own name
"""Tables whose wall somebody has taken down."""
_ROLE_QUERY = f"""
SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{ROLE}' AND pg_has_role(current_user, oid, 'MEMBER')
               AND has_table_privilege(oid, to_regclass('alembic_version'), 'SELECT'))
"""  # noqa: S608 - our own name


def role_of(connection: Connection) -> str:
    """The role that a transaction on this connection takes: the application's own, or none where it may not.

    Asked once per connection. Without the role the rows are still kept apart (FORCE binds the owner too).
    """
    known: str | None = connection.info.get(ROLE)
    if known is None:
        may = bool(connection.exec_driver_sql(_ROLE_QUERY).scalar_one())
        known = connection.info[ROLE] = ROLE if may else "none"
    return known


@contextmanager
def all_rows(connection: Connection) -> Iterator[None]:
    """Within, the owner of the tables sees and moves every row on this connection: for migrations.

    At the end the application's role gets its rights on whatever the migrations made.
    """
    if connection.dialect.name != "postgresql":
        yield
        return
    with connection.begin():
        connection.exec_driver_sql(f"SELECT set_config('{SETTING}', '{EVERYTHING}', false)")
    try:
        yield
        with connection.begin():
            if connection.scalar(text("SELECT to_regproc('reads_everything') IS NOT NULL")):
                give_rights(connection)
    finally:
        connection.rollback()
        with connection.begin():
            connection.exec_driver_sql(f"RESET {SETTING}")
