"""People."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from insurer.infra.append_only import append_only_statements, growing_again_statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
GROWS_ONLY = {"append_only": True}
APPEND_ONLY = ("restriction", "access_review", "assigned_buyer")
ADDED = {
    "role_grant": (
        ("agreed_by", sa.String(120)),
        ("reason", sa.String(400)),
        ("ended_at", MOMENT),
        ("ended_by", sa.String(120)),
    ),
    "mandate": (
        ("reading_only", sa.Boolean()),
        ("reference", sa.String(160)),
        ("given_by", sa.String(120)),
        ("given_at", MOMENT),
        ("ended_at", MOMENT),
        ("ended_by", sa.String(120)),
    ),
}


def upgrade() -> None:
    """Who had a hand in a role or mandate, requests for roles, restrictions, reviews of access, assignments."""
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_index("ix_audit_event_login_sequence", "audit_event", ["login", "sequence"])
    _requests()
    _restrictions()
    _assignments()
    for table in APPEND_ONLY:
        for statement in append_only_statements(table, op.get_bind().dialect.name):
            op.execute(statement)


def _requests() -> None:
    op.create_table(
        "role_request",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("login_id", ROW_ID, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(400), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.Column("asker_id", ROW_ID, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("answered_by", sa.String(120), nullable=True),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(400), nullable=True),
        sa.CheckConstraint("last_day IS NULL OR last_day >= first_day", name=op.f("ck_role_request_span_not_empty")),
        sa.CheckConstraint(
            "state IN ('waiting', 'agreed', 'declined', 'withdrawn')", name=op.f("ck_role_request_state_known")
        ),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_role_request_login_id")),
        sa.ForeignKeyConstraint(["asker_id"], ["person.id"], name=op.f("fk_role_request_asker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_request")),
    )
    op.create_index("ix_role_request_login_id", "role_request", ["login_id"])
    op.create_index("ix_role_request_state", "role_request", ["state"])


def _restrictions() -> None:
    op.create_table(
        "restriction",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("login_id", ROW_ID, nullable=False),
        sa.Column("acts", sa.JSON(), nullable=False),
        sa.Column("policies", sa.JSON(), nullable=True),
        sa.Column("limit_requests", sa.JSON(), nullable=False),
        sa.Column("claims", sa.JSON(), nullable=False),
        sa.Column("set_by", sa.String(120), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_restriction_login_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
        info=GROWS_ONLY,
    )
    op.create_index("ix_restriction_login_id_set_on", "restriction", ["login_id", "set_on"])
    op.create_table(
        "access_review",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("people", ROW_ID, nullable=False),
        sa.Column("grants", ROW_ID, nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.String(120), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_review")),
        info=GROWS_ONLY,
    )


def _assignments() -> None:
    op.create_table(
        "policy_assignment",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("payee_id", ROW_ID, nullable=False),
        sa.Column("reference", sa.String(160), nullable=False),
        sa.Column("all_buyers", sa.Boolean(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(120), nullable=True),
        sa.Column("policyholder_id", ROW_ID, nullable=False),
        sa.CheckConstraint(
            "last_day IS NULL OR last_day >= first_day", name=op.f("ck_policy_assignment_span_not_empty")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_policy_assignment_policy_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["party.id"], name=op.f("fk_policy_assignment_payee_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_policy_assignment_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_assignment")),
    )
    for column in ("policy_id", "payee_id", "policyholder_id"):
        op.create_index(f"ix_policy_assignment_{column}", "policy_assignment", [column])
    op.create_table(
        "assigned_buyer",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("assignment_id", ROW_ID, nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("policyholder_id", ROW_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["policy_assignment.id"], name=op.f("fk_assigned_buyer_assignment_id")
        ),
        sa.ForeignKeyConstraint(["policy_id"], ["policy.id"], name=op.f("fk_assigned_buyer_policy_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_assigned_buyer_party_id")),
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f("fk_assigned_buyer_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assigned_buyer")),
        sa.UniqueConstraint("assignment_id", "party_id", name=op.f("uq_assigned_buyer_assignment_id_party_id")),
        info=GROWS_ONLY,
    )
    for column in ("policy_id", "policyholder_id"):
        op.create_index(f"ix_assigned_buyer_{column}", "assigned_buyer", [column])


def downgrade() -> None:
    """Forget all of it."""
    for table in APPEND_ONLY:
        for statement in growing_again_statements(table, op.get_bind().dialect.name):
            op.execute(statement)
    for table in ("assigned_buyer", "policy_assignment", "access_review", "restriction", "role_request"):
        op.drop_table(table)
    op.drop_index("ix_audit_event_login_sequence", "audit_event")
    for table, columns in ADDED.items():
        for name, _kind in columns:
            op.drop_column(table, name)
