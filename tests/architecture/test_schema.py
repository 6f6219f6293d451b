"""The migrated schema is the models' schema, forward and back, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import CheckConstraint, Column, Integer, MetaData, inspect, text
from sqlalchemy.engine import Engine

from insurer.app import create_app
from insurer.infra.db import db
from insurer.tables import append_only_tables, metadata
from tests.databases import Supply, disconnect, settings_for


def _differences(engine: Engine, models: MetaData) -> list[str]:
    """What the models say and the database does not, or the other way round; checks by name, for Alembic skips them."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [str(difference) for difference in compare_metadata(context, models)]
    inspector = inspect(engine)
    for table in models.sorted_tables:
        if not inspector.has_table(table.name):
            continue
        said = {str(check.name) for check in table.constraints if isinstance(check, CheckConstraint) and check.name}
        there = {str(check["name"]) for check in inspector.get_check_constraints(table.name)}
        found += [f"{table.name}: check {name} is only in one of them" for name in sorted(said ^ there)]
    return found


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


def test_the_migrations_go_back_to_nothing_and_forward_again(supplied: tuple[Supply, Flask]) -> None:
    with _empty(supplied):
        upgrade()
        forward = set(inspect(db.engine).get_table_names())
        db.session.remove()
        downgrade(revision="base")
        nothing = set(inspect(db.engine).get_table_names())
        db.session.remove()
        upgrade()

        assert forward == {*metadata.tables, "alembic_version"}
        assert nothing == {"alembic_version"}
        assert set(inspect(db.engine).get_table_names()) == forward


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
