"""Trade papers: e-invoices, orders and own limits, payment terms, commercial drafts, assigned receivables."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from insurer.infra import row_security as wall
from insurer.infra.append_only import append_only_statements, growing_again_statements

revision = "0012"
down_revision = "0015"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
GROWS_ONLY = {"append_only": True}
HOLDER = "policyholder_id"
TABLES = (
    "invoice_evidence",
    "evidence_link",
    "own_limit",
    "order_rule",
    "buyer_order",
    "order_step",
    "buyer_terms",
    "commercial_draft",
    "draft_invoice",
    "draft_step",
    "receivables_assignment",
    "assigned_receivable",
    "reassignment",
)
"""In the order in which they need each other; each only grows and belongs to a policyholder."""


def upgrade() -> None:
    """Make the tables, let them only grow, and keep policyholders apart in them."""
    for make in (
        _invoice_evidence, _evidence_link, _own_limit, _order_rule, _buyer_order, _order_step, _buyer_terms,
        _commercial_draft, _draft_invoice, _draft_step, _receivables_assignment, _assigned_receivable, _reassignment,
    ):  # fmt: skip
        make()
    dialect = op.get_bind().dialect.name
    for table in TABLES:
        _do(append_only_statements(table, dialect))
        if dialect == "postgresql":
            _do(wall.walled_statements(table))
    for family in _families():
        _do(wall.same_tenant_statements(*family, dialect))


def downgrade() -> None:
    """Take them away again."""
    dialect = op.get_bind().dialect.name
    for table, column, _parent, _key in _families():
        _do(wall.any_tenant_statements(table, column, dialect))
    for table in reversed(TABLES):
        if dialect == "postgresql":
            _do(wall.open_again_statements(table))
        _do(growing_again_statements(table, dialect))
        op.drop_table(table)


def _do(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def _families() -> Iterator[tuple[str, str, str, str]]:
    """Every key from one of these tables to a table that names its policyholder."""
    inspector = sa.inspect(op.get_bind())
    for table in TABLES:
        for key in inspector.get_foreign_keys(table):
            parent = key["referred_table"]
            if HOLDER in {column["name"] for column in inspector.get_columns(parent)}:
                yield table, key["constrained_columns"][0], parent, key["referred_columns"][0]


def _owned(table: str, *columns: sa.schema.SchemaItem, keys: dict[str, str]) -> None:
    """A table of a policyholder's rows with its id, its foreign keys and the index on its owner."""
    owned = {**keys, HOLDER: "party"}
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        *columns,
        sa.Column(HOLDER, ROW_ID, nullable=False),
        *(
            sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, target in owned.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        info=GROWS_ONLY,
    )
    op.create_index(op.f(f"ix_{table}_{HOLDER}"), table, [HOLDER])


