"""A million invoices in one import: their keys are looked up per statement on PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from insurer.infra import bulk_keys

revision = "0010"
down_revision = "0016"
branch_labels = None
depends_on = None

IN_BULK = ("receivable", "receivable_receipt", "receivable_dispute")
POINTED_TO = ("party", "policy", "ledger_import")
_PARENTS = {
    "policy_id": "policy",
    "party_id": "party",
    "policyholder_id": "party",
    "import_id": "ledger_import",
    "receivable_id": "receivable",
}


def upgrade() -> None:
    """Take the keys of single rows off and put those of whole statements in their place."""
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
    if op.get_bind().dialect.name != "postgresql":
        return
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
