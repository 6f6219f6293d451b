"""Early warning, expected payments, cash entries, pooled behaviour of buyers, and how people want their mails."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from insurer.infra import row_security as wall
from insurer.infra.append_only import append_only_statements, growing_again_statements

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
GROWS_ONLY = {"append_only": True}
EXACT = sa.String(48)
HOLDER = "policyholder_id"
APPEND_ONLY = (
    "house_threshold",
    "own_threshold",
    "company_figure",
    "warning_run",
    "warning_reading",
    "warning_step",
    "cash_entry",
    "payment_forecast",
    "expected_payment",
    "payment_back_test",
    "message_preference",
    "message_digest",
)
OWNED = (
    "own_threshold",
    "company_figure",
    "warning_run",
    "warning_reading",
    "warning_alert",
    "warning_step",
    "cash_entry",
    "payment_forecast",
    "expected_payment",
    "payment_back_test",
)
FAMILIES = (
    ("warning_run", "policy_id", "policy"),
    ("warning_reading", "run_id", "warning_run"),
    ("warning_alert", "policy_id", "policy"),
    ("warning_alert", "run_id", "warning_run"),
    ("warning_step", "alert_id", "warning_alert"),
    ("cash_entry", "cancels_id", "cash_entry"),
    ("payment_forecast", "policy_id", "policy"),
    ("payment_back_test", "policy_id", "policy"),
    ("expected_payment", "forecast_id", "payment_forecast"),
    ("expected_payment", "receivable_id", "receivable"),
)
"""Every key from one walled table to another: child, its column, parent."""
TABLES = (
    "message_digest",
    "message_preference",
    "buyer_rescore",
    "payment_back_test",
    "expected_payment",
    "payment_forecast",
    "cash_entry",
    "warning_step",
    "warning_alert",
    "warning_reading",
    "warning_run",
    "company_figure",
    "own_threshold",
    "house_threshold",
)
FIGURES = (
    "current_assets",
    "current_liabilities",
    "receivables",
    "inventory",
    "payables",
    "sales",
    "cost_of_sales",
    "bank_line",
    "bank_drawn",
)


def upgrade() -> None:
    """Make the tables, wall the owned ones, hold child rows to their parents, and let only the alerts change."""
    _thresholds()
    _runs()
    _alerts()
    _forecasts()
    _house()
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        _do(append_only_statements(table, dialect))
    if dialect == "postgresql":
        for table in OWNED:
            _do(wall.walled_statements(table))
        _do(wall.house_statements("buyer_rescore"))
    for table, column, parent in FAMILIES:
        _do(wall.same_tenant_statements(table, column, parent, "id", dialect))


def downgrade() -> None:
    """Take them away again."""
    dialect = op.get_bind().dialect.name
    for table, column, _parent in FAMILIES:
        _do(wall.any_tenant_statements(table, column, dialect))
    if dialect == "postgresql":
        for table in OWNED:
            _do(wall.open_again_statements(table))
        _do(wall.open_again_statements("buyer_rescore"))
    for table in APPEND_ONLY:
        _do(growing_again_statements(table, dialect))
    for table in TABLES:
        op.drop_table(table)


def _do(statements: list[str]) -> None:
    for statement in statements:
        op.execute(statement)


def _col(name: str, kind: object, *, null: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=null)  # type: ignore[arg-type]


def _table(table: str, *columns: sa.schema.SchemaItem, keys: dict[str, str], owned: bool = True) -> None:
    """A table with its id and foreign keys, and where it is owned the index on its owner."""
    targets = {**keys, HOLDER: "party"} if owned else keys
    op.create_table(
        table,
        sa.Column("id", ROW_ID, nullable=False),
        *columns,
        *((sa.Column(HOLDER, ROW_ID, nullable=False),) if owned else ()),
        *(
            sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))
            for name, target in targets.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        **({"info": GROWS_ONLY} if table in APPEND_ONLY else {}),
    )
    if owned:
        _index(table, HOLDER)


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _thresholds() -> None:
    def columns() -> list[sa.Column[object]]:
        return [
            _col("indicator", sa.String(40)),
            *(_col(level, EXACT) for level in ("yellow", "orange", "red")),
            _col("valid_from", sa.Date()),
            _col("reason", sa.Text()),
            _col("recorded_at", MOMENT),
            _col("recorded_by", sa.String(120)),
        ]

    _table("house_threshold", *columns(), keys={}, owned=False)
    _index("house_threshold", "indicator", "valid_from")
    _table("own_threshold", *columns(), keys={})
    _index("own_threshold", HOLDER, "indicator", "valid_from")
    _table(
        "company_figure",
        _col("day", sa.Date()),
        _col("currency", sa.String(3)),
        *(_col(f"{name}_minor", sa.BigInteger(), null=True) for name in FIGURES),
        _col("recorded_at", MOMENT),
        _col("recorded_by", sa.String(120)),
        keys={},
    )


def _runs() -> None:
    _table(
        "warning_run",
        _col("policy_id", ROW_ID),
        _col("as_of", sa.Date()),
        _col("known_at", MOMENT),
        _col("occasion", sa.String(20)),
        _col("currency", sa.String(3)),
        _col("measured", ROW_ID),
        _col("buyers", ROW_ID),
        _col("digest", sa.String(64)),
        _col("watch", sa.JSON()),
        keys={"policy_id": "policy"},
    )
    _index("warning_run", "policy_id", "id")
    _table(
        "warning_reading",
        _col("run_id", ROW_ID),
        _col("indicator", sa.String(40)),
        _col("party_id", ROW_ID, null=True),
        _col("value", EXACT),
        _col("level", sa.String(10)),
        _col("house_level", sa.String(10)),
        _col("threshold", sa.JSON()),
        _col("house_threshold", sa.JSON()),
        _unique("warning_reading", "run_id", "indicator", "party_id"),
        keys={"run_id": "warning_run", "party_id": "party"},
    )
    _index("warning_reading", "run_id")


def _alerts() -> None:
    _table(
        "warning_alert",
        _col("number", sa.String(24)),
        _col("side", sa.String(10)),
        _col("policy_id", ROW_ID),
        _col("party_id", ROW_ID, null=True),
        _col("run_id", ROW_ID),
        _col("indicator", sa.String(40)),
        _col("level", sa.String(10)),
        _col("level_before", sa.String(10)),
        _col("value", EXACT),
        _col("threshold", sa.JSON()),
        _col("raised_at", MOMENT),
        _col("due_on", sa.Date()),
        _col("owner", sa.String(120), null=True),
        _col("state", sa.String(16)),
        _col("escalated_at", MOMENT, null=True),
        _col("version", ROW_ID),
        _unique("warning_alert", "number"),
        _check("warning_alert", "of_a_side", "side IN ('own', 'house')"),
        keys={"policy_id": "policy", "party_id": "party", "run_id": "warning_run"},
    )
    _index("warning_alert", "policy_id", "side", "state")
    _table(
        "warning_step",
        _col("alert_id", ROW_ID),
        _col("move", sa.String(20)),
        _col("action", sa.String(40), null=True),
        _col("outcome", sa.String(40), null=True),
        _col("note", sa.Text()),
        _col("taken_at", MOMENT),
        _col("taken_by", sa.String(120)),
        _check(
            "warning_step", "closed_with_reason", "move <> 'close' OR (action IS NOT NULL AND outcome IS NOT NULL)"
        ),
        keys={"alert_id": "warning_alert"},
    )
    _index("warning_step", "alert_id")


def _forecasts() -> None:
    _table(
        "payment_forecast",
        _col("policy_id", ROW_ID),
        _col("as_of", sa.Date()),
        _col("known_at", MOMENT),
        _col("version", sa.String(40)),
        _col("seed", ROW_ID),
        _col("learned_from", ROW_ID),
        _col("inputs", sa.String(64)),
        keys={"policy_id": "policy"},
    )
    _index("payment_forecast", "policy_id", "id")
    _table(
        "expected_payment",
        _col("forecast_id", ROW_ID),
        _col("receivable_id", ROW_ID),
        _col("expected_on", sa.Date()),
        _col("basis", sa.String(20)),
        _col("known", ROW_ID),
        _unique("expected_payment", "forecast_id", "receivable_id"),
        keys={"forecast_id": "payment_forecast", "receivable_id": "receivable"},
    )
    _index("expected_payment", "receivable_id")
    _table(
        "payment_back_test",
        _col("policy_id", ROW_ID),
        _col("as_of", sa.Date()),
        _col("known_at", MOMENT),
        _col("version", sa.String(40)),
        _col("months", ROW_ID),
        _col("invoices", ROW_ID),
        *(_col(f"{name}_days", EXACT) for name in ("model", "average", "due")),
        keys={"policy_id": "policy"},
    )
    _index("payment_back_test", "policy_id", "id")
    _table(
        "cash_entry",
        _col("kind", sa.String(10)),
        _col("day", sa.Date()),
        _col("currency", sa.String(3)),
        _col("amount_minor", sa.BigInteger()),
        _col("words", sa.String(200)),
        _col("cancels_id", ROW_ID, null=True),
        _col("recorded_at", MOMENT),
        _col("recorded_by", sa.String(120)),
        _unique("cash_entry", "cancels_id"),
        _check("cash_entry", "known_kind", "kind IN ('opening', 'outflow')"),
        keys={"cancels_id": "cash_entry"},
    )


def _house() -> None:
    _table(
        "buyer_rescore",
        _col("party_id", ROW_ID),
        _col("before", sa.String(12)),
        _col("after", sa.String(12)),
        _col("cause", sa.String(40)),
        _col("rescored_at", MOMENT),
        _col("reviewed_at", MOMENT, null=True),
        _col("reviewed_by", sa.String(120), null=True),
        _col("note", sa.String(400), null=True),
        keys={"party_id": "party"},
        owned=False,
    )
    _index("buyer_rescore", "party_id", "id")
    _table(
        "message_preference",
        _col("login_id", ROW_ID),
        _col("mode", sa.String(10)),
        _col("digest_hour", ROW_ID),
        _col("quiet_from", ROW_ID),
        _col("quiet_to", ROW_ID),
        _col("set_at", MOMENT),
        _check("message_preference", "hour_of_a_day", "digest_hour BETWEEN 0 AND 23"),
        _check(
            "message_preference",
            "quiet_hours_of_a_day",
            "quiet_from BETWEEN 0 AND 23 AND quiet_to BETWEEN 0 AND 23",
        ),
        keys={"login_id": "login"},
        owned=False,
    )
    _index("message_preference", "login_id", "id")
    _table(
        "message_digest",
        _col("login_id", ROW_ID),
        _col("day", sa.Date()),
        _col("count", ROW_ID),
        _col("last_message", ROW_ID),
        _col("written_at", MOMENT),
        _unique("message_digest", "login_id", "day"),
        keys={"login_id": "login"},
        owned=False,
    )
