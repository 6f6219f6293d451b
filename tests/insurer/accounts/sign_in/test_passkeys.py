"""Passkeys: adding one, the second step with it, signing in with nothing else, and every wrong answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from insurer.accounts.factors.models import Passkey
from insurer.infra.db import db
from tests.builders.authenticator import SoftwarePasskey
from tests.builders.people import browser, enter, form_token, mails, open_for, send

OWN = "/account/second-factor"
QUESTION, ANSWER = "/sign-in/passkey/question", "/sign-in/passkey"


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    """The browser of `ada`, signed in."""
    open_for(app, "ada")
    return browser(app)


def add(client: FlaskClient, key: SoftwarePasskey, name: str = "Blue key") -> Any:
    offer = send(client, "/account/passkeys/offer", OWN).json
    return send(client, "/account/passkeys", OWN, name=name, credential=key.created(offer))


def question(client: FlaskClient) -> dict[str, Any]:
    asked: dict[str, Any] = json.loads(send(client, QUESTION, "/sign-in").data)
    return asked


def answer(client: FlaskClient, key: SoftwarePasskey, asked: dict[str, Any]) -> Any:
    return send(client, ANSWER, "/sign-in", credential=key.answered(asked))


def test_a_passkey_is_added_with_recovery_codes_and_a_mail(app: Flask, ada: FlaskClient) -> None:
    page = add(ada, SoftwarePasskey()).get_data(as_text=True)

    assert page.count("<code>") == 10
    assert "Blue key" in ada.get(OWN).get_data(as_text=True)
    assert "A second factor was added" in [title for _, title, _ in mails(app)]


def test_a_passkey_is_the_second_step_after_the_password(app: Flask, ada: FlaskClient) -> None:
    key, client = SoftwarePasskey(verifies=False), app.test_client()
    add(ada, key)
    assert enter(client).location == "/sign-in/second-factor"
    asked = question(client)
    assert [one["id"] for one in asked["allowCredentials"]]

    assert answer(client, key, asked).status_code == 303

    assert client.get("/desk/audit/").status_code == 200


def test_a_passkey_that_verified_its_owner_signs_in_by_itself(app: Flask, ada: FlaskClient) -> None:
    key, client = SoftwarePasskey(), app.test_client()
    add(ada, key)
    asked = question(client)
    assert asked.get("allowCredentials", []) == []  # nothing tells who has a passkey

    assert answer(client, key, asked).location == "/"

    assert client.get("/desk/audit/").status_code == 200


def test_one_that_did_not_verify_its_owner_does_not(app: Flask, ada: FlaskClient) -> None:
    key, client = SoftwarePasskey(verifies=False), app.test_client()
    add(ada, key)

    assert answer(client, key, question(client)).location == "/sign-in"

    assert client.get("/desk/audit/").status_code == 303


def test_an_answer_counts_once_and_only_to_its_own_question(app: Flask, ada: FlaskClient) -> None:
    key, client, other = SoftwarePasskey(), app.test_client(), app.test_client()
    add(ada, key)
    asked = question(client)
    given = key.answered(asked)
    question(other)

    assert send(other, ANSWER, "/sign-in", credential=given).location == "/sign-in"
    assert send(client, ANSWER, "/sign-in", credential=given).location == "/"
    again = app.test_client()
    question(again)
    assert send(again, ANSWER, "/sign-in", credential=given).location == "/sign-in"


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:9999"])
def test_an_answer_made_for_another_site_is_refused(app: Flask, ada: FlaskClient, origin: str) -> None:
    key, client = SoftwarePasskey(), app.test_client()
    add(ada, key)
    key.origin = origin

    assert answer(client, key, question(client)).location == "/sign-in"


def test_a_copied_passkey_and_an_unknown_one_are_refused(app: Flask, ada: FlaskClient) -> None:
    key = SoftwarePasskey()
    add(ada, key)
    first = app.test_client()
    assert answer(first, key, question(first)).location == "/"
    key.count -= 1

    copied, unknown = app.test_client(), app.test_client()
    assert answer(copied, key, question(copied)).location == "/sign-in"
    assert answer(unknown, SoftwarePasskey(), question(unknown)).location == "/sign-in"


@pytest.mark.parametrize("credential", ["", "nonsense", "{}", '{"id": "a", "rawId": "a", "type": "public-key"}'])
def test_what_is_no_passkey_s_answer_adds_none(app: Flask, ada: FlaskClient, credential: str) -> None:
    send(ada, "/account/passkeys/offer", OWN)

    assert send(ada, "/account/passkeys", OWN, name="Key", credential=credential).status_code == 422
    assert send(app.test_client(), ANSWER, "/sign-in", credential=credential).location == "/sign-in"


def test_an_offer_counts_for_the_session_that_asked(app: Flask, ada: FlaskClient) -> None:
    offer = send(ada, "/account/passkeys/offer", OWN).json
    other = browser(app)

    given = SoftwarePasskey().created(offer)

    assert send(other, "/account/passkeys", OWN, name="Key", credential=given).status_code == 422
    assert send(ada, "/account/passkeys", OWN, name="Key", credential=given).status_code == 200
    assert send(ada, "/account/passkeys", OWN, name="Key", credential=given).status_code == 422


def test_a_removed_passkey_is_dead_at_once_and_nobody_removes_another_s(app: Flask, ada: FlaskClient) -> None:
    key, client = SoftwarePasskey(), app.test_client()
    add(ada, key)
    open_for(app, "ben")
    with app.app_context():
        number = db.session.scalars(select(Passkey.id)).one()
    ben = browser(app, "ben")
    remove = f"/account/passkeys/{number}/remove"
    assert ben.post(remove, data={"csrf_token": form_token(ben, OWN)}).status_code == 404

    assert send(ada, remove, OWN).status_code == 303

    assert answer(client, key, question(client)).location == "/sign-in"
    assert enter(app.test_client()).location == "/"
