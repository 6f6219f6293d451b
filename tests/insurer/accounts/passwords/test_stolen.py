"""A list of stolen passwords, searched without reading it whole."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.passwords.queries import stolen
from tests.builders.people import PASSWORD, browser, open_for, send

LISTED = [f"stolen phrase number {number}" for number in range(37)]


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """A small list, as such lists are published."""
    hashes = sorted(hashlib.sha1(phrase.encode(), usedforsecurity=False).hexdigest().upper() for phrase in LISTED)
    file = tmp_path / "stolen.txt"
    file.write_text("\n".join(f"{line}:{place}" for place, line in enumerate(hashes)), encoding="ascii")
    return file


def test_every_listed_password_is_found_and_no_other(listed: Path, tmp_path: Path) -> None:
    assert all(stolen(phrase, listed) for phrase in LISTED)
    assert not any(stolen(f"{phrase}!", listed) for phrase in LISTED)
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert not stolen(LISTED[0], empty)


def test_a_stolen_password_is_refused(app: Flask, listed: Path) -> None:
    app.config["STOLEN_PASSWORDS_FILE"] = listed
    open_for(app, "ada")
    fields: dict[str, Any] = {"current": PASSWORD, "password": LISTED[7], "again": LISTED[7]}

    answer = send(browser(app), "/account/password", **fields)

    assert answer.status_code == 422
    assert "on public lists" in answer.get_data(as_text=True)
