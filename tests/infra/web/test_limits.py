"""What costs much, and what strangers try, is counted per person or address; everything else goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.infra.web.limits import forget_counts
from tests.builders.browser import signed_in

EXPORT = "/desk/audit/?format=csv"


@pytest.fixture
def counted(app: Flask) -> Iterator[Flask]:
    """The application with three costly calls and three posts of strangers a minute."""
    app.config.update(COSTLY_PER_MINUTE=3, STRANGER_POSTS_PER_MINUTE=3)
    forget_counts(app)
    yield app
    forget_counts(app)


def _statuses(client: FlaskClient, path: str, times: int) -> list[int]:
    return [client.get(path).status_code for _ in range(times)]


def test_the_fourth_export_of_a_minute_waits_and_is_told_how_long(counted: Flask) -> None:
    auditor = signed_in(counted, Role.AUDITOR)
    assert 429 not in _statuses(auditor, EXPORT, 3)

    refused = auditor.get(EXPORT)

    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Request number" in refused.text


def test_the_colleague_and_the_plain_pages_are_not_slowed_down(counted: Flask) -> None:
    auditor, manager = signed_in(counted, Role.AUDITOR), signed_in(counted, Role.MANAGER)
    assert 429 in _statuses(auditor, EXPORT, 4)

    assert 429 not in _statuses(manager, EXPORT, 1)
    assert 429 not in _statuses(auditor, "/desk/audit/", 6)


def test_a_stranger_may_post_only_so_often_and_may_still_read(counted: Flask) -> None:
    stranger = counted.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', stranger.get("/sign-in").text)
    assert token is not None
    form = {"name": "x", "password": "y", "csrf_token": token[1]}
    tried = [stranger.post("/sign-in", data=form).status_code for _ in range(4)]

    assert tried[:3].count(429) == 0
    assert tried[3] == 429
    assert stranger.get("/sign-in").status_code == 200


def test_reports_of_browsers_are_not_counted(counted: Flask) -> None:
    stranger = counted.test_client()

    assert {stranger.post("/reports/csp", data="{}").status_code for _ in range(6)} == {204}
