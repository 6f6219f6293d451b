"""The approvals desk words its matters together: more of them are not more questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from tests.builders.browser import signed_in
from tests.builders.claims import Department
from tests.builders.payments import entered_account

MOST_QUESTIONS = 20
Leave = Callable[[Department, int], None]
"""Leaves one more matter for a second person."""


@contextmanager
def _inside(app: Flask) -> Iterator[None]:
    with app.app_context(), reading_as(ALL):
        yield


def _account(department: Department, place: int) -> None:
    entered_account(department.office.company(f"Company {place} Ltd", "GB"), department.clock.now())


def _settlement(department: Department, place: int) -> None:
    department.assessed(number=f"A-{place}", buyer=department.office.company(f"Buyer {place} Ltd", "GB"))


def _questions(app: Flask, reader: FlaskClient) -> tuple[int, str]:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        page = reader.get("/desk/approvals/?lang=en")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert page.status_code == 200
    return len(asked), page.get_data(as_text=True)


@pytest.mark.parametrize(
    ("role", "leave", "words"),
    [
        (Role.COLLECTIONS_OFFICER, _account, "Account of Company"),
        (Role.CLAIMS_MANAGER, _settlement, "Indemnity of claim"),
    ],
    ids=["accounts", "indemnities"],
)
def test_four_matters_take_as_many_questions_as_one(
    app: Flask, clock: Any, role: Role, leave: Leave, words: str
) -> None:
    with _inside(app):
        department = Department.open(clock)
        leave(department, 1)
    reader = signed_in(app, role)
    _questions(app, reader)
    one, _page = _questions(app, reader)
    with _inside(app):
        for place in (2, 3, 4):
            leave(department, place)

    four, page = _questions(app, reader)

    assert page.count(words) >= 4
    assert four == one <= MOST_QUESTIONS
