"""What every answer carries, whatever it is."""

from __future__ import annotations

import json

import pytest
import structlog
from flask.testing import FlaskClient

from insurer.infra.web.logs import HIDDEN, withhold_personal_data

PLACES = ["/", "/form", "/absent", "/foreign", "/api/conflict", "/api/absent", "/pay", "/favicon.ico"]


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_carries_the_content_policy_and_a_request_number(browser: FlaskClient, place: str):
    headers = browser.get(place).headers

    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert all(part in policy for part in ("form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert len(headers["X-Request-ID"]) == 16


def test_pages_are_not_kept_and_assets_are_kept_for_ever(browser: FlaskClient):
    page = browser.get("/")
    style = next(part.split('"')[0] for part in page.text.split('href="') if "tokens.css" in part)

    assert page.headers["Cache-Control"] == "no-store"
    assert "immutable" in browser.get(style).headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/static/000000000000/css/tokens.css", "/vendor/bootstrap-5.3.9/package.json"])
def test_only_known_files_under_their_own_address_are_served(browser: FlaskClient, path: str):
    assert browser.get(path).status_code == 404


def test_a_page_holds_no_inline_script_or_style(browser: FlaskClient):
    for place in ("/", "/form", "/absent"):
        page = browser.get(place).text
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick" not in page
        assert all("src=" in part.split(">")[0] for part in page.split("<script")[1:])


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_form_sent_from_another_site_is_refused(browser: FlaskClient, site: str):
    headers = {"Sec-Fetch-Site": site, "X-Test-Permission": "test.pay"}

    assert browser.post("/pay", headers=headers).status_code == 403
    assert browser.get("/pay", headers=headers).status_code == 200


def test_a_form_without_its_token_is_refused(make_floor):
    app = make_floor()
    app.config["WTF_CSRF_ENABLED"] = True

    response = app.test_client().post("/pay", headers={"X-Test-Permission": "test.pay"})

    assert response.status_code == 400
    assert "The form is too old" in response.text


def test_an_unknown_host_is_refused(make_floor):
    app = make_floor(TRUSTED_HOSTS=["insurer.example"])

    assert app.test_client().get("/", base_url="http://insurer.example").status_code == 200
    assert app.test_client().get("/", base_url="http://insurer.example.evil.example").status_code == 400


def test_more_than_the_system_accepts_is_refused(make_floor):
    app = make_floor(MAX_CONTENT_LENGTH=1000)

    assert app.test_client().post("/form", data={"buyer": "x" * 2000}).status_code == 413


def test_a_secure_connection_is_to_stay_secure(browser: FlaskClient):
    assert "Strict-Transport-Security" in browser.get("/", base_url="https://localhost").headers
    assert "Strict-Transport-Security" not in browser.get("/").headers


def test_a_report_of_the_content_policy_reaches_the_log(browser: FlaskClient):
    with structlog.testing.capture_logs() as lines:
        answer = browser.post("/reports/csp", data=json.dumps([{"type": "csp-violation"}]))

    assert answer.status_code == 204
    assert any("csp-violation" in str(line.get("report")) for line in lines)
    assert browser.post("/reports/csp", data=b"x" * 20_000).status_code == 413


def test_the_request_line_names_the_route_and_not_what_was_searched_for(browser: FlaskClient):
    with structlog.testing.capture_logs() as lines:
        browser.get("/?q=Anna+Lindqvist")

    line = next(line for line in lines if line["event"] == "request")
    assert (line["route"], line["status"]) == ("/", 200)
    assert "Anna" not in str(lines)


def test_personal_data_is_withheld_from_the_log():
    line = {"event": "x", "email": "a@b.example", "deeper": {"password": "p", "kept": 1}}

    assert withhold_personal_data(None, "info", line) == {
        "event": "x",
        "email": HIDDEN,
        "deeper": {"password": HIDDEN, "kept": 1},
    }
