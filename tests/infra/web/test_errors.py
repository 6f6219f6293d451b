"""What people and machines are told when something is refused or breaks."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.infra.languages import text


@pytest.mark.parametrize("place", ["/absent", "/foreign"])
def test_an_absent_page_and_a_foreign_record_are_both_404_with_the_requests_number(browser: FlaskClient, place: str):
    response = browser.get(place)

    assert response.status_code == 404
    assert response.headers["X-Request-ID"] in response.text
    assert "Not found" in response.text


def test_a_machine_gets_a_problem_document(browser: FlaskClient):
    response = browser.get("/api/conflict")

    assert response.content_type == "application/problem+json"
    assert response.get_json() == {
        "type": "urn:tradecover:problem:ledger.already_reversed",
        "title": "Conflict",
        "status": 409,
        "detail": text("ledger.already_reversed", "en", number=7),
        "code": "ledger.already_reversed",
        "request_id": response.headers["X-Request-ID"],
    }


def test_a_problem_names_the_field_it_is_about(browser: FlaskClient):
    problem = browser.get("/api/field", headers={"Accept-Language": "zh-CN"}).get_json()

    assert problem["field"] == "invoices.0.amount"
    assert problem["title"] == "未能受理"
    assert "“x”" in problem["detail"]


def test_whoever_asks_for_json_gets_it_anywhere(browser: FlaskClient):
    assert browser.get("/absent", headers={"Accept": "application/json"}).content_type == "application/problem+json"
    assert browser.get("/absent", headers={"Accept": "*/*"}).content_type.startswith("text/html")


def test_a_wrong_method_says_which_are_right(browser: FlaskClient):
    response = browser.put("/form")

    assert response.status_code == 405
    assert "POST" in response.headers["Allow"]


def test_a_fault_of_ours_shows_a_number_and_no_stack(make_floor):
    app: Flask = make_floor(PROPAGATE_EXCEPTIONS=False)

    response = app.test_client().get("/broken")

    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in response.text
    assert "Traceback" not in response.text
    assert "Division" not in response.text


def test_a_database_that_is_away_or_busy_is_asked_again_soon(browser: FlaskClient):
    response = browser.get("/away")

    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Try again shortly" in response.text
    assert "locked" not in response.text
