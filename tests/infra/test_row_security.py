"""The second wall: on PostgreSQL the database itself keeps policyholders apart; on both a child has its parent's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from insurer.infra.audit.trail import verify
from insurer.infra.db import db
from insurer.infra.row_security import ROLE
from insurer.infra.scope import house_writing, reading_as
from insurer.kernel.acting import ALL, NOBODY, Scope
from insurer.kernel.ids import PartyId
from policies.contracts.models import Policy
from tests.builders.policies import FIRST, Office
from tests.conftest import MOMENT
from underwriting.receivables.models import LedgerImport

OURS = "SELECT count(*) FROM policy"


def only(*policyholders: PartyId) -> Scope:
    return Scope(policyholders=frozenset(policyholders))


@pytest.fixture
def two(app: Flask, clock: Any) -> Iterator[tuple[PartyId, PartyId]]:
    """Two policyholders with a policy each; the context is entered without a scope."""
    with app.app_context():
        with reading_as(ALL):
            office = Office(clock).on(FIRST)
            first, second = office.company("Alder AG", "DE"), office.company("Birch SA", "FR")
            office.bound(first)
            office.bound(second)
        db.session.remove()
        yield first, second


def _on_postgresql() -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has neither roles nor row security")


def _count() -> int:
    return int(db.session.execute(text(OURS)).scalar_one())


def test_a_plain_query_without_a_scope_finds_nothing(two: tuple[PartyId, PartyId]) -> None:
    _on_postgresql()

    assert _count() == 0
    with reading_as(NOBODY):
        assert _count() == 0
    for table in ("receivable", "claim", "limit_decision", "timeline_line", "audit_event", "ledger_posting"):
        assert db.session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


def test_a_plain_query_finds_the_rows_of_its_scope_alone(two: tuple[PartyId, PartyId]) -> None:
    _on_postgresql()
    first, second = two

    with reading_as(only(first)):
        assert db.session.execute(text("SELECT policyholder_id FROM policy")).scalars().all() == [first]
        assert db.session.execute(text("SELECT 1 FROM policy WHERE policyholder_id = :it"), {"it": second}).all() == []
    with reading_as(only(first, second)):
        assert _count() == 2
    with reading_as(ALL):
        assert _count() == 2


def test_the_wall_follows_the_scope_within_a_transaction_and_out_of_a_savepoint(two: tuple[PartyId, PartyId]) -> None:
    _on_postgresql()
    first, second = two

    with reading_as(only(first)):
        assert _count() == 1
        with reading_as(ALL):
            assert _count() == 2
        savepoint = db.session.begin_nested()
        with reading_as(only(first, second)):
            assert _count() == 2
        savepoint.rollback()
        assert _count() == 1
    assert _count() == 0


def test_nobody_writes_or_moves_a_row_of_another_policyholder(two: tuple[PartyId, PartyId]) -> None:
    _on_postgresql()
    first, second = two

    with reading_as(only(first)):
        changed = db.session.execute(
            text("UPDATE policy SET currency = 'XXX' WHERE policyholder_id = :it"), {"it": second}
        )
        assert changed.rowcount == 0  # type: ignore[attr-defined]
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.execute(text("UPDATE policy SET policyholder_id = :it"), {"it": second})
        db.session.rollback()
        db.session.add(_import(second))
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.flush()
        db.session.rollback()


def test_the_house_writes_its_own_and_then_the_wall_stands_as_before(two: tuple[PartyId, PartyId]) -> None:
    _on_postgresql()
    first, second = two

    with reading_as(only(first)):
        with house_writing():
            db.session.add(_import(second))
        assert db.session.execute(text("SELECT count(*) FROM ledger_import")).scalar_one() == 0
        db.session.rollback()


def _import(policyholder: PartyId) -> LedgerImport:
    with reading_as(ALL):
        policy = db.session.scalars(select(Policy.id).where(Policy.policyholder_id == policyholder)).one()
    return LedgerImport(
        policyholder_id=policyholder,
        number="IM-2025-000009",
        policy_id=policy,
        file_sha="0" * 64,
        name="ledger.csv",
        plan={},
        as_of=FIRST,
        state="done",
        received_at=MOMENT,
        received_by="somebody",
    )


def test_the_application_owns_nothing_and_cannot_touch_what_only_grows(two: tuple[PartyId, PartyId]) -> None:
    _on_postgresql()
    with reading_as(ALL):
        assert db.session.execute(text("SELECT current_user")).scalar_one() == ROLE
        owned = text("SELECT count(*) FROM pg_class WHERE relowner = CAST(current_user AS regrole)")
        assert db.session.execute(owned).scalar_one() == 0
        for forbidden in (
            "UPDATE audit_event SET login = 'somebody'",
            "DELETE FROM audit_event",
            "TRUNCATE audit_event",
            "UPDATE ledger_posting SET amount_minor = 1",
            "DELETE FROM limit_decision",
            "DROP TABLE policy",
            "ALTER TABLE policy DISABLE ROW LEVEL SECURITY",
            "DROP POLICY kept_apart ON policy",
            "CREATE TABLE planted (id int)",
            "UPDATE alembic_version SET version_num = '0001'",
        ):
            with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
                db.session.execute(text(forbidden))
            db.session.rollback()
        assert verify()[1] == []


def test_the_owner_of_the_tables_is_bound_too_where_there_is_no_role(two: tuple[PartyId, PartyId]) -> None:
    """FORCE: an installation whose account may make no role acts as the owner, and the rows are kept apart still."""
    _on_postgresql()
    with db.engine.connect() as connection:
        owner = f"owner_{connection.exec_driver_sql('SELECT pg_backend_pid()').scalar_one()}"
        connection.exec_driver_sql(f"CREATE ROLE {owner}")
        connection.exec_driver_sql(f"GRANT USAGE, CREATE ON SCHEMA public TO {owner}")
        connection.exec_driver_sql(f"ALTER TABLE policy OWNER TO {owner}")
        try:
            assert [_as_owner(connection, owner, whose) for whose in ("", str(two[0]), "*")] == [0, 1, 2]
        finally:
            connection.rollback()


def _as_owner(connection: Connection, owner: str, whose: str) -> int:
    connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")
    connection.exec_driver_sql(f"SET LOCAL tradecover.policyholders = '{whose}'")
    found = int(connection.exec_driver_sql(OURS).scalar_one())
    connection.exec_driver_sql("RESET ROLE")
    return found


def test_control_a_superuser_of_its_own_passes_every_wall(two: tuple[PartyId, PartyId]) -> None:
    """Why sessions take the role: the account the tests connect with sees everything without it."""
    _on_postgresql()
    with db.engine.connect() as connection:
        assert connection.exec_driver_sql(OURS).scalar_one() == 2


def test_a_child_row_has_the_policyholder_of_its_parent(two: tuple[PartyId, PartyId]) -> None:
    first, second = two
    with reading_as(ALL):
        row = _import(first)
        row.policyholder_id = second
        db.session.add(row)
        with pytest.raises(IntegrityError, match="policy of another policyholder"):
            db.session.flush()
        db.session.rollback()
