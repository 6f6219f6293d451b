"""Lists and formats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SEARCHED = ("name", "name_key", "latin_key", "id_value")
"""What companies are searched by."""


def upgrade() -> None:
    """Readers keep views of lists; parts of names are found by an index where PostgreSQL has the extension."""
    op.create_table(
        "saved_view",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("login", sa.String(120), nullable=False),
        sa.Column("place", sa.String(120), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("login", "place", "name", name="uq_saved_view_login_place_name"),
    )
    op.create_index("ix_policy_state_number", "policy", ["state", "number"])
    if _has_trigrams():
        for column in SEARCHED:
            op.execute(f"CREATE INDEX ix_party_{column}_trgm ON party USING gin ({column} gin_trgm_ops)")


def downgrade() -> None:
    """Forget the views and the index. The extension stays: others may use it."""
    if op.get_bind().dialect.name == "postgresql":
        for column in SEARCHED:
            op.execute(f"DROP INDEX IF EXISTS ix_party_{column}_trgm")
    op.drop_index("ix_policy_state_number", "policy")
    op.drop_table("saved_view")


def _has_trigrams() -> bool:
    """Whether this database finds parts of words by index; asks for the extension where we may."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return False
    try:
        with connection.begin_nested():
            connection.execute(sa.text("CREATE EXTENSION IF NOT EXISTS pg_trgm"))
    except sa.exc.DBAPIError:
        return False
    return True
