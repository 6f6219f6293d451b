"""An invoice that a full ledger had closed can come back: a receipt below zero takes the closing back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLE = "receivable_receipt"
BEFORE = ("amount_above_zero", "amount_minor > 0")
AFTER = ("sign_of_kind", "amount_minor > 0 AND kind <> 'returned' OR amount_minor < 0 AND kind = 'returned'")


def upgrade() -> None:
    """Below zero is what takes back a closing, and nothing else."""
    _exchange(BEFORE, AFTER)


def downgrade() -> None:
    """Back to amounts above zero; refused by the database while something was taken back."""
    _exchange(AFTER, BEFORE)


def _exchange(old: tuple[str, str], new: tuple[str, str]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f(f"ck_{TABLE}_{old[0]}"), TABLE, type_="check")
        op.create_check_constraint(op.f(f"ck_{TABLE}_{new[0]}"), TABLE, new[1])
    else:
        _built_anew(_check(*old), _check(*new))


def _check(name: str, condition: str) -> str:
    return f"CONSTRAINT ck_{TABLE}_{name} CHECK ({condition})"


def _built_anew(old: str, new: str) -> None:
    """SQLite changes no constraint of a table: the rows move to a new one, which gets the old indexes and triggers."""
    bind = op.get_bind()
    query = sa.text("SELECT name, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL")
    own = {name: sql for name, sql in bind.execute(query, {"table": TABLE})}
    made = own.pop(TABLE)
    if old not in made:
        raise RuntimeError(f"{TABLE} is not as it was made")
    for statement in (
        made.replace(old, new).replace(TABLE, f"{TABLE}_anew", 1),
        f"INSERT INTO {TABLE}_anew SELECT * FROM {TABLE}",  # noqa: S608 - our own names
        f"DROP TABLE {TABLE}",
        f"ALTER TABLE {TABLE}_anew RENAME TO {TABLE}",
        *own.values(),
    ):
        bind.exec_driver_sql(statement)
