"""A small demonstration, filled once: two policyholders, the last day in the past, interrupted on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from insurer.app import create_app
from insurer.infra.clock import SetClock, init_clock
from insurer.workflows.demo.services.seeding import seed_demo
from tests.databases import SqliteSupply, disconnect, migrate, settings_for

LAST = date(2026, 6, 30)
AT = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
INTERRUPTED_AFTER = 7


class PowerCut(Exception):
    """The machine went down in the middle."""


@dataclass
class Demo:
    """The filled application and the lines of progress that were said."""

    app: Flask
    lines: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    supply = SqliteSupply(tmp_path_factory.mktemp("demo"))
    app = create_app(settings_for(supply))
    init_clock(app, SetClock(AT))
    migrate(app)
    made = Demo(app)

    def say(code: str, _facts: dict[str, object]) -> None:
        made.lines.append(code)
        if len(made.lines) == INTERRUPTED_AFTER:
            raise PowerCut

    with app.app_context():
        with pytest.raises(PowerCut):
            seed_demo(say, policyholders=2)
        assert seed_demo(say, policyholders=2)
    yield made
    disconnect(app)
