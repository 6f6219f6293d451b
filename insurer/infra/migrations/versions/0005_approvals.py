"""Approvals."""

from __future__ import annotations

import datetime

import sqlalchemy as sa
from alembic import op

from insurer.infra.append_only import append_only_statements, growing_again_statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
GROWS_ONLY = {"append_only": True}
ADDED = {
    "approval": (("reason", sa.Text()), ("voided_because", sa.String(40))),
    "underwriting_authority": (("per_period_minor", sa.BigInteger()), ("period_months", ROW_ID)),
}
APPEND_ONLY = (
    "approval_decline",
    "authority_use",
    "payment_authority",
    "bank_detail",
    "bank_detail_check",
    "payout",
)
TABLES = (
    *APPEND_ONLY[:2],
    "authority_holder",
    "payment_authority",
    "payout",
    "bank_detail_check",
    "bank_detail",
    "payee",
)
FIRST_AUTHORITIES = (
    ("claims_manager", 500_000_00, 0, 0),
    ("premium_officer", 0, 5_000_000_00, 0),
    ("collections_officer", 0, 0, 100_000_00),
    ("manager", 5_000_000_00, 0, 5_000_000_00),
)
"""Role, and up to how many cents it may settle, pay and refund at first; to be changed by two people."""
THIRD_PERSON_ABOVE = 1_000_00
CURRENCIES = ("EUR", "USD", "GBP", "CNY")


