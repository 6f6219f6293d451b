"""A million invoices in one import, full or incremental; on PostgreSQL keys are looked up per statement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from insurer.infra import bulk_keys

revision = "0010"
down_revision = "0014"
branch_labels = None
depends_on = None

IN_BULK = ("receivable", "receivable_receipt", "receivable_dispute")
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
POINTED_TO = ("party", "policy", "ledger_import")
_PARENTS = {
    "policy_id": "policy",
    "party_id": "party",
    "policyholder_id": "party",
    "import_id": "ledger_import",
    "receivable_id": "receivable",
}


def upgrade() -> None:
    """Modes of an import; keys of single rows give way to those of whole statements."""
    for column in (
        sa.Column("mode", sa.String(12), nullable=False, server_default="incremental"),
        sa.Column("whole", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false()),
        sa.Column("closed", _ID, nullable=False, server_default="0"),
    ):
        op.add_column("ledger_import", column)
    if op.get_bind().dialect.name != "postgresql":
        return
    _do(bulk_keys.FUNCTIONS)
    for table in IN_BULK:
        for key in sa.inspect(op.get_bind()).get_foreign_keys(table):
            op.drop_constraint(str(key["name"]), table, type_="foreignkey")
        _do(bulk_keys.known_statements(table, "party_id", "party"))
    for table in POINTED_TO:
        _do(bulk_keys.kept_statements(table))


def downgrade() -> None:
    """And back."""
    if op.get_bind().dialect.name == "postgresql":
        _keys_by_row()
    for name in ("closed", "whole", "mode"):
        op.drop_column("ledger_import", name)


def _keys_by_row() -> None:
    for table in POINTED_TO:
        _do(bulk_keys.removable_statements(table))
    for table in IN_BULK:
        _do(bulk_keys.unchecked_statements(table, "party_id"))
        there = {column["name"] for column in sa.inspect(op.get_bind()).get_columns(table)}
        for column, parent in _PARENTS.items():
            if column in there:
                op.create_foreign_key(f"fk_{table}_{column}", table, parent, [column], ["id"])
    _do(bulk_keys.DROP_FUNCTIONS)


def _do(statements: tuple[str, ...] | list[str]) -> None:
    for statement in statements:
        op.execute(statement)
