"""The doctor finds what is wrong with an installation and says what to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine

from config import PREFIX
from insurer.infra.clock import Clock, SetClock
from insurer.infra.doctor import Check, Grade, examine, main, table
from insurer.infra.jobs.daily import do_daily_work
from tests.databases import Database


def _found(about: str, clock: Clock | None = None) -> Check:
    return next(check for check in examine(clock or Clock()) if check.about == about)


@pytest.fixture(autouse=True)
def _installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(f"{PREFIX}INSTANCE_DIR", str(tmp_path))


def test_a_migrated_database_is_well(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", database.url)

    assert _found("database").grade is Grade.OK
    assert _found("migrations").grade is Grade.OK
    assert _found("clock").grade is Grade.OK


def test_the_doctor_says_whether_the_database_keeps_policyholders_apart(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    if database.kind == "sqlite":
        pytest.skip("SQLite has no row security")
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", database.url)
    engine = create_engine(database.url.replace("postgresql://", "postgresql+psycopg://", 1))

    assert _found("row security") == Check(Grade.OK, "row security", "on, acting as tradecover_app")
    with engine.begin() as connection:
        connection.exec_driver_sql("REVOKE SELECT ON alembic_version FROM tradecover_app")
    assert _found("row security").grade is Grade.WARN
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE claim NO FORCE ROW LEVEL SECURITY")
    engine.dispose()
    assert _found("row security") == Check(Grade.FAIL, "row security", "off for claim", "type: ./run migrate")


def test_a_missing_database_is_named_with_its_remedy() -> None:
    assert _found("database") == Check(Grade.FAIL, "database", "there is none yet", "type: ./run migrate")
    assert main() == 1


def test_a_database_without_tables_is_not_migrated(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "tradecover.sqlite").touch()

    assert _found("migrations").grade is Grade.FAIL


@pytest.mark.parametrize(
    ("name", "value", "about"),
    [
        ("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none", "database"),
        ("QUEUE_URL", "redis://127.0.0.1:1/0", "queue"),
        ("QUEUE_URL", "postgresql://nobody@127.0.0.1:1/none", "queue"),
        ("MAIL_URL", "smtp://127.0.0.1:1", "mail"),
        ("AUDIT_HEADS_FILE", "/proc/heads/audit.log", "audit heads"),
        ("FILES_DIR", "/proc/files", "files"),
    ],
)
def test_what_cannot_be_reached_fails(monkeypatch: pytest.MonkeyPatch, name: str, value: str, about: str) -> None:
    monkeypatch.setenv(f"{PREFIX}{name}", value)

    check = _found(about)

    assert check.grade is Grade.FAIL
    assert check.remedy


def test_a_clock_before_this_version_fails() -> None:
    assert _found("clock", SetClock(datetime(1999, 12, 31, tzinfo=UTC))).grade is Grade.FAIL


def test_a_database_server_with_another_time_fails_and_sqlite_has_none(
    monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", database.url)

    expected = {"sqlite": Grade.OK, "postgresql": Grade.FAIL}

    assert _found("clock", SetClock(datetime(2026, 6, 1, tzinfo=UTC))).grade is expected[database.kind]


def test_unsafe_settings_are_all_listed_and_the_rest_is_still_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{PREFIX}ENVIRONMENT", "production")

    checks = examine(Clock())

    assert [check.grade for check in checks if check.about == "settings"] == [Grade.FAIL] * 5
    assert {"PDF", "fonts", "front end", "catalogues"} <= {check.about for check in checks}


def test_the_table_says_beneath_a_problem_what_to_do() -> None:
    lines = list(table([Check(Grade.OK, "a", "fine"), Check(Grade.WARN, "longer", "odd", "mend it")]))

    assert lines == ["ok    a       fine", "warn  longer  odd", "              → mend it"]


def test_daily_work_left_undone_means_that_no_worker_runs(
    monkeypatch: pytest.MonkeyPatch, database: Database, app: Flask
) -> None:
    monkeypatch.setenv(f"{PREFIX}DATABASE_URL", database.url)
    stands = SetClock(datetime(2026, 6, 1, 9, tzinfo=UTC))
    assert _found("daily work", stands).found.startswith("none done yet")

    with app.app_context():
        app.extensions["tradecover.clock"].move_to(stands.now())
        do_daily_work()

    assert _found("daily work", stands) == Check(Grade.OK, "daily work", "last done on 2026-06-01")
    assert _found("daily work", SetClock(datetime(2026, 6, 2, 23, tzinfo=UTC))).grade is Grade.OK
    assert _found("daily work", SetClock(datetime(2026, 6, 3, 9, tzinfo=UTC))).grade is Grade.WARN
