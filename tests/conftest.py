"""Databases, the application and the closed network for every test.

`app`, `in_app` and `client` run each test twice: on SQLite and on PostgreSQL, on a fresh migrated database.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from tests.databases import Database, SqliteSupply, Supply, Unavailable, disconnect, migrate, postgresql, settings_for

MOMENT = datetime(2025, 6, 30, 9, 0, tzinfo=UTC)
"""Where the clock stands when a test begins."""

REQUIRED = "TRADECOVER_REQUIRE_EVERYTHING"
LOOPBACK = ("127.0.0.1", "localhost", "::1", "0.0.0.0", "", None)
_ran = pytest.StashKey[dict[str, int]]()
_required = pytest.StashKey[bool]()


def _close_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        host = arguments[1][0] if isinstance(arguments[1], tuple) else ""
    elif event == "socket.getaddrinfo":
        host = arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]
    else:
        return
    if host not in LOOPBACK:
        raise RuntimeError(f"the network is closed in tests: {host}")


sys.addaudithook(_close_the_network)


def pytest_configure(config: pytest.Config) -> None:
    """No setting of the person who runs the tests reaches them."""
    required = os.environ.pop(REQUIRED, "") == "1"
    config.stash[_required] = getattr(config, "workerinput", {}).get(REQUIRED, required)
    config.stash[_ran] = defaultdict(int)
    for name in [name for name in os.environ if name.startswith("TRADECOVER_")]:
        del os.environ[name]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput[REQUIRED] = node.config.stash[_required]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    for name, number in getattr(node, "workeroutput", {}).get("databases", {}).items():
        node.config.stash[_ran][name] += number


def pytest_sessionfinish(session: pytest.Session) -> None:
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["databases"] = dict(session.config.stash[_ran])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    counted = [f"{name}: {number} tests" for name, number in sorted(config.stash[_ran].items(), reverse=True)]
    terminalreporter.write_line("ran on · " + (" · ".join(counted) or "neither a database nor a browser"))


@pytest.fixture(scope="session")
def everything_required(request: pytest.FixtureRequest) -> bool:
    """Whether what the machine lacks is a failure and no reason to skip: the gate says so."""
    return request.config.stash[_required]


@pytest.fixture(scope="session")
def ran(request: pytest.FixtureRequest) -> dict[str, int]:
    """How many tests ran on what; the last line of a run says it."""
    return request.config.stash[_ran]


@pytest.fixture(scope="session")
def _supplies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Supply, Flask] | Unavailable]]:
    """What each kind of database is supplied by, or why it is not; filled at first use, closed at the end."""
    supplies: dict[str, tuple[Supply, Flask] | Unavailable] = {}
    yield supplies
    for supplied in supplies.values():
        if isinstance(supplied, tuple):
            disconnect(supplied[1])
            supplied[0].close()


def _supply(kind: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Supply, Flask] | Unavailable:
    """Make the first database of this kind and migrate it; the template of all others."""
    from insurer.app import create_app

    folder = tmp_path_factory.mktemp(kind)
    try:
        supply: Supply = SqliteSupply(folder) if kind == "sqlite" else postgresql(folder)
    except Unavailable as reason:
        return reason
    app = create_app(settings_for(supply))
    migrate(app)
    disconnect(app)
    supply.keep_as_template()
    return supply, app


@pytest.fixture(params=["sqlite", "postgresql"])
def supplied(
    request: pytest.FixtureRequest,
    _supplies: dict[str, tuple[Supply, Flask] | Unavailable],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Supply, Flask]:
    """The supply of this kind and the application on it, once per process."""
    kind = request.param
    if kind not in _supplies:
        _supplies[kind] = _supply(kind, tmp_path_factory)
    found = _supplies[kind]
    if isinstance(found, Unavailable):
        if request.config.stash[_required]:
            pytest.fail(f"PostgreSQL is required here: {found}")
        request.config.stash[_ran]["PostgreSQL skipped"] += 1
        pytest.skip(f"PostgreSQL: {found}")
    request.config.stash[_ran][found[0].name] += 1
    return found


@pytest.fixture
def database(supplied: tuple[Supply, Flask]) -> Database:
    """A fresh migrated database, with an empty instance folder beside it."""
    supply, app = supplied
    disconnect(app)
    supply.renew()
    instance = supply.folder / "instance"
    shutil.rmtree(instance, ignore_errors=True)
    instance.mkdir()
    return Database(supply.kind, supply.url)


@pytest.fixture(scope="module", autouse=True)
def _quick_passwords(request: pytest.FixtureRequest) -> Iterator[None]:
    """Passwords are kept by the real argon2id at a small cost; tests/safety keep and measure them at the full one."""
    from insurer.accounts.passwords import queries

    with pytest.MonkeyPatch.context() as patch:
        if "safety" not in request.path.parts:
            patch.setattr(queries, "_hasher", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture
def app(supplied: tuple[Supply, Flask], database: Database) -> Iterator[Flask]:
    """The application on a fresh database, its clock standing at MOMENT; a setting that a test changes is its own."""
    from insurer.infra.clock import SetClock, init_clock

    _, app = supplied
    init_clock(app, SetClock(MOMENT))
    app.extensions["tradecover.queue"].flush()
    settings = dict(app.config)
    yield app
    app.config.clear()
    app.config.update(settings)


@pytest.fixture
def in_app(app: Flask) -> Iterator[Flask]:
    """The application with its context entered, for tests that call commands and queries themselves.

    What a test looks up by itself it sees as the house does; a command still acts in its actor's scope.
    """
    from insurer.infra.scope import reading_as
    from insurer.kernel.acting import ALL

    with app.app_context(), reading_as(ALL):
        yield app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a session. Do not enter the application's context around it: each request has its own."""
    return app.test_client()


@pytest.fixture
def clock(app: Flask) -> Any:
    """The application's clock; `clock.move_to(moment)` moves it on."""
    return app.extensions["tradecover.clock"]
