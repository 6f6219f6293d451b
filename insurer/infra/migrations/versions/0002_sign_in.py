"""Sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


COLUMNS = {"email": 254, "time_zone": 60, "dates": 10, "numbers": 10}


def upgrade() -> None:
    """Where a login's mail goes, and how its reader wants days, moments and figures written."""
    for name, length in COLUMNS.items():
        op.add_column("login", sa.Column(name, sa.String(length), nullable=True))
    op.create_index("ix_login_email", "login", ["email"], unique=True)


def downgrade() -> None:
    """Forget mail addresses and formats."""
    op.drop_index("ix_login_email", "login")
    for name in COLUMNS:
        op.drop_column("login", name)
