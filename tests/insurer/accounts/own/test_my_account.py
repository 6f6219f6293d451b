"""My account: what everybody sees and changes of their own, whichever side they work on."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.accounts.models import Login
from insurer.accounts.queries import actor_named
from insurer.infra.clock import now, today
from insurer.infra.commands import Act, IdempotencyKey
from insurer.infra.db import db
from insurer.kernel.acting import ALL, Actor
from insurer.kernel.ids import PartyId
from insurer.parties.facts import PartyEntry
from insurer.parties.public import register_party
from tests.builders.browser import PASSWORD as BROWSER_PASSWORD
from tests.builders.browser import signed_in
from tests.builders.people import PASSWORD, add_app, browser, enter, mails, open_for, send

NEW = "seven quiet herons wading"
OWN = "/account/second-factor"
PAGES = ("/account/", "/account/password", "/account/sessions", "/account/history", OWN, f"{OWN}/authenticator")


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    """The browser of `ada`, signed in."""
    open_for(app, "ada")
    return browser(app)


def _holder(app: Flask) -> PartyId:
    with app.app_context():
        officer = Actor("registrar", "Registrar", None, frozenset({"parties.register"}), scope=ALL)
        return register_party(Act(officer, now()), PartyEntry(name="Alpha Ltd", country="GB"))


def texts(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("lang", ["en", "zh_Hans"])
def test_both_sides_have_every_page_in_their_own_frame(app: Flask, lang: str) -> None:
    holder = _holder(app)
    sides = {
        'class="portal"': signed_in(app, Role.POLICYHOLDER_USER, holder, locale=lang),
        'class="desk"': signed_in(app, Role.LIMIT_UNDERWRITER, locale=lang),
    }
    for frame, client in sides.items():
        for path in PAGES:
            page = client.get(path)
            assert page.status_code == 200, path
            assert frame in page.get_data(as_text=True), path
        assert 'href="/account/"' in texts(client, "/account/history")


def test_a_stranger_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert {client.get(path).status_code for path in PAGES} == {303}


def test_language_zone_and_styles_are_the_reader_s_own(app: Flask, ada: FlaskClient) -> None:
    ada.get("/account/?lang=en")

    chosen = {"locale": "zh", "time_zone": "Asia/Shanghai", "dates": "iso", "numbers": "space"}
    assert send(ada, "/account/", **chosen).status_code == 303

    assert "我的账户" in texts(ada, "/account/")
    with app.app_context():
        actor = actor_named("ada", today())
    assert (actor.time_zone, actor.dates, actor.numbers) == ("Asia/Shanghai", "iso", "space")
    assert send(ada, "/account/", locale="fr").status_code == 422
    send(ada, "/account/", locale="en")
    with app.app_context():
        assert actor_named("ada", today()).time_zone == ""


class TestThePassword:
    def test_a_new_one_ends_every_other_session_and_this_one_goes_on(self, app: Flask, ada: FlaskClient) -> None:
        other, stolen = browser(app), ada.get_cookie("tradecover_session")
        thief = app.test_client()
        thief.set_cookie("tradecover_session", stolen.value)  # type: ignore[union-attr]

        answer = send(ada, "/account/password", current=PASSWORD, password=NEW, again=NEW)

        assert (answer.status_code, answer.location) == (303, "/account/")
        assert "Your password was changed" in texts(ada, "/account/")
        assert [other.get("/account/").status_code, thief.get("/account/").status_code] == [303, 303]
        assert enter(app.test_client(), password=NEW).status_code == 303
        assert "Your password was changed" in [title for _, title, _ in mails(app)]

    @pytest.mark.parametrize(
        ("current", "password", "again", "status"),
        [
            ("", NEW, NEW, 422),
            ("not the present one", NEW, NEW, 403),
            (PASSWORD, "short", "short", 422),
            (PASSWORD, NEW, NEW + "s", 422),
            (PASSWORD, "x" * 10_000, "x" * 10_000, 422),
        ],
        ids=["without the present one", "with a wrong one", "too short", "typed differently", "far too long"],
    )
    def test_what_is_refused_changes_nothing(
        self, app: Flask, ada: FlaskClient, current: str, password: str, again: str, status: int
    ) -> None:
        assert send(ada, "/account/password", current=current, password=password, again=again).status_code == status

        assert ada.get("/account/").status_code == 200
        assert mails(app) == []


class TestBeforeASensitiveChange:
    def test_who_signed_in_long_ago_is_asked_for_the_password_again(
        self, app: Flask, ada: FlaskClient, clock: Any
    ) -> None:
        clock.move_to(clock.now() + timedelta(minutes=11))
        for path in (OWN, f"{OWN}/authenticator"):
            assert ada.get(path).location == f"/account/confirm?next={path}"
        assert send(ada, "/account/recovery-codes", "/account/").location == "/account/confirm?next=/account/"

        wrong = send(ada, "/account/confirm", password="not the present one", next=OWN)
        assert wrong.status_code == 403
        clock.move_to(clock.now() + timedelta(seconds=2))
        assert send(ada, "/account/confirm", password=PASSWORD, next=OWN).location == OWN

        assert ada.get(OWN).status_code == 200


class TestSecondFactors:
    def test_the_app_is_set_up_with_recovery_codes_and_removed_again(
        self, app: Flask, ada: FlaskClient, clock: Any
    ) -> None:
        _, codes = add_app(ada, clock)
        assert "10 unused codes are left" in texts(ada, OWN)

        assert send(ada, f"{OWN}/authenticator/remove", OWN).status_code == 303

        assert enter(app.test_client()).location == "/"
        assert len(codes) == 10
        titles = [title for _, title, _ in mails(app)]
        assert {"A second factor was added", "New recovery codes", "A second factor was removed"} <= set(titles)
        assert send(ada, f"{OWN}/authenticator/remove", OWN).status_code == 404
        assert send(ada, "/account/recovery-codes", OWN).status_code == 409

    def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_picture(self, ada: FlaskClient) -> None:
        page = texts(ada, f"{OWN}/authenticator")
        sealed = page.split('name="sealed"')[1].split('value="')[1].split('"')[0]
        fields = {"sealed": sealed, "code": "000000"}

        answer = send(ada, f"{OWN}/authenticator", **fields)

        assert answer.status_code == 422
        assert page.split("own-letters")[1][:40] == answer.get_data(as_text=True).split("own-letters")[1][:40]
        assert send(ada, f"{OWN}/authenticator", sealed="forged", code="000000").location == f"{OWN}/authenticator"

    def test_a_picture_shown_to_one_session_is_nothing_to_another(self, app: Flask, ada: FlaskClient) -> None:
        sealed = texts(ada, f"{OWN}/authenticator").split('name="sealed"')[1].split('value="')[1].split('"')[0]

        answer = send(browser(app), f"{OWN}/authenticator", sealed=sealed, code="000000")

        assert answer.status_code == 303

    def test_new_recovery_codes_void_the_earlier_ones(self, app: Flask, ada: FlaskClient, clock: Any) -> None:
        _, codes = add_app(ada, clock)

        send(ada, "/account/recovery-codes", OWN)

        client = app.test_client()
        enter(client)
        assert send(client, "/sign-in/second-factor", code=codes[0]).status_code == 403


def test_nothing_secret_is_kept_with_the_key_of_a_form(app: Flask, ada: FlaskClient, clock: Any) -> None:
    add_app(ada, clock)

    send(ada, "/account/recovery-codes", OWN, idempotency_key="one-key")
    fields = {"current": PASSWORD, "password": NEW, "again": NEW, "idempotency_key": "another-key"}
    send(ada, "/account/password", **fields)

    with app.app_context():
        assert db.session.scalars(select(IdempotencyKey)).all() == []


class TestTheHistory:
    def test_a_policyholder_s_people_have_theirs_and_their_mails_too(self, app: Flask) -> None:
        client = signed_in(app, Role.POLICYHOLDER_USER, _holder(app))
        login = re.findall(r"policyholder_user-[0-9]+", texts(client, "/account/"))[0]
        with app.app_context():
            db.session.scalars(select(Login).where(Login.name == login)).one().email = "user@alpha.example"
            db.session.commit()

        fields = {"current": BROWSER_PASSWORD, "password": NEW, "again": NEW}
        assert send(client, "/account/password", **fields).status_code == 303

        page = texts(client, "/account/history")
        assert "Password changed" in page
        assert page.count("Signed in") == 2
        assert [title for _, title, _ in mails(app)] == ["Your password was changed"]

    def test_it_tells_sign_ins_right_and_wrong_and_every_change(self, app: Flask, ada: FlaskClient) -> None:
        enter(app.test_client(), password="wrong password here")

        page = texts(ada, "/account/history")

        assert "Signed in" in page
        assert "Sign-in failed" in page
        assert "127.0.0.1" in page
