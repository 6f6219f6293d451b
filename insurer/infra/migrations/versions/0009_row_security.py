"""Row security: the rows of one policyholder are kept apart from another's by the database itself.

Every table with a policyholder of its own is walled; the books, the trail and the capacities are the house's. A child
row has its parent's policyholder on both databases. On PostgreSQL the application gets a role that owns nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from insurer.infra import row_security as wall

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

HOLDER = "policyholder_id"
ASKED_BEFORE_SIGN_IN = {"mandate"}
"""Names whose data a login may see: read to learn the scope, so it cannot be narrowed by it."""
OF_THE_HOUSE = ("audit_event", "ledger_entry", "ledger_posting")


def upgrade() -> None:
    """Raise the walls."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        for statement in wall.FUNCTIONS:
            op.execute(statement)
        for table in _walled():
            _do(wall.walled_statements(table))
        for table in OF_THE_HOUSE:
            _do(wall.house_statements(table))
        wall.give_rights(op.get_bind())
    for table, column, parent, key in _families():
        _do(wall.same_tenant_statements(table, column, parent, key, dialect))


def downgrade() -> None:
    """Take them down."""
    dialect = op.get_bind().dialect.name
    for table, column, _, _ in _families():
        _do(wall.any_tenant_statements(table, column, dialect))
    if dialect == "postgresql":
        if wall.role_can_be_had(op.get_bind()):
            _do(wall.no_rights_statements())
        for table in (*_walled(), *OF_THE_HOUSE):
            _do(wall.open_again_statements(table))
        for statement in wall.DROP_FUNCTIONS:
            op.execute(statement)


def _do(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def _walled() -> list[str]:
    """Every table that names the policyholder of its rows."""
    inspector = sa.inspect(op.get_bind())
    return [
        table
        for table in sorted(inspector.get_table_names())
        if table not in ASKED_BEFORE_SIGN_IN and HOLDER in {column["name"] for column in inspector.get_columns(table)}
    ]


def _families() -> Iterator[tuple[str, str, str, str]]:
    """Every key from one walled table to another: child, its column, parent, the parent's column."""
    inspector = sa.inspect(op.get_bind())
    walled = _walled()
    for table in walled:
        for key in inspector.get_foreign_keys(table):
            if key["referred_table"] in walled:
                yield table, key["constrained_columns"][0], key["referred_table"], key["referred_columns"][0]
