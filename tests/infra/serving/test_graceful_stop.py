"""Told to stop, the server answers what it has begun, and the worker finishes the job in its hands."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

import pytest
from flask import Flask

from config import ROOT
from insurer.infra.db import db
from insurer.infra.jobs.models import Job, JobState
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from tests.databases import Database
from tests.infra.serving import slow

Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """The file that appears when the slow thing has begun."""
    return tmp_path / "begun"


@pytest.fixture
def start(app: Flask, database: Database, begun: Path) -> Iterator[Start]:
    """Starts one of our processes on the test's database; what still runs at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []
    environment = {
        **os.environ,
        "TRADECOVER_ENVIRONMENT": "test",
        "TRADECOVER_DATABASE_URL": database.url,
        "TRADECOVER_INSTANCE_DIR": str(app.config["INSTANCE_DIR"]),
        "TRADECOVER_QUEUE_URL": app.config["QUEUE_URL"],
        "SLOW_BEGUN": str(begun),
    }

    def run(*arguments: str) -> subprocess.Popen[bytes]:
        process = subprocess.Popen([sys.executable, *arguments], cwd=ROOT, env=environment)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.wait()


def _wait_until(true: Callable[[], bool]) -> None:
    """Wait for what must come; a minute is far more than any machine needs."""
    give_up = monotonic() + 60
    while not true():
        assert monotonic() < give_up, "it never came"
        sleep(0.05)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def test_the_server_answers_what_it_has_begun_and_then_ends(start: Start, begun: Path) -> None:
    port = _free_port()
    server = start(
        "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws", "--host", "127.0.0.1", "--port", str(port),
        "--blocking-threads", "2", "--log-level", "warning", "tests.infra.serving.slow:create_slow_app",
    )  # fmt: skip
    _wait_until(lambda: _listens(port))

    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(lambda: urlopen(f"http://127.0.0.1:{port}/slow").read())
        _wait_until(begun.exists)
        server.send_signal(signal.SIGTERM)

        assert answer.result(timeout=60) == b"the whole answer"
    assert server.wait(timeout=60) == 0
    assert not _listens(port)


def test_the_worker_finishes_its_job_and_then_ends(app: Flask, start: Start, begun: Path) -> None:
    worker = start("-m", "flask", "--app", "tests.infra.serving.slow:create_slow_app", "worker")
    with app.app_context(), reading_as(ALL):
        job = slow.ask_slowly(house_act())
        _wait_until(begun.exists)
        worker.send_signal(signal.SIGTERM)

        assert worker.wait(timeout=60) == 0
        db.session.rollback()
        assert db.session.get_one(Job, job).state == JobState.DONE
