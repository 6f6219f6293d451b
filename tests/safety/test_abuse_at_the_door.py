"""Abuse cases at the door: names that are guessed, and questions that are to cost the house much."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from re import _constants as signs  # type: ignore[attr-defined]
from re import _parser as reading  # type: ignore[attr-defined]
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from config import ROOT
from insurer.infra.db import db
from insurer.infra.web.limits import forget_counts
from tests.builders.people import PASSWORD, form_token, open_for
from tests.builders.town import Town

WRONG = "wrong password here"


def _asked(app: Flask, path: str, **fields: str) -> tuple[int, str, int]:
    """Status, words and number of questions of a form that a new browser sends."""
    client, asked = app.test_client(), 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    fields["csrf_token"] = form_token(client, path)
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        answer = client.post(path, data=fields)
    finally:
        event.remove(engine, "before_cursor_execute", count)
    words = re.sub(r'value="[^"]*"|\b[0-9a-f]{16}\b', "·", answer.get_data(as_text=True))
    return answer.status_code, words, asked


@pytest.mark.parametrize(
    ("path", "fields", "more"),
    [("/sign-in", {"password": WRONG}, 4), ("/sign-in/forgotten", {}, 0)],
    ids=["sign-in", "forgotten"],
)
def test_t22_a_name_that_somebody_has_is_answered_like_one_that_nobody_has(
    app: Flask, path: str, fields: dict[str, str], more: int
) -> None:
    """The wait of a login that exists is written down too: a few small questions beside a password's hash."""
    open_for(app, "ada")
    _asked(app, path, name="warm", **fields)

    known = _asked(app, path, name="ada", **fields)
    unknown = _asked(app, path, name="eve", **fields)

    assert known[:2] == unknown[:2]
    assert 0 <= known[2] - unknown[2] <= more


def test_t22_a_password_is_worked_out_for_a_name_that_nobody_has_too(app: Flask, monkeypatch: Any) -> None:
    """What costs time is done either way."""
    open_for(app, "ada")
    worked: list[str] = []
    monkeypatch.setattr("argon2.PasswordHasher.verify", _counting(worked))

    _asked(app, "/sign-in", name="eve", password=PASSWORD)
    unknown, worked[:] = len(worked), []
    _asked(app, "/sign-in", name="ada", password=WRONG)

    assert unknown == len(worked) == 1


def _counting(worked: list[str]) -> Callable[..., bool]:
    import argon2

    verify = argon2.PasswordHasher.verify

    def counted(self: argon2.PasswordHasher, hashed: str, password: str) -> bool:
        worked.append(hashed)
        return verify(self, hashed, password)

    return counted


@pytest.fixture
def counted(town: Town) -> Iterator[Town]:
    """The town with four costly calls a minute."""
    before = town.app.config["COSTLY_PER_MINUTE"]
    town.app.config["COSTLY_PER_MINUTE"] = 4
    forget_counts(town.app)
    yield town
    town.app.config["COSTLY_PER_MINUTE"] = before
    forget_counts(town.app)


def test_t28_whoever_searches_without_end_waits_and_nobody_else_does(counted: Town) -> None:
    searches = [counted["A"].user.get("/portal/search/?q=Quarry").status_code for _ in range(5)]
    refused = counted["A"].user.get("/portal/search/?q=Quarry")

    assert searches == [200] * 4 + [429]
    assert int(refused.headers["Retry-After"]) > 0
    assert counted["B"].user.get("/portal/search/?q=Quarry").status_code == 200
    assert counted["A"].user.get("/portal/").status_code == 200


@pytest.mark.parametrize("place", ["/portal/search/", "/portal/buyers/", "/portal/claims/", "/portal/limits/"])
def test_t28_a_search_text_without_end_never_reaches_the_database(town: Town, place: str) -> None:
    longest = 0

    def look(_connection: object, _cursor: object, _statement: str, parameters: Any, *_: object) -> None:
        nonlocal longest
        values = parameters.values() if isinstance(parameters, dict) else parameters
        longest = max([longest, *(len(value) for value in values if isinstance(value, str))])

    forget_counts(town.app)
    with town.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", look)
    try:
        status = town["A"].user.get(place, query_string={"q": "a%" * 20_000}).status_code
    finally:
        event.remove(engine, "before_cursor_execute", look)

    assert status in (200, 400, 414, 422)
    assert longest < 1000


def test_t28_no_pattern_repeats_what_repeats() -> None:
    """A repetition without end inside another is what makes a pattern search for hours in a text of one line."""
    found = {
        f"{path.relative_to(ROOT)}: {pattern}"
        for folder in ("insurer", "policies", "underwriting", "claims")
        for path in (ROOT / folder).rglob("*.py")
        for pattern in _patterns(ast.parse(path.read_text(encoding="utf-8")))
        if _repeats_twice(reading.parse(pattern), within=False)
    }

    assert found == SEPARATED


SEPARATED = {r"insurer/infra/catalogues.py: [a-z][a-z0-9_]*(\.[A-Za-z0-9_]+)+"}
"""Each round begins with a sign that the round before cannot hold: there is one way to read a text."""


def test_control_a_pattern_that_repeats_what_repeats_is_found() -> None:
    assert _repeats_twice(reading.parse(r"(a+)+$"), within=False)
    assert _repeats_twice(reading.parse(r"(?:x|(\w*)\s)*y"), within=False)
    assert not _repeats_twice(reading.parse(r"\d+(?:\.\d{1,2})?"), within=False)


def _patterns(tree: ast.Module) -> Iterator[str]:
    """The patterns that are given to `re` as they stand in the source."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield node.args[0].value


def _repeats_twice(parsed: Any, within: bool) -> bool:
    for sign, given in parsed:
        endless = sign in (signs.MAX_REPEAT, signs.MIN_REPEAT) and given[1] is signs.MAXREPEAT
        if endless and within:
            return True
        if any(_repeats_twice(part, within or endless) for part in _parts(sign, given)):
            return True
    return False


def _parts(sign: Any, given: Any) -> list[Any]:
    """The patterns within one sign of a pattern."""
    if sign in (signs.MAX_REPEAT, signs.MIN_REPEAT):
        return [given[2]]
    if sign is signs.SUBPATTERN:
        return [given[3]]
    if sign is signs.BRANCH:
        return list(given[1])
    if sign in (signs.ASSERT, signs.ASSERT_NOT):
        return [given[1]]
    return []
