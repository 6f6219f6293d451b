"""Ceilings of accumulation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from insurer.infra import row_security as wall
from insurer.infra.append_only import append_only_statements, growing_again_statements

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLE = "accumulation_ceiling"


def upgrade() -> None:
    """The ceilings of accumulation, set by two people."""
    op.create_table(
        TABLE,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("net_assets_minor", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.String(48), nullable=False) for name in ("per_group", "in_all", "ceded")),
        *(sa.Column(name, sa.String(48), nullable=True) for name in ("per_country", "per_sector")),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.CheckConstraint("net_assets_minor >= 0", name=op.f(f"ck_{TABLE}_assets_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        info={"append_only": True},
    )
    op.create_index(op.f(f"ix_{TABLE}_valid_from"), TABLE, ["valid_from"])
    dialect = op.get_bind().dialect.name
    for statement in append_only_statements(TABLE, dialect):
        op.execute(statement)
    if dialect == "postgresql":
        wall.give_rights(op.get_bind())


def downgrade() -> None:
    """Take them away."""
    for statement in growing_again_statements(TABLE, op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table(TABLE)
