"""The calculations over HTTP: who may ask, what is answered, and that no foreign site can ask in a reader's name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.infra.audit.models import AuditEvent
from insurer.infra.db import db
from insurer.workflows.calculations.answers import calculation_answer
from insurer.workflows.calculations.book import CALCULATIONS
from insurer.workflows.calculations.contract import LARGEST_BODY
from tests.builders.browser import signed_in

ADDRESS = "/api/v1/calculations"
PREMIUM = json.dumps(CALCULATIONS.named("premium").example).encode()


@pytest.fixture
def analyst(app: Flask) -> FlaskClient:
    return signed_in(app, Role.RISK_ANALYST)


def asked(client: FlaskClient, name: str = "premium", body: bytes = PREMIUM, **headers: str) -> Any:
    return client.post(
        f"{ADDRESS}/{name}", data=body, content_type="application/json", headers={"Accept": "*/*"} | headers
    )


def test_nobody_is_answered_before_signing_in(client):
    answer = asked(client)

    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "session.required"
    assert client.get(ADDRESS).status_code == 401


def test_who_may_not_calculate_is_refused(app):
    answer = asked(signed_in(app, Role.ADMINISTRATOR))

    assert answer.status_code == 403
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "permission.missing"


@pytest.mark.parametrize("name", ["indemnity", "premium", "deadlines", "health-check"])
def test_the_answer_is_byte_for_byte_that_of_the_command_line(app, analyst, tmp_path, name):
    body = json.dumps(CALCULATIONS.named(name).example).encode()
    file = tmp_path / "input.json"
    file.write_bytes(body)
    for locale in ("en", "zh"):
        printed = app.test_cli_runner().invoke(args=["calculate", name, str(file), "--lang", locale])
        answer = analyst.post(f"{ADDRESS}/{name}?lang={locale}", data=body, content_type="application/json")

        assert answer.status_code == 200
        assert answer.content_type == "application/json; charset=utf-8"
        assert answer.data == printed.stdout_bytes


def test_input_that_the_contract_refuses_is_refused_with_the_bytes_of_the_command_line(app, analyst, tmp_path):
    file = tmp_path / "input.json"
    file.write_bytes(b'{"currency": "EUR", "base": "turnover", "rates": [{"rate": 0.35}]}')
    printed = app.test_cli_runner().invoke(args=["calculate", "premium", str(file)])
    answer = asked(analyst, body=file.read_bytes())

    assert printed.exit_code == 2
    assert answer.status_code == 422
    assert answer.data == printed.stdout_bytes
    assert answer.json["error"]["field"] == "rates.0.rate"


def test_a_calculation_nobody_knows_is_not_found(analyst):
    answer = asked(analyst, "horoscope")

    assert answer.status_code == 404
    assert answer.json == calculation_answer("horoscope", PREMIUM, "en")[1]


def test_a_body_in_json_needs_no_form_token(analyst):
    assert asked(analyst).status_code == 200
    assert asked(analyst, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_cannot_ask_in_the_readers_name(analyst, site):
    answer = asked(analyst, **{"Sec-Fetch-Site": site})

    assert answer.status_code == 403
    assert answer.json["code"] == "page.cross_site"


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_what_a_form_can_send_is_not_read(analyst, kind):
    answer = analyst.post(f"{ADDRESS}/premium", data=PREMIUM, content_type=kind)

    assert answer.status_code == 415
    assert answer.content_type == "application/problem+json"
    assert answer.json["code"] == "page.type"


def test_a_body_that_is_too_large_is_not_read(analyst):
    answer = asked(analyst, body=b" " * (LARGEST_BODY + 1))

    assert answer.status_code == 413
    assert answer.json["code"] == "page.too_large"


def test_the_list_names_every_calculation_with_an_example_that_runs(analyst):
    listed = analyst.get(ADDRESS).json["calculations"]

    assert [one["name"] for one in listed] == list(CALCULATIONS.names)
    assert asked(analyst, listed[0]["name"], json.dumps(listed[0]["example"]).encode()).status_code == 200


def test_asking_leaves_nothing_behind(app, analyst):
    def records() -> int:
        with app.app_context():
            return db.session.query(AuditEvent).count()

    before = records()
    asked(analyst)
    assert records() == before
