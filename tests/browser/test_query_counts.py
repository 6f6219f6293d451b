"""Lists and first pages ask the database a bounded number of questions, however much there is to show."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import event

from insurer.infra.db import db
from tests.browser.asking import signed_in

LOGINS = (
    "limits", "senior", "analyst", "policies", "adjuster", "claims", "collections", "premium", "manager", "auditor",
    "admin", "nordhaus.admin", "nordhaus", "broker", "bank",
)  # fmt: skip
MOST = 40
"""Of a first page, which gathers what waits from the whole house; most pages ask fewer than half of it."""


WIDER = {"/desk/approvals/": 110, "/portal/": 90}
"""Pages that still ask matter by matter, or policy by policy of a broker's clients."""


@pytest.mark.parametrize("login", LOGINS)
def test_every_page_of_the_navigation_asks_few_questions(demonstration: Flask, login: str) -> None:
    client = signed_in(demonstration, login)
    home = client.get("/", follow_redirects=True).text
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