def upgrade() -> None:
    """Reasons and refusals of approvals, authority over a period and over payments, bank details and payouts."""
    for table, columns in ADDED.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    _approvals()
    _authority()
    _bank_details()
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in append_only_statements(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    """Everything of it gone."""
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in growing_again_statements(table, dialect):
            op.execute(statement)
    for table in TABLES:
        op.drop_table(table)
    for table, columns in ADDED.items():
        for name, _kind in columns:
            op.drop_column(table, name)


def _approvals() -> None:
    op.create_table(
        "approval_decline",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("approval_id", ROW_ID, nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("declined_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["approval_id"], ["approval.id"], name=op.f("fk_approval_decline_approval_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_approval_decline_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval_decline")),
        sa.UniqueConstraint("approval_id", name=op.f("uq_approval_decline_approval_id")),
        info=GROWS_ONLY,
    )


def _authority() -> None:
    op.create_table(
        "authority_holder",
        sa.Column("person_id", ROW_ID, autoincrement=False, nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_authority_holder_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authority_holder")),
    )
    op.create_table(
        "authority_use",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("person_id", ROW_ID, nullable=False),
        sa.Column("decision_id", ROW_ID, nullable=False),
        sa.Column("raised_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.CheckConstraint("raised_minor > 0", name=op.f("ck_authority_use_raised_above_zero")),
        sa.ForeignKeyConstraint(["person_id"], ["authority_holder.person_id"], name=op.f("fk_authority_use_person_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["limit_decision.id"], name=op.f("fk_authority_use_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_use")),
        sa.UniqueConstraint("decision_id", name=op.f("uq_authority_use_decision_id")),
        info=GROWS_ONLY,
    )
    op.create_index(op.f("ix_authority_use_person_id_used_on"), "authority_use", ["person_id", "used_on"])
    table = op.create_table(
        "payment_authority",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("settle_up_to_minor", sa.BigInteger(), nullable=False),
        sa.Column("pay_up_to_minor", sa.BigInteger(), nullable=False),
        sa.Column("refund_up_to_minor", sa.BigInteger(), nullable=False),
        sa.Column("third_person_above_minor", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.CheckConstraint(
            "settle_up_to_minor >= 0 AND pay_up_to_minor >= 0 AND refund_up_to_minor >= 0 "
            "AND third_person_above_minor >= 0",
            name=op.f("ck_payment_authority_amounts_not_negative"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_authority")),
        info=GROWS_ONLY,
    )
    op.create_index(op.f("ix_payment_authority_role_valid_from"), "payment_authority", ["role", "valid_from"])
    op.bulk_insert(table, [_first(row, currency) for currency in CURRENCIES for row in FIRST_AUTHORITIES])


def _first(row: tuple[str, int, int, int], currency: str) -> dict[str, object]:
    role, settle, pay, refund = row
    begins = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    return {
        "role": role,
        "currency": currency,
        "settle_up_to_minor": settle,
        "pay_up_to_minor": pay,
        "refund_up_to_minor": refund,
        "third_person_above_minor": THIRD_PERSON_ABOVE,
        "valid_from": begins.date(),
        "recorded_at": begins,
        "recorded_by": "house",
    }


def _owned(name: str, *others: sa.schema.SchemaItem) -> None:
    """A table of a policyholder's rows."""
    op.create_table(
        name,
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("policyholder_id", ROW_ID, nullable=False),
        *others,
        sa.ForeignKeyConstraint(["policyholder_id"], ["party.id"], name=op.f(f"fk_{name}_policyholder_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        info=GROWS_ONLY if name in APPEND_ONLY else {},
    )
    op.create_index(op.f(f"ix_{name}_policyholder_id"), name, ["policyholder_id"])


def _reference(name: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{name}_{column}"))


def _bank_details() -> None:
    _owned(
        "payee",
        sa.Column("since", MOMENT, nullable=False),
        sa.UniqueConstraint("policyholder_id", name=op.f("uq_payee_policyholder_id")),
    )
    _owned(
        "bank_detail",
        sa.Column("number", sa.String(24), nullable=False),
        sa.Column("payee_id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("holder", sa.String(200), nullable=False),
        sa.Column("country", sa.String(2), nullable=False),
        sa.Column("masked", sa.String(60), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("bic", sa.String(11), nullable=False),
        sa.Column("bank", sa.String(200), nullable=False),
        sa.Column("branch", sa.String(200), nullable=False),
        sa.Column("contact", sa.String(254), nullable=False),
        sa.Column("contact_locale", sa.String(10), nullable=False),
        sa.Column("document", sa.String(200), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", sa.String(120), nullable=False),
        sa.Column("entered_by_person", ROW_ID, nullable=False),
        sa.CheckConstraint("kind IN ('iban', 'national')", name=op.f("ck_bank_detail_kind_known")),
        _reference("bank_detail", "payee_id", "payee.id"),
        _reference("bank_detail", "entered_by_person", "person.id"),
        sa.UniqueConstraint("number", name=op.f("uq_bank_detail_number")),
    )
    op.create_index(op.f("ix_bank_detail_payee_id"), "bank_detail", ["payee_id"])
    _owned(
        "bank_detail_check",
        sa.Column("detail_id", ROW_ID, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("checked_by", sa.String(120), nullable=False),
        sa.Column("checked_by_person", ROW_ID, nullable=False),
        sa.Column("usable_from", MOMENT, nullable=False),
        sa.CheckConstraint("usable_from > checked_at", name=op.f("ck_bank_detail_check_cools_first")),
        _reference("bank_detail_check", "detail_id", "bank_detail.id"),
        _reference("bank_detail_check", "checked_by_person", "person.id"),
        sa.UniqueConstraint("detail_id", name=op.f("uq_bank_detail_check_detail_id")),
    )
    _owned(
        "payout",
        sa.Column("payment", sa.String(24), nullable=False),
        sa.Column("detail_id", ROW_ID, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", MOMENT, nullable=False),
        sa.Column("paid_by_person", ROW_ID, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payout_amount_above_zero")),
        _reference("payout", "detail_id", "bank_detail.id"),
        _reference("payout", "paid_by_person", "person.id"),
        sa.UniqueConstraint("payment", name=op.f("uq_payout_payment")),
    )
    op.create_index(op.f("ix_payout_detail_id"), "payout", ["detail_id"])