def _invoice_evidence() -> None:
    _owned(
        "invoice_evidence",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("file_sha", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("invoice_number", sa.String(300), nullable=False),
        sa.Column("number_key", sa.String(300), nullable=False),
        sa.Column("seller", sa.String(300), nullable=False),
        sa.Column("buyer", sa.String(300), nullable=False),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("grand", sa.String(48), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=False),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("received_by", sa.String(120), nullable=False),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_evidence_number")),
        sa.UniqueConstraint("policy_id", "file_sha", name=op.f("uq_invoice_evidence_policy_id_file_sha")),
        keys={"policy_id": "policy"},
    )
    op.create_index(op.f("ix_invoice_evidence_policy_id_number_key"), "invoice_evidence", ["policy_id", "number_key"])


def _evidence_link() -> None:
    _owned(
        "evidence_link",
        sa.Column("evidence_id", ROW_ID, nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("receivable_id", ROW_ID, nullable=False),
        sa.Column("how", sa.String(12), nullable=False),
        sa.Column("linked_at", MOMENT, nullable=False),
        sa.Column("linked_by", sa.String(120), nullable=False),
        sa.UniqueConstraint("evidence_id", name=op.f("uq_evidence_link_evidence_id")),
        keys={"evidence_id": "invoice_evidence", "policy_id": "policy", "party_id": "party", "receivable_id": "receivable"},
    )
    op.create_index(op.f("ix_evidence_link_policy_id"), "evidence_link", ["policy_id"])
    op.create_index(op.f("ix_evidence_link_receivable_id"), "evidence_link", ["receivable_id"])


def _own_limit() -> None:
    _owned(
        "own_limit",
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("payment_days", ROW_ID, nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_own_limit_amount_not_negative")),
        keys={"policy_id": "policy", "party_id": "party"},
    )
    op.create_index(op.f("ix_own_limit_policy_id_party_id_valid_from"), "own_limit", ["policy_id", "party_id", "valid_from"])


def _order_rule() -> None:
    _owned(
        "order_rule",
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("overdue_days", ROW_ID, nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.CheckConstraint("overdue_days >= 0", name=op.f("ck_order_rule_days_not_negative")),
        keys={"policy_id": "policy"},
    )
    op.create_index(op.f("ix_order_rule_policy_id"), "order_rule", ["policy_id"])


def _buyer_order() -> None:
    _owned(
        "buyer_order",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("reference", sa.String(120), nullable=False),
        sa.Column("reference_key", sa.String(120), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("deposit_minor", sa.BigInteger(), nullable=False),
        sa.Column("exposure_minor", sa.BigInteger(), nullable=False),
        sa.Column("exposure_currency", sa.String(3), nullable=False),
        sa.Column("payment_days", ROW_ID, nullable=False),
        sa.Column("method", sa.String(2), nullable=False),
        sa.Column("ships_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("checked_by", sa.String(120), nullable=False),
        sa.CheckConstraint("amount_minor > 0 AND deposit_minor >= 0", name=op.f("ck_buyer_order_amounts_make_sense")),
        sa.UniqueConstraint("number", name=op.f("uq_buyer_order_number")),
        sa.UniqueConstraint("policy_id", "party_id", "reference_key", name=op.f("uq_buyer_order_policy_id_party_id_reference_key")),
        keys={"policy_id": "policy", "party_id": "party"},
    )
    op.create_index(op.f("ix_buyer_order_policy_id_party_id"), "buyer_order", ["policy_id", "party_id"])


def _order_step() -> None:
    _owned(
        "order_step",
        sa.Column("order_id", ROW_ID, nullable=False),
        sa.Column("move", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_at", MOMENT, nullable=False),
        sa.Column("taken_by", sa.String(120), nullable=False),
        keys={"order_id": "buyer_order"},
    )
    op.create_index(op.f("ix_order_step_order_id"), "order_step", ["order_id"])


def _buyer_terms() -> None:
    _owned(
        "buyer_terms",
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("start", sa.String(20), nullable=False),
        sa.Column("days", ROW_ID, nullable=False),
        sa.Column("day_of_month", ROW_ID, nullable=True),
        sa.Column("discount", sa.String(48), nullable=True),
        sa.Column("discount_days", ROW_ID, nullable=True),
        sa.Column("deposit", sa.String(48), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.CheckConstraint("days >= 0", name=op.f("ck_buyer_terms_days_not_negative")),
        keys={"policy_id": "policy", "party_id": "party"},
    )
    op.create_index(op.f("ix_buyer_terms_policy_id_party_id_valid_from"), "buyer_terms", ["policy_id", "party_id", "valid_from"])


def _commercial_draft() -> None:
    _owned(
        "commercial_draft",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("draft_number", sa.String(60), nullable=False),
        sa.Column("number_key", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("drawer", sa.String(300), nullable=False),
        sa.Column("acceptor", sa.String(300), nullable=False),
        sa.Column("issued", sa.Date(), nullable=False),
        sa.Column("maturity", sa.Date(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_from", sa.String(30), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_commercial_draft_amount_above_zero")),
        sa.CheckConstraint("maturity >= issued", name=op.f("ck_commercial_draft_matures_after_issue")),
        sa.UniqueConstraint("policy_id", "number_key", name=op.f("uq_commercial_draft_policy_id_number_key")),
        sa.UniqueConstraint("number", name=op.f("uq_commercial_draft_number")),
        keys={"policy_id": "policy", "party_id": "party"},
    )
    op.create_index(op.f("ix_commercial_draft_policy_id_party_id"), "commercial_draft", ["policy_id", "party_id"])


def _draft_invoice() -> None:
    _owned(
        "draft_invoice",
        sa.Column("draft_id", ROW_ID, nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("receivable_id", ROW_ID, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_draft_invoice_amount_above_zero")),
        sa.UniqueConstraint("draft_id", "receivable_id", name=op.f("uq_draft_invoice_draft_id_receivable_id")),
        keys={"draft_id": "commercial_draft", "policy_id": "policy", "party_id": "party", "receivable_id": "receivable"},
    )
    op.create_index(op.f("ix_draft_invoice_policy_id"), "draft_invoice", ["policy_id"])
    op.create_index(op.f("ix_draft_invoice_receivable_id"), "draft_invoice", ["receivable_id"])


def _draft_step() -> None:
    _owned(
        "draft_step",
        sa.Column("draft_id", ROW_ID, nullable=False),
        sa.Column("move", sa.String(12), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("holder", sa.String(300), nullable=False),
        sa.Column("recourse", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("import_id", ROW_ID, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        keys={"draft_id": "commercial_draft", "import_id": "ledger_import"},
    )
    op.create_index(op.f("ix_draft_step_draft_id"), "draft_step", ["draft_id"])


def _receivables_assignment() -> None:
    _owned(
        "receivables_assignment",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("assignee_id", ROW_ID, nullable=False),
        sa.Column("agreement", sa.String(160), nullable=False),
        sa.Column("recourse", sa.Boolean(), nullable=False),
        sa.Column("assigned_on", sa.Date(), nullable=False),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("registration", sa.String(60), nullable=False),
        sa.Column("registered_at", MOMENT, nullable=True),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.CheckConstraint("(registration = '') = (registered_at IS NULL)", name=op.f("ck_receivables_assignment_registration_has_its_time")),
        sa.UniqueConstraint("number", name=op.f("uq_receivables_assignment_number")),
        keys={"policy_id": "policy", "assignee_id": "party"},
    )
    op.create_index(op.f("ix_receivables_assignment_assignee_id"), "receivables_assignment", ["assignee_id"])
    op.create_index(op.f("ix_receivables_assignment_policy_id"), "receivables_assignment", ["policy_id"])


def _assigned_receivable() -> None:
    _owned(
        "assigned_receivable",
        sa.Column("assignment_id", ROW_ID, nullable=False),
        sa.Column("policy_id", ROW_ID, nullable=False),
        sa.Column("party_id", ROW_ID, nullable=False),
        sa.Column("receivable_id", ROW_ID, nullable=False),
        sa.Column("turn", ROW_ID, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_assigned_receivable_amount_above_zero")),
        sa.UniqueConstraint("receivable_id", "turn", name=op.f("uq_assigned_receivable_receivable_id_turn")),
        keys={"assignment_id": "receivables_assignment", "policy_id": "policy", "party_id": "party", "receivable_id": "receivable"},
    )
    op.create_index(op.f("ix_assigned_receivable_assignment_id"), "assigned_receivable", ["assignment_id"])
    op.create_index(op.f("ix_assigned_receivable_policy_id_party_id"), "assigned_receivable", ["policy_id", "party_id"])


def _reassignment() -> None:
    _owned(
        "reassignment",
        sa.Column("assigned_id", ROW_ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.UniqueConstraint("assigned_id", name=op.f("uq_reassignment_assigned_id")),
        keys={"assigned_id": "assigned_receivable"},
    )
