"""A real Chromium on a real server: the demonstration as its users see it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser

from config import ROOT, Settings
from insurer.app import create_app
from tests.browser.serving import House, filled_once, serve, shared_folder
from tests.browser.visitor import Visitor
from tests.databases import disconnect

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENSHOTS = ROOT / "var" / "screenshots"
PATIENCE = 900
"""Seconds for one test here: the first of each process waits for the demonstration to be filled."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that no process is left alone with one of them at the end."""
    here = [item for item in items if item.path.is_relative_to(ROOT / "tests" / "browser")]
    for item in here:
        item.add_marker(pytest.mark.timeout(PATIENCE))
    there = [item for item in items if not item.path.is_relative_to(ROOT / "tests" / "browser")]
    items[:] = [*here, *there]


@pytest.fixture(scope="session")
def browser_type_launch_args(everything_required: bool, ran: dict[str, int]) -> dict[str, Any]:
    """The system's Chromium, silent towards the network."""
    if CHROMIUM is None:
        words = "Chromium is missing. Type: sudo apt-get install chromium fonts-noto-cjk"
        ran["Chromium, which is missing,"] += 1
        pytest.fail(words) if everything_required else pytest.skip(words)
    quiet = ("background-networking", "component-update", "sync", "gpu", "quic", "dev-shm-usage")
    switches = ["--no-sandbox", "--no-first-run", *(f"--disable-{word}" for word in quiet)]
    return {"executable_path": CHROMIUM, "args": switches}


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a copy of the filled demonstration, in this process, to be asked without a browser."""
    folder = tmp_path_factory.mktemp("asked") / "instance"
    shutil.copytree(filled_once(shared_folder(tmp_path_factory)), folder)
    app = create_app(Settings(instance_dir=folder, costly_per_minute=100_000, stranger_posts_per_minute=100_000))
    yield app
    disconnect(app)


@pytest.fixture(scope="session")
def house(browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration, this test process' own copy of it, served."""
    folder = tmp_path_factory.mktemp("house") / "instance"
    shutil.copytree(filled_once(shared_folder(tmp_path_factory)), folder)
    running, processes = serve(folder)
    yield running
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=60)


@pytest.fixture
def stranger(house: House, browser: Browser) -> Iterator[Callable[[str, int], Visitor]]:
    """`stranger(locale, width)`: somebody who has not signed in, watched for everything that goes wrong."""
    visitors: list[Visitor] = []

    def begin(locale: str, width: int) -> Visitor:
        visitors.append(Visitor.arrive(browser, house.url, "stranger", locale, width, SCREENSHOTS))
        return visitors[-1]

    yield begin
    for visitor in visitors:
        visitor.context.close()


@pytest.fixture
def visit(house: House, browser: Browser, ran: dict[str, int]) -> Iterator[Callable[[str, str, int], Visitor]]:
    """`visit(login, locale, width)`: somebody who has signed in, watched for everything that goes wrong."""
    visitors: list[Visitor] = []
    ran[f"Chromium {browser.version}"] += 1

    def begin(login: str, locale: str, width: int) -> Visitor:
        visitor = Visitor.begin(browser, house.url, login, locale, width, SCREENSHOTS)
        visitors.append(visitor)
        return visitor

    yield begin
    for visitor in visitors:
        visitor.context.close()
