"""The migrated schema is the models' schema, forward and back, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, inspect, text
from sqlalchemy.engine import Engine

from insurer.app import create_app
from insurer.infra.db import Model, db
from insurer.infra.row_security import POLICY, ROLE, same_tenant_name
from insurer.infra.scope import Owned
from insurer.tables import append_only_tables, metadata
from tests.databases import Supply, disconnect, settings_for


def _differences(engine: Engine, models: MetaData) -> list[str]:
    """What the models say and the database does not, or the other way round; checks by name, for Alembic skips them."""
    with engine.connect() as connection:
        modelled = _is_modelled_on_postgresql if connection.dialect.name == "postgresql" else _is_modelled
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": modelled})
        found = [str(difference) for difference in compare_metadata(context, models)]
    inspector = inspect(engine)
    for table in models.sorted_tables:
        if not inspector.has_table(table.name):
            continue
        said = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint) and check.name}
        there = {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
        found += [f"{table.name}: check {name} is only in one of them" for name in sorted(said ^ there)]
    return found


def _is_modelled(_object: object, name: str | None, kind: str, *_rest: object) -> bool:
    """Indexes for parts of words stand only where the database can make them: no model says so."""
    if kind == "table":
        return not _is_index_of_parts(str(name))
    return not (kind == "index" and str(name).endswith("_trgm"))


def _is_index_of_parts(table: str) -> bool:
    """SQLite keeps such an index in tables of its own."""
    return table.startswith("party_search")


def _is_modelled_on_postgresql(found: Any, name: str | None, kind: str, *rest: object) -> bool:
    """Tables that take rows in bulk have their keys looked up per statement there."""
    per_statement = kind == "foreign_key_constraint" and found.table.info.get("keys_per_statement", False)
    return _is_modelled(found, name, kind, *rest) and not per_statement


@contextmanager
def _empty(supplied: tuple[Supply, Flask]) -> Iterator[Flask]:
    """An application on a database without tables."""
    supply, _ = supplied
    app = create_app(settings_for(supply, supply.empty()))
    with app.app_context():
        yield app
    disconnect(app)


def test_the_migrated_schema_is_the_models_schema(in_app: Flask) -> None:
    assert _differences(db.engine, metadata) == []


def test_a_column_or_check_that_no_migration_made_is_noticed(in_app: Flask) -> None:
    changed = MetaData(naming_convention=metadata.naming_convention)
    for table in metadata.sorted_tables:
        table.to_metadata(changed)
    table = changed.sorted_tables[0]
    table.append_column(Column("planted", Integer))
    table.append_constraint(CheckConstraint("1 = 1", name="planted"))

    differences = " ".join(_differences(db.engine, changed))

    assert "add_column" in differences
    assert "planted is only in one of them" in differences


def _tables() -> set[str]:
    return {name for name in inspect(db.engine).get_table_names() if not _is_index_of_parts(name)}


def test_the_migrations_go_back_to_nothing_and_forward_again(supplied: tuple[Supply, Flask]) -> None:
    with _empty(supplied):
        upgrade()
        forward = _tables()
        db.session.remove()
        downgrade(revision="base")
        nothing = _tables()
        db.session.remove()
        upgrade()

        assert forward == {*metadata.tables, "alembic_version"}
        assert nothing == {"alembic_version"}
        assert _tables() == forward


def test_bulk_tables_look_their_keys_up_per_statement(in_app: Flask) -> None:
    _on_postgresql()
    in_bulk = {table.name for table in metadata.sorted_tables if table.info.get("keys_per_statement")}
    by_row = db.session.scalars(text("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"))
    triggers = set(db.session.scalars(text("SELECT tgname FROM pg_trigger")))

    assert in_bulk
    assert in_bulk & set(by_row) == set()
    assert {f"{name}_party_id_known" for name in in_bulk} <= triggers
    assert {"party_kept", "policy_kept", "ledger_import_kept"} <= triggers


@pytest.mark.parametrize("order", ["DELETE FROM {}", "UPDATE {} SET {} = {}"], ids=["delete", "update"])
def test_every_append_only_table_is_watched_by_a_trigger(in_app: Flask, order: str) -> None:
    verb = order.split()[0]
    if db.engine.dialect.name == "sqlite":
        found = db.session.execute(text("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        watched = {table for table, body in found if f"BEFORE {verb}" in body.upper()}
    else:
        found = db.session.execute(
            text("SELECT event_object_table, event_manipulation FROM information_schema.triggers")
        ).all()
        watched = {table for table, event in found if event == verb}

    assert append_only_tables()
    assert set(append_only_tables()) <= watched


OUTSIDE_THE_WALL = {
    "access_review": "the insurer's own review of logins",
    "accumulation_ceiling": "the insurer's own ceilings, no policyholder's",
    "approval": "acts of the house, read by the house",
    "approval_decline": "acts of the house, read by the house",
    "authenticator": "read before anybody has signed in",
    "authority_holder": "the insurer's own people",
    "authority_use": "the insurer's own people; counted across policyholders when a limit is decided",
    "buyer_capacity": "the insurer's own lines per buyer, no policyholder's",
    "calendar_link": "read before anybody has signed in",
    "capacity_use": "the insurer's own lines per buyer; counted across policyholders when a limit is decided",
    "daily_run": "the house's daily work",
    "audit_head": "one row: where the trail ends",
    "fx_rate": "public rates",
    "idempotency_key": "answers by login and key, asked for with both",
    "known_device": "read before anybody has signed in",
    "house_threshold": "the house's thresholds, the same for everybody",
    "message_digest": "of a login, read when it is written to",
    "message_preference": "of a login, read when it is written to",
    "login": "read before anybody has signed in",
    "mandate": "read to learn the scope, so it cannot be narrowed by it",
    "number_series": "counters",
    "one_time_link": "read before anybody has signed in",
    "party": "the register of companies, shared by all",
    "party_record": "the register of companies, shared by all",
    "passkey": "read before anybody has signed in",
    "payment_authority": "the insurer's own people",
    "person": "read before anybody has signed in",
    "recovery_code": "read before anybody has signed in",
    "restriction": "read to learn the scope",
    "role_grant": "read to learn the scope",
    "role_request": "asked by a login, decided by the house",
    "saved_view": "asked for with the reader's own login",
    "sign_in_address": "read before anybody has signed in",
    "sign_in_attempt": "read before anybody has signed in",
    "underwriting_authority": "the insurer's own people",
    "user_session": "read before anybody has signed in",
}
"""Tables whose rows are not kept apart by PostgreSQL, each with its reason. A new table is walled or stands here."""
OF_THE_HOUSE = {"audit_event", "buyer_rescore", "ledger_entry", "ledger_posting"}
"""Tables that only whoever reads everything sees."""


def _on_postgresql() -> None:
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite has no row security")


def test_every_table_of_a_policyholder_is_kept_apart_by_the_database(in_app: Flask) -> None:
    _on_postgresql()
    walled = set(
        db.session.scalars(
            text(
                "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid"
                " WHERE relrowsecurity AND relforcerowsecurity AND polname = :name AND polwithcheck IS NOT NULL"
            ),
            {"name": POLICY},
        )
    )
    owned = {mapper.local_table.name for mapper in Model.registry.mappers if issubclass(mapper.class_, Owned)}  # type: ignore[attr-defined]
    named = {table.name for table in metadata.sorted_tables if "policyholder_id" in table.c} - OUTSIDE_THE_WALL.keys()

    assert owned | named | OF_THE_HOUSE == walled
    assert set(metadata.tables) - walled == set(OUTSIDE_THE_WALL)


def test_what_only_grows_is_out_of_the_application_s_reach(in_app: Flask) -> None:
    _on_postgresql()
    rights = text("SELECT has_table_privilege(:role, :table, 'UPDATE') OR has_table_privilege(:role, :table, 'DELETE')")
    changeable = {table for table in append_only_tables() if db.session.scalar(rights, {"role": ROLE, "table": table})}
    may_add = text("SELECT has_table_privilege(:role, :table, 'SELECT, INSERT')")
    closed = {table for table in metadata.tables if not db.session.scalar(may_add, {"role": ROLE, "table": table})}

    assert (changeable, closed) == (set(), set())


def test_every_child_row_is_held_to_its_parents_policyholder(in_app: Flask) -> None:
    owned = {mapper.local_table.name for mapper in Model.registry.mappers if issubclass(mapper.class_, Owned)}  # type: ignore[attr-defined]
    wanted = {
        same_tenant_name(table.name, key.parent.name, verb)
        for table in metadata.sorted_tables
        if table.name in owned
        for key in table.foreign_keys
        if key.column.table.name in owned
        for verb in ("INSERT", "UPDATE")
    }
    catalogue = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if db.engine.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger"
    )

    assert wanted - set(db.session.scalars(text(catalogue))) == set()
