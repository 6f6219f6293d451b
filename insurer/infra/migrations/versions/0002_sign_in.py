"""Sign in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LOGIN = {"email": sa.String(254), "time_zone": sa.String(60), "dates": sa.String(10), "numbers": sa.String(10)}
SESSION = {"address": sa.String(45), "confirmed_at": sa.DateTime(timezone=True), "challenge": sa.String(120)}
TABLES = (
    "authenticator",
    "recovery_code",
    "passkey",
    "sign_in_attempt",
    "one_time_link",
    "known_device",
    "sign_in_address",
)


def upgrade() -> None:
    """Where a login's mail goes, how its reader wants things written, second factors, and the ways in."""
    for name, kind in LOGIN.items():
        op.add_column("login", sa.Column(name, kind, nullable=True))
    op.create_index("ix_login_email", "login", ["email"], unique=True)
    for name, kind in SESSION.items():
        op.add_column("user_session", sa.Column(name, kind, nullable=True))
    _factors()
    _ways_in()


def _factors() -> None:
    op.create_table(
        "authenticator",
        _login("authenticator"),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("counter", ROW_ID, nullable=False),
        _moment("added_at"),
        sa.PrimaryKeyConstraint("login_id", name="pk_authenticator"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("id", ROW_ID, nullable=False),
        _login("recovery_code"),
        sa.Column("code_hash", sa.String(64), nullable=False),
        _moment("made_at"),
        _moment("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_code"),
    )
    op.create_index("ix_recovery_code_login_id", "recovery_code", ["login_id"])
    op.create_table(
        "passkey",
        sa.Column("id", ROW_ID, nullable=False),
        _login("passkey"),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("credential_id", sa.String(400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", ROW_ID, nullable=False),
        _moment("added_at"),
        _moment("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_passkey"),
        sa.UniqueConstraint("credential_id", name="uq_passkey_credential_id"),
    )
    op.create_index("ix_passkey_login_id", "passkey", ["login_id"])


def _ways_in() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("token_hash", sa.String(64), nullable=False),
        _login("sign_in_attempt", nullable=True),
        _moment("begun_at"),
        _moment("ended_at", nullable=True),
        sa.Column("wrong", ROW_ID, nullable=False),
        sa.Column("challenge", sa.String(120), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_login_id", "sign_in_attempt", ["login_id"])
    op.create_table(
        "one_time_link",
        sa.Column("token_hash", sa.String(64), nullable=False),
        _login("one_time_link"),
        sa.Column("purpose", sa.String(20), nullable=False),
        _moment("made_at"),
        _moment("ends_at"),
        _moment("used_at", nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_one_time_link"),
    )
    op.create_index("ix_one_time_link_login_id", "one_time_link", ["login_id"])
    op.create_table(
        "known_device",
        sa.Column("token_hash", sa.String(64), nullable=False),
        _login("known_device"),
        sa.Column("device", sa.String(200), nullable=False),
        _moment("known_at"),
        sa.Column("failures", ROW_ID, nullable=False),
        _moment("wait_until", nullable=True),
        sa.PrimaryKeyConstraint("token_hash", "login_id", name="pk_known_device"),
    )
    op.create_table(
        "sign_in_address",
        sa.Column("address", sa.String(45), nullable=False),
        sa.Column("failures", ROW_ID, nullable=False),
        _moment("failed_at"),
        _moment("wait_until", nullable=True),
        sa.PrimaryKeyConstraint("address", name="pk_sign_in_address"),
    )


def _login(table: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column("login_id", ROW_ID, sa.ForeignKey("login.id", name=f"fk_{table}_login_id"), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def downgrade() -> None:
    """Forget second factors, links and devices, mail addresses and formats."""
    for table in TABLES:
        op.drop_table(table)
    for name in SESSION:
        op.drop_column("user_session", name)
    op.drop_index("ix_login_email", "login")
    for name in LOGIN:
        op.drop_column("login", name)
