"""Who may enter, and that no route forgets to say so."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.infra.web.guard import allow, refuse_unguarded


def test_an_application_with_a_route_that_says_nothing_does_not_start(floor: Flask):
    floor.add_url_rule("/forgotten", "forgotten", lambda: "open by accident")

    with pytest.raises(RuntimeError, match="routes without a guard: forgotten"):
        refuse_unguarded(floor)


def test_an_application_whose_routes_all_have_a_guard_starts(floor: Flask):
    refuse_unguarded(floor)


def test_a_guard_without_a_permission_is_a_fault_of_the_programmer():
    with pytest.raises(TypeError):
        allow()


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize(
    ("held", "status"), [(None, 401), ("test.look", 403), ("test.pay", 200)], ids=["nobody", "another", "the right one"]
)
def test_the_permission_is_asked_whatever_the_method(browser: FlaskClient, method: str, held: str | None, status: int):
    headers = {} if held is None else {"X-Test-Permission": held}

    assert browser.open("/pay", method=method, headers=headers).status_code == status


def test_nobody_learns_a_guarded_routes_methods_by_asking_for_options(browser: FlaskClient):
    assert browser.options("/pay").status_code == 405


def test_the_navigation_shows_only_what_the_reader_may_enter(browser: FlaskClient):
    assert 'href="/pay"' not in browser.get("/").text
    assert 'href="/pay"' in browser.get("/", headers={"X-Test-Permission": "test.pay"}).text


def test_a_page_for_members_sends_a_stranger_to_sign_in_and_back(make_floor):
    app = make_floor(SIGN_IN_ENDPOINT="pages.index")

    response = app.test_client().get("/me?a=1")

    assert response.status_code == 303
    assert response.location == "/?next=/me?a%3D1"
