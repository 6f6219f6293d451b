"""Guessing and copying: waits that shut nobody out, sessions that cannot be planted, bent or used after their end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.accounts.sign_in.models import KnownDevice
from insurer.infra.audit.models import AuditEvent
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from tests.builders.people import PASSWORD, browser, enter, form_token, mails, open_for, send

WRONG = "wrong password here"
HERE, THERE = {"REMOTE_ADDR": "192.0.2.7"}, {"REMOTE_ADDR": "198.51.100.9"}


def guess(app: Flask, name: str, times: int, place: dict[str, str] = THERE) -> list[int]:
    """The answers to wrong passwords for a name, each from a new browser at one address."""
    client = app.test_client()
    token = form_token(client)
    fields = {"csrf_token": token, "name": name, "password": WRONG}
    return [client.post("/sign-in", data=fields, environ_base=place).status_code for _ in range(times)]


@pytest.fixture
def ada(app: Flask) -> Any:
    """The browser from which `ada` signed in before; she has signed out since."""
    app.config["STRANGER_POSTS_PER_MINUTE"] = 1000
    open_for(app, "ada")
    client = browser(app)
    send(client, "/sign-out", "/account/")
    return client


def test_t23_after_25_wrong_tries_of_others_the_known_device_still_gets_in(app: Flask, ada: Any) -> None:
    assert set(guess(app, "ada", 25)) == {403}

    assert enter(app.test_client()).status_code == 403  # right, but from a browser never seen
    assert enter(ada).status_code == 303


def test_a_live_session_is_not_touched_by_the_tries_of_others(app: Flask, ada: Any) -> None:
    assert enter(ada).status_code == 303

    guess(app, "ada", 25)

    assert ada.get("/account/").status_code == 200


def test_the_known_device_waits_for_its_own_wrong_tries(app: Flask, ada: Any, clock: Any) -> None:
    assert enter(ada, password=WRONG).status_code == 403

    assert enter(ada).status_code == 403
    clock.move_to(clock.now() + timedelta(seconds=3))
    assert enter(ada).status_code == 303


def test_t23_an_address_that_tries_many_names_waits_and_others_do_not(app: Flask, ada: Any, clock: Any) -> None:
    open_for(app, "ben")
    for number in range(22):
        guess(app, f"name{number}", 1)

    client = app.test_client()
    token = form_token(client)
    fields = {"csrf_token": token, "name": "ben", "password": PASSWORD}
    assert client.post("/sign-in", data=fields, environ_base=THERE).status_code == 403
    clock.move_to(clock.now() + timedelta(seconds=2))
    assert client.post("/sign-in", data=fields, environ_base=HERE).status_code == 303


def test_many_failures_are_told_to_the_owner_once(app: Flask, ada: Any) -> None:
    guess(app, "ada", 14)

    assert [title for _, title, _ in mails(app)].count("Failed sign-ins") == 1


def test_every_event_is_on_record_with_its_address(app: Flask, ada: Any) -> None:
    guess(app, "ada", 1)

    with app.app_context(), reading_as(ALL):
        events = db.session.execute(
            select(AuditEvent.what, AuditEvent.facts).where(AuditEvent.subject == "login:ada").order_by(AuditEvent.at)
        ).all()
    told = [what for what, _ in events]
    assert {"accounts.signed_in", "accounts.signed_out", "accounts.failed"} <= set(told)
    assert any("198.51.100.9" in facts for what, facts in events if what == "accounts.failed")
    assert not any(WRONG in facts for _, facts in events)


def test_t20_a_session_planted_before_the_sign_in_is_not_the_one_after_it(app: Flask, ada: Any) -> None:
    ada.set_cookie("tradecover_session", "planted")
    before = ada.get("/sign-in").headers.getlist("Set-Cookie")

    enter(ada)

    cookie = ada.get_cookie("tradecover_session")
    assert [one for one in before if one.startswith("tradecover_session=")] == []
    assert cookie.value != "planted"
    assert len(cookie.value) >= 43
    planted = app.test_client()
    planted.set_cookie("tradecover_session", "planted")
    assert planted.get("/account/").status_code == 303


def test_two_sign_ins_have_two_tokens_and_no_cookie_says_anything(app: Flask, ada: Any) -> None:
    first, second = browser(app), browser(app)

    tokens = [client.get_cookie("tradecover_session").value for client in (first, second)]

    assert len(set(tokens)) == 2
    assert all("ada" not in token for token in tokens)


@pytest.mark.parametrize("bend", [lambda t: t[:-1], lambda t: t + "A", lambda t: t.swapcase(), lambda t: t[::-1]])
def test_a_cut_or_changed_cookie_opens_nothing(app: Flask, ada: Any, bend: Any) -> None:
    enter(ada)
    token = ada.get_cookie("tradecover_session").value

    ada.set_cookie("tradecover_session", bend(token))

    assert ada.get("/account/").status_code == 303


def test_an_old_form_s_token_is_worth_nothing_after_the_sign_in(app: Flask, ada: Any) -> None:
    before = form_token(ada)
    enter(ada)

    assert ada.post("/sign-out", data={"csrf_token": before}).status_code == 400


@pytest.mark.parametrize("next_", ["https://evil.example", "//evil.example", "/\\evil.example", "/\tx", "javascript:1"])
def test_no_way_leads_to_another_site(app: Flask, ada: Any, next_: str) -> None:
    assert enter(ada, next=next_).location == "/"

    answer = send(ada, "/account/confirm", password=PASSWORD, next=next_)

    assert answer.location == "/account/"


def test_a_new_device_is_told_to_the_owner_and_a_known_one_not(app: Flask, ada: Any) -> None:
    enter(ada)
    assert mails(app) == []

    browser(app)

    assert [title for _, title, _ in mails(app)] == ["Signed in from a new device"]
    with app.app_context():
        assert len(db.session.scalars(select(KnownDevice)).all()) == 2
