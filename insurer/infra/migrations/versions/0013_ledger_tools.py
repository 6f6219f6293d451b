"""Tools of the ledger: calendar addresses, statements to buyers and their answers, disputes, collection cases."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from alembic import op

from insurer.infra import row_security as wall
from insurer.infra.append_only import append_only_statements, growing_again_statements

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
GROWS_ONLY = {"append_only": True}
APPEND_ONLY = ("buyer_statement", "statement_answer", "dispute_act", "collection_line", "collection_step")
OWNED: Mapping[str, Mapping[str, str]] = {
    "buyer_statement": {"policy_id": "policy", "party_id": "party"},
    "statement_answer": {"statement_id": "buyer_statement"},
    "dispute_act": {"policy_id": "policy", "party_id": "party", "receivable_id": "receivable"},
    "collection_case": {"policy_id": "policy", "party_id": "party"},
    "collection_line": {"case_id": "collection_case", "receivable_id": "receivable"},
    "collection_step": {"case_id": "collection_case"},
}
"""The tables of a policyholder's rows with their keys, parents before children."""
OF_THE_HOUSE = {"party"}


def upgrade() -> None:
    """Make the tables, each kept apart by its policyholder and held to its parent's."""
    op.create_table(
        "calendar_link",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("login_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["login_id"], ["login.id"], name=op.f("fk_calendar_link_login_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_link")),
    )
    op.create_index(op.f("ix_calendar_link_login_id"), "calendar_link", ["login_id"])
    _statements()
    _disputes()
    _collections()
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        _do(append_only_statements(table, dialect))
    for table, keys in OWNED.items():
        if dialect == "postgresql":
            _do(wall.walled_statements(table))
        for column, parent in keys.items():
            if parent not in OF_THE_HOUSE:
                _do(wall.same_tenant_statements(table, column, parent, "id", dialect))


def downgrade() -> None:
    """Take them away again."""
    dialect = op.get_bind().dialect.name
    for table in reversed(OWNED):
        for column, parent in OWNED[table].items():
            if parent not in OF_THE_HOUSE:
                _do(wall.any_tenant_statements(table, column, dialect))
        if dialect == "postgresql":
            _do(wall.open_again_statements(table))
    for table in APPEND_ONLY:
        _do(growing_again_statements(table, dialect))
    for table in (*reversed(OWNED), "calendar_link"):
        op.drop_table(table)


def _do(statements: object) -> None:
    for statement in statements:
        op.execute(statement)


def _owned(table: str, *columns: sa.schema.SchemaItem, **rest: object) -> None:
    """A table of a policyholder's rows with its id, its keys and the index on its owner."""
    keys = OWNED[table]
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        *(sa.Column(name, ROW_ID, nullable=False) for name in keys),
        *columns,
        sa.Column("policyholder_id", ROW_ID, nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, target in {**keys, "policyholder_id": "party"}.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        **rest,
    )
    op.create_index(op.f(f"ix_{table}_policyholder_id"), table, ["policyholder_id"])


def _statements() -> None:
    _owned(
        "buyer_statement",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoices", ROW_ID, nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.UniqueConstraint("number", name=op.f("uq_buyer_statement_number")),
        info=GROWS_ONLY,
    )
    op.create_index(op.f("ix_buyer_statement_policy_id_party_id"), "buyer_statement", ["policy_id", "party_id"])
    _owned(
        "statement_answer",
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("difference_minor", sa.BigInteger(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answered_by", sa.String(120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("file_sha", sa.String(64), nullable=True),
        sa.Column("file_name", sa.String(200), nullable=True),
        sa.Column("file_media", sa.String(20), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.CheckConstraint(
            "(outcome = 'agreed') = (difference_minor = 0)", name=op.f("ck_statement_answer_agreed_means_no_difference")
        ),
        info=GROWS_ONLY,
    )
    op.create_index(op.f("ix_statement_answer_statement_id"), "statement_answer", ["statement_id"])


def _disputes() -> None:
    _owned(
        "dispute_act",
        sa.Column("move", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(20), nullable=True),
        sa.Column("statement", sa.String(24), nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_dispute_act_amount_not_negative")),
        info=GROWS_ONLY,
    )
    op.create_index(op.f("ix_dispute_act_receivable_id"), "dispute_act", ["receivable_id"])
    op.create_index(op.f("ix_dispute_act_policy_id"), "dispute_act", ["policy_id"])


def _collections() -> None:
    _owned(
        "collection_case",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by", sa.String(120), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_because", sa.String(20), nullable=True),
        sa.Column("version", ROW_ID, nullable=False),
        sa.UniqueConstraint("number", name=op.f("uq_collection_case_number")),
    )
    op.create_index(
        "uq_collection_case_open",
        "collection_case",
        ["policy_id", "party_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    _owned(
        "collection_line",
        sa.Column("number", sa.String(300), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.CheckConstraint("open_minor > 0", name=op.f("ck_collection_line_something_is_owed")),
        sa.UniqueConstraint("case_id", "receivable_id", name=op.f("uq_collection_line_case_id_receivable_id")),
        info=GROWS_ONLY,
    )
    _owned(
        "collection_step",
        sa.Column("step", sa.String(30), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        info=GROWS_ONLY,
    )
    op.create_index(op.f("ix_collection_step_case_id"), "collection_step", ["case_id"])
