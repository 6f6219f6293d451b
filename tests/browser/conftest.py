"""A real Chromium on a real server: the demonstration as its users see it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from config import ROOT
from tests.browser.serving import House, filled_once, serve, shared_folder
from tests.browser.visitor import Visitor

collect_ignore_glob = [] if os.environ.get("BROWSER_TESTS") == "1" else ["test_*.py"]
"""They take a filled demonstration and a browser, and long: `BROWSER_TESTS=1 ./run test tests/browser` runs them."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
SCREENSHOTS = ROOT / "var" / "screenshots"


@pytest.fixture(scope="session")
def browser_type_launch_args(everything_required: bool) -> dict[str, Any]:
    """The system's Chromium, silent towards the network."""
    if CHROMIUM is None:
        words = "Chromium is missing. Type: sudo apt-get install chromium"
        pytest.fail(words) if everything_required else pytest.skip(words)
    quiet = ("background-networking", "component-update", "sync", "gpu", "quic", "dev-shm-usage")
    switches = ["--no-sandbox", "--no-first-run", *(f"--disable-{word}" for word in quiet)]
    return {"executable_path": CHROMIUM, "args": switches}


@pytest.fixture(scope="session")
def house(browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration, this test process' own copy of it."""
    folder = tmp_path_factory.mktemp("house") / "instance"
    shutil.copytree(filled_once(shared_folder(tmp_path_factory)), folder)
    running, processes = serve(folder)
    yield running
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=60)


@pytest.fixture
def visit(house: House, browser: Browser) -> Iterator[Any]:
    """`visit(login, locale, width)`: somebody who has signed in, watched for everything that goes wrong."""
    visitors: list[Visitor] = []

    def begin(login: str, locale: str, width: int) -> Visitor:
        visitor = Visitor.begin(browser, house.url, login, locale, width, SCREENSHOTS)
        visitors.append(visitor)
        return visitor

    yield begin
    for visitor in visitors:
        visitor.context.close()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    return SCREENSHOTS
