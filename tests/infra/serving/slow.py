"""The application with one slow page and one slow job, for processes that are told to stop in the middle."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from time import sleep

from flask import Flask

from config import Settings
from insurer.infra.commands import Act, command
from insurer.infra.jobs.running import ask_for, handles
from insurer.infra.web.guard import public

SECONDS = 1.5


def _begun() -> None:
    Path(os.environ["SLOW_BEGUN"]).touch()


@public
def slow() -> str:
    """Says that it has begun, and is long in answering."""
    _begun()
    sleep(SECONDS)
    return "the whole answer"


@handles("slow")
@command(needs=None)
def work_slowly(act: Act, payload: Mapping[str, object]) -> None:
    """Says that it has begun, and is long in doing it."""
    _begun()
    sleep(SECONDS)
    act.record("slow", "slow.done")


@command(needs=None)
def ask_slowly(act: Act) -> int:
    """Ask for the slow job."""
    return ask_for(act, "slow", {})


def create_slow_app() -> Flask:
    from insurer.app import create_app

    app = create_app(Settings.load())
    app.add_url_rule("/slow", "slow", slow)
    return app
