"""Portal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from insurer.infra.append_only import append_only_statements, growing_again_statements

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("message", "message_reading")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What the policyholders' people are told, and when they read it; why a declaration was corrected."""
    op.add_column("declaration", sa.Column("reason", sa.String(length=400), nullable=True))
    op.create_table(
        "message",
        sa.Column("id", KEY, nullable=False),
        sa.Column("login_id", KEY, nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("subject", sa.String(length=160), nullable=False),
        sa.Column("policy", sa.String(length=24), nullable=True),
        sa.Column("buyer", sa.String(length=40), nullable=True),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policyholder_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_message_login_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_message_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        info={"append_only": True},
    )
    op.create_index("ix_message_login_id_id", "message", ["login_id", "id"])
    op.create_index("ix_message_policy_id", "message", ["policy", "id"])
    op.create_index("ix_message_policyholder_id", "message", ["policyholder_id"])
    op.create_table(
        "message_reading",
        sa.Column("id", KEY, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("login_id", KEY, nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("policyholder_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_reading_message_id")),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_message_reading_login_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_message_reading_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_reading")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_reading_message_id")),
        info={"append_only": True},
    )
    op.create_index("ix_message_reading_policyholder_id", "message_reading", ["policyholder_id"])
    for table in TABLES:
        for statement in append_only_statements(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Forget what was told, and why declarations were corrected."""
    op.drop_column("declaration", "reason")
    for table in reversed(TABLES):
        for statement in growing_again_statements(table, op.get_bind().dialect.name):
            op.execute(statement)
        op.drop_table(table)
