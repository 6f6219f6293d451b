"""A demonstration of its own for each test process, served by the real server with the real worker beside it."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from urllib.request import urlopen

import pytest

from config import ROOT

PATIENCE = 840
"""Seconds; on a busy machine the demonstration takes its time."""


@dataclass(frozen=True)
class House:
    """A running demonstration."""

    url: str
    folder: Path

    def names(self) -> frozenset[str]:
        """Every name of a company or person in it, which no language translates."""
        with closing(sqlite3.connect(self.folder / "tradecover.sqlite")) as database:
            columns = (
                ("party", "name"),
                ("party", "latin_name"),
                ("person", "name"),
                ("login", "name"),
                ("bank_detail", "bank"),
            )
            found = [database.execute(f"SELECT {column} FROM {table}") for table, column in columns]
            return frozenset(name for rows in found for (name,) in rows if name)

    def sentences(self) -> frozenset[str]:
        """Every sentence in it that somebody wrote: reasons, notes and stories, in whichever language."""
        with closing(sqlite3.connect(self.folder / "tradecover.sqlite")) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            columns = [
                (column[1], table)
                for table in tables
                for column in database.execute(f"PRAGMA table_info({table})")
                if column[1] in ("reason", "note", "told", "text", "reference", "answered_by")
            ]
            found = [database.execute(f"SELECT DISTINCT {column} FROM {table}") for column, table in columns]
            written = {str(text) for rows in found for (text,) in rows if text}
        return frozenset(text for text in written if text.count(" ") >= 2)


def environment(folder: Path, url: str) -> dict[str, str]:
    """The settings under which a demonstration in `folder` is filled and served."""
    return {
        **os.environ,
        "TRADECOVER_ENVIRONMENT": "demo",
        "TRADECOVER_INSTANCE_DIR": str(folder),
        "TRADECOVER_BASE_URL": url,
        "TRADECOVER_LOG_LEVEL": "WARNING",
        "TRADECOVER_COSTLY_PER_MINUTE": "100000",
        "TRADECOVER_STRANGER_POSTS_PER_MINUTE": "100000",
    }


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this test run see."""
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def filled_once(shared: Path) -> Path:
    """The folder of a filled demonstration, made by whichever test process comes first; the others wait for it."""
    folder = shared / "demonstration"
    with (shared / "demonstration.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "filled").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            for order in (("db", "upgrade"), ("demo-seed",)):
                done = subprocess.run(
                    [sys.executable, "-m", "flask", "--app", "insurer", *order],
                    cwd=ROOT,
                    env=environment(folder, "http://127.0.0.1"),
                    check=False,
                    capture_output=True,
                    text=True,
                    timeout=PATIENCE,
                )
                assert done.returncode == 0, done.stderr[-2000:]
            _leave_the_past_unprinted(folder)
            (folder / "filled").touch()
    return folder


def _leave_the_past_unprinted(folder: Path) -> None:
    """The letters of the demonstration's past are nobody's work here: the worker has its hands free for the tests."""
    with closing(sqlite3.connect(folder / "tradecover.sqlite")) as database, database:
        database.execute("UPDATE job SET state = 'done' WHERE state = 'queued'")


def serve(folder: Path) -> tuple[House, list[subprocess.Popen[bytes]]]:
    """Start server and worker on the demonstration in `folder`; answers once the server has shown a first page."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    settings = environment(folder, url)
    server = (
        "-m", "granian", "--interface", "wsgi", "--factory", "--no-ws", "--host", "127.0.0.1", "--port", str(port),
        "--blocking-threads", "2", "--log-level", "warning", "insurer:create_app",
    )  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        processes = [
            subprocess.Popen([sys.executable, *order], cwd=ROOT, env=settings, stdout=log, stderr=log)
            for order in (server, ("-m", "flask", "--app", "insurer", "worker"))
        ]
    give_up = monotonic() + PATIENCE
    while not _answers(f"{url}/sign-in"):
        assert processes[0].poll() is None, (folder / "server.log").read_text()
        assert monotonic() < give_up, "the server never answered"
        sleep(0.1)
    return House(url, folder), processes


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
