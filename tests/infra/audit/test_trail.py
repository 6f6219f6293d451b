"""The trail stays green while nobody touches it, and shows every way of tampering."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from insurer.infra.audit.chain import canonical
from insurer.infra.audit.models import AuditEvent
from insurer.infra.audit.trail import _link, verify
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act


@command(needs=None)
def leave_a_mark(act: Act, word: str) -> None:
    """Do nothing but say so."""
    act.record("test:mark", "job.done", word=word)


@command(needs=None)
def leave_nothing(act: Act) -> None:
    """Forget to say what was done."""


def _five_records() -> None:
    for word in ("one", "two", "three", "four", "five"):
        leave_a_mark(house_act(), word)


def _unprotected(statement: str) -> None:
    """As somebody with the database in their hands would: triggers off, change, triggers on."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE audit_event DISABLE TRIGGER USER"))
            connection.execute(text("ALTER TABLE timeline_line DISABLE TRIGGER USER"))
        else:
            for table in ("audit_event", "timeline_line"):
                for verb in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}"))
        for part in statement.split(";"):
            connection.execute(text(part))


def _codes() -> set[str]:
    db.session.remove()
    return {found.code for found in verify()[1]}


def test_an_untouched_trail_is_intact(in_app: Flask) -> None:
    _five_records()

    assert verify() == (5, [])


def test_the_database_refuses_to_change_or_delete_a_record(in_app: Flask) -> None:
    _five_records()

    for statement in ("UPDATE audit_event SET login = 'somebody'", "DELETE FROM audit_event"):
        with pytest.raises(DBAPIError, match="append-only"), db.engine.begin() as connection:
            connection.execute(text(statement))


def test_an_act_without_a_record_is_rolled_back(in_app: Flask) -> None:
    with pytest.raises(RuntimeError, match="left no audit record"):
        leave_nothing(house_act())

    assert verify() == (0, [])


def test_an_edited_record_is_seen(in_app: Flask) -> None:
    _five_records()
    _unprotected('UPDATE audit_event SET facts = \'{"word":"six"}\' WHERE sequence = 3')

    assert "audit.record_changed" in _codes()


def test_a_record_deleted_inside_is_seen(in_app: Flask) -> None:
    _five_records()
    _unprotected("DELETE FROM timeline_line WHERE sequence = 3; DELETE FROM audit_event WHERE sequence = 3")

    assert {"audit.gap", "audit.chain_broken"} <= _codes()


def test_two_swapped_records_are_seen(in_app: Flask) -> None:
    _five_records()
    _unprotected("UPDATE audit_event SET facts = (SELECT facts FROM audit_event WHERE sequence = 4) WHERE sequence = 2")

    assert "audit.record_changed" in _codes()


def test_a_cut_tail_is_seen_even_when_the_head_row_was_made_to_fit(in_app: Flask) -> None:
    _five_records()
    _unprotected(
        "DELETE FROM timeline_line WHERE sequence > 3; DELETE FROM audit_event WHERE sequence > 3; "
        "UPDATE audit_head SET sequence = 3, hash = (SELECT hash FROM audit_event WHERE sequence = 3)"
    )

    assert _codes() == {"audit.tail_cut"}


def test_a_trail_chained_anew_after_an_edit_is_seen_by_the_kept_heads_alone(in_app: Flask) -> None:
    _five_records()
    _unprotected('UPDATE audit_event SET facts = \'{"word":"six"}\' WHERE sequence = 3')
    previous = db.session.scalars(select(AuditEvent.hash).where(AuditEvent.sequence == 2)).one()
    changed = list(db.session.scalars(select(AuditEvent).where(AuditEvent.sequence >= 3).order_by(AuditEvent.sequence)))
    db.session.expunge_all()
    db.session.rollback()
    for event in changed:
        link = replace(_link(event), previous=previous)
        _unprotected(
            f"UPDATE audit_event SET previous = '{previous}', hash = '{link.hash}' WHERE sequence = {link.sequence}"
        )
        previous = link.hash
    _unprotected(f"UPDATE audit_head SET hash = '{previous}'")

    assert _codes() == {"audit.kept_head_differs"}


def test_an_emptied_trail_is_seen(in_app: Flask) -> None:
    _five_records()
    _unprotected("DELETE FROM timeline_line; DELETE FROM audit_event; DELETE FROM audit_head")

    assert _codes() == {"audit.tail_cut"}


def test_verify_says_so_at_the_command_line(in_app: Flask) -> None:
    _five_records()
    runner = in_app.test_cli_runner()

    green = runner.invoke(args=["audit", "verify", "--json"])
    _unprotected("UPDATE audit_event SET login = 'somebody' WHERE sequence = 3")
    db.session.remove()
    red = runner.invoke(args=["audit", "verify", "--lang", "zh"])

    assert (green.exit_code, json.loads(green.output)) == (0, {"records": 5, "intact": True, "breaks": []})
    assert red.exit_code == 1
    assert "3" in red.output


def test_the_kept_heads_name_the_installation_and_stand_outside_the_database(in_app: Flask) -> None:
    _five_records()

    lines = Path(in_app.config["AUDIT_HEADS_FILE"]).read_text().splitlines()
    assert [json.loads(line)["sequence"] for line in lines] == [1, 2, 3, 4, 5]


def test_facts_are_written_the_same_way_whatever_their_order() -> None:
    assert canonical({"b": 1, "a": "额度"}) == '{"a":"额度","b":1}'
