"""Claims."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from insurer.infra.append_only import append_only_statements, growing_again_statements

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
GROWS_ONLY = {"append_only": True}
APPEND_ONLY = ("paper_request", "claim_message", "claim_reserve")
ADDED = {
    "issued_document": (("fingerprint", sa.String(32)),),
    "overdue_notice": (("circumstance", sa.String(40)), ("told", sa.Text())),
    "claim": (("told", sa.Text()),),
}


def upgrade() -> None:
    """Drafts of claims, papers and the letters that ask for them, messages, reserves; fingerprints of documents."""
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _draft()
    _papers()
    _claim_rows()
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in append_only_statements(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    """Take them away again."""
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in growing_again_statements(table, dialect):
            op.execute(statement)
    for table in (*APPEND_ONLY, "claim_paper", "claim_draft"):
        op.drop_table(table)
    for table, columns in ADDED.items():
        for name, _kind in columns:
            op.drop_column(table, name)


def _owned(table: str, *columns: sa.schema.SchemaItem, keys: dict[str, str], **rest: object) -> None:
    """A table of a policyholder's rows with its id, its foreign keys and the index on its owner."""
    owned = {**keys, "policyholder_id": "party"}
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        *columns,
        sa.Column("policyholder_id", ROW_ID, nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, target in owned.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        **rest,
    )
    op.create_index(op.f(f"ix_{table}_policyholder_id"), table, ["policyholder_id"])


def _draft() -> None:
    _owned(
        "claim_draft",
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("cause", sa.String(40), nullable=False),
        sa.Column("loss_date", sa.Date(), nullable=True),
        sa.Column("receivables", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.Column("kept_by", sa.String(120), nullable=False),
        sa.UniqueConstraint("policy_id", "party_id", name=op.f("uq_claim_draft_policy_id_party_id")),
        keys={"policy_id": "policy", "party_id": "party"},
    )


def _papers() -> None:
    _owned(
        "claim_paper",
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("claim_id", ROW_ID, nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media", sa.String(20), nullable=False),
        sa.Column("size", ROW_ID, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("received_by", sa.String(120), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_claim_paper_not_empty")),
        sa.UniqueConstraint("key", name=op.f("uq_claim_paper_key")),
        keys={"policy_id": "policy", "party_id": "party", "claim_id": "claim"},
    )
    op.create_index(op.f("ix_claim_paper_policy_id_party_id"), "claim_paper", ["policy_id", "party_id"])
    op.create_index(op.f("ix_claim_paper_party_id"), "claim_paper", ["party_id"])
    op.create_index(op.f("ix_claim_paper_claim_id"), "claim_paper", ["claim_id"])
    _of_claim(
        "paper_request",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("kinds", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.String(120), nullable=False),
        sa.UniqueConstraint("number", name=op.f("uq_paper_request_number")),
    )


def _claim_rows() -> None:
    _of_claim(
        "claim_message",
        sa.Column("from_insurer", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("written_by", sa.String(120), nullable=False),
    )
    _of_claim(
        "claim_reserve",
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by", sa.String(120), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_claim_reserve_not_negative")),
    )


def _of_claim(table: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of rows about one claim that only grows."""
    _owned(table, sa.Column("claim_id", ROW_ID, nullable=False), *columns, keys={"claim_id": "claim"}, info=GROWS_ONLY)
    op.create_index(op.f(f"ix_{table}_claim_id"), table, ["claim_id"])
