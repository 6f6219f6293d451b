"""One town per kind of database for the whole run: the tests of this folder read it and prove that nothing changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from insurer.infra.clock import SetClock, init_clock
from tests.builders.town import Town, build_town
from tests.conftest import MOMENT
from tests.databases import SqliteSupply, Supply, Unavailable, disconnect, migrate, postgresql, settings_for

WALKS = {"test_access_matrix", "test_planted_words", "test_t01_foreign_ids"}
"""What asks every route, and long: on PostgreSQL alone, where both walls stand."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the walks on SQLite out."""
    out = [item for item in items if item.path.stem in WALKS and "sqlite" in getattr(item, "callspec", _NONE).id]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in set(out)]


class _NONE:
    id = ""


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Three policyholders on a database of their own."""
    from insurer.app import create_app

    folder = tmp_path_factory.mktemp(f"town-{request.param}")
    try:
        supply: Supply = SqliteSupply(folder) if request.param == "sqlite" else postgresql(folder, "town")
    except Unavailable as reason:
        pytest.skip(f"PostgreSQL: {reason}")
    app = create_app(settings_for(supply))
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a fault is an answer here, and counted as one
    app.config["COSTLY_PER_MINUTE"] = 100_000  # these tests ask more in a minute than any person
    migrate(app)
    clock = SetClock(MOMENT)
    init_clock(app, clock)
    try:
        yield build_town(app, clock)
    finally:
        disconnect(app)
        supply.close()
