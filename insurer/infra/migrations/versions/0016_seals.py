"""Seals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from insurer.infra import row_security as wall
from insurer.infra.append_only import append_only_statements, growing_again_statements

revision = "0016"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE, PARENT = "bank_detail_seal", "bank_detail"
ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Sealed account numbers apart from the rows that only grow, so that a new secret can seal them again."""
    op.create_table(
        TABLE,
        sa.Column("detail_id", ROW_ID, sa.ForeignKey(f"{PARENT}.id", name=f"fk_{TABLE}_detail_id"), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column(
            "policyholder_id", ROW_ID, sa.ForeignKey("party.id", name=f"fk_{TABLE}_policyholder_id"), nullable=False
        ),
        sa.PrimaryKeyConstraint("detail_id", name=f"pk_{TABLE}"),
    )
    op.create_index(f"ix_{TABLE}_policyholder_id", TABLE, ["policyholder_id"])
    op.execute(
        f"INSERT INTO {TABLE} (detail_id, sealed, policyholder_id) SELECT id, sealed, policyholder_id FROM {PARENT}"  # noqa: S608 - our own names
    )
    op.execute(f"ALTER TABLE {PARENT} DROP COLUMN sealed")
    dialect = op.get_bind().dialect.name
    statements = wall.same_tenant_statements(TABLE, "detail_id", PARENT, "id", dialect)
    for statement in [*(wall.walled_statements(TABLE) if dialect == "postgresql" else []), *statements]:
        op.execute(statement)


def downgrade() -> None:
    """Back beside the details, as they are sealed now."""
    dialect = op.get_bind().dialect.name
    for statement in growing_again_statements(PARENT, dialect):
        op.execute(statement)
    op.add_column(PARENT, sa.Column("sealed", sa.Text(), nullable=False, server_default=""))
    op.execute(f"UPDATE {PARENT} SET sealed = (SELECT sealed FROM {TABLE} WHERE detail_id = {PARENT}.id)")  # noqa: S608 - our own names
    for statement in [
        *append_only_statements(PARENT, dialect),
        *wall.any_tenant_statements(TABLE, "detail_id", dialect),
    ]:
        op.execute(statement)
    op.drop_table(TABLE)
