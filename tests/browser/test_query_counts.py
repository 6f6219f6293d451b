"""Lists and first pages ask the database a bounded number of questions, however much there is to show."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from config import Settings
from insurer.app import create_app
from insurer.infra.db import db
from insurer.workflows.demo.terms import PASSWORD
from tests.browser.serving import filled_once, shared_folder
from tests.databases import disconnect

LOGINS = (
    "limits", "senior", "analyst", "policies", "adjuster", "claims", "collections", "premium", "manager", "auditor",
    "admin", "nordhaus.admin", "nordhaus", "broker", "bank",
)  # fmt: skip
MOST = 40
"""Of a first page, which gathers what waits from the whole house; most pages ask fewer than half of it."""


WIDER = {"/desk/approvals/": 110, "/portal/": 90}
"""Pages that still ask matter by matter, or policy by policy of a broker's clients."""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application on a copy of the filled demonstration, in this process."""
    folder = tmp_path_factory.mktemp("counted") / "instance"
    shutil.copytree(filled_once(shared_folder(tmp_path_factory)), folder)
    app = create_app(Settings(instance_dir=folder))
    yield app
    disconnect(app)


def _signed_in(app: Flask, login: str) -> tuple[FlaskClient, str]:
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    form = {"name": login, "password": PASSWORD, "csrf_token": token[1]}
    assert client.post("/sign-in", data=form).status_code == 303
    return client, client.get("/", follow_redirects=True).text


@pytest.mark.parametrize("login", LOGINS)
def test_every_page_of_the_navigation_asks_few_questions(demonstration: Flask, login: str) -> None:
    client, home = _signed_in(demonstration, login)
    asked: list[str] = []
    with demonstration.app_context():
        engine = db.engine

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        many = {}
        for path in sorted(set(re.findall(r'<li><a href="(/[^"?]*)"', home))):
            asked.clear()
            assert client.get(path).status_code == 200, path
            many[path] = len(asked)
    finally:
        event.remove(engine, "before_cursor_execute", count)

    assert {path: number for path, number in many.items() if number > WIDER.get(path, MOST)} == {}
