"""Search."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0016"
branch_labels = None
depends_on = None

SEARCHED = ("name", "name_key", "latin_key", "id_value")
"""What companies were searched by, an index each."""
BATCH = 10_000
FOLLOWING = (
    "CREATE TRIGGER party_search_inserted AFTER INSERT ON party BEGIN"
    " INSERT INTO party_search(rowid, search_key) VALUES (new.id, new.search_key); END",
    "CREATE TRIGGER party_search_deleted AFTER DELETE ON party BEGIN"
    " INSERT INTO party_search(party_search, rowid, search_key) VALUES ('delete', old.id, old.search_key); END",
    "CREATE TRIGGER party_search_updated AFTER UPDATE OF search_key ON party BEGIN"
    " INSERT INTO party_search(party_search, rowid, search_key) VALUES ('delete', old.id, old.search_key);"
    " INSERT INTO party_search(rowid, search_key) VALUES (new.id, new.search_key); END",
)
"""SQLite: the index of parts follows every change of a key in the same transaction."""


def upgrade() -> None:
    """Companies are found by one key of all their names, and by one index of its parts on either database."""
    op.add_column("party", sa.Column("search_key", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_party_id_value", "party", ["id_value"])
    _fill()
    if op.get_bind().dialect.name == "postgresql":
        for column in SEARCHED:
            op.execute(f"DROP INDEX IF EXISTS ix_party_{column}_trgm")
        if _has_trigrams():
            op.execute("CREATE INDEX ix_party_search_key_trgm ON party USING gin (search_key gin_trgm_ops)")
    elif _has_parts():
        for statement in FOLLOWING:
            op.execute(statement)
        op.execute("INSERT INTO party_search(party_search) VALUES ('rebuild')")


def downgrade() -> None:
    """Back to an index per name."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS ix_party_search_key_trgm")
        if _has_trigrams():
            for column in SEARCHED:
                op.execute(f"CREATE INDEX ix_party_{column}_trgm ON party USING gin ({column} gin_trgm_ops)")
    else:
        for trigger in ("inserted", "deleted", "updated"):
            op.execute(f"DROP TRIGGER IF EXISTS party_search_{trigger}")
        op.execute("DROP TABLE IF EXISTS party_search")
    op.drop_index("ix_party_id_value", "party")
    op.drop_column("party", "search_key")


def _fill() -> None:
    """The key of every company on record, as `parties.rules.names.search_key` makes it."""
    connection = op.get_bind()
    party = sa.table(
        "party", *(sa.column(name) for name in ("id", "name", "name_key", "latin_key", "search_key"))
    )
    read = sa.select(party.c.id, party.c.name, party.c.name_key, party.c.latin_key)
    change = sa.update(party).where(party.c.id == sa.bindparam("row")).values(search_key=sa.bindparam("key"))
    last = 0
    while rows := connection.execute(read.where(party.c.id > last).order_by(party.c.id).limit(BATCH)).all():
        connection.execute(change, [{"row": row.id, "key": _key(row)} for row in rows])
        last = rows[-1].id


def _key(row: sa.Row[tuple[object, ...]]) -> str:
    return "\n".join(dict.fromkeys((row.name.casefold(), row.name_key, row.latin_key)))


def _has_trigrams() -> bool:
    """Whether PostgreSQL has the extension that finds parts of words by index."""
    return bool(op.get_bind().scalar(sa.text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")))


def _has_parts() -> bool:
    """Whether this SQLite can index parts of words; makes the index where it can."""
    try:
        op.execute(
            "CREATE VIRTUAL TABLE party_search"
            " USING fts5(search_key, content='party', content_rowid='id', tokenize='trigram', detail='none', columnsize=0)"
        )
    except sa.exc.OperationalError:
        return False
    return True
