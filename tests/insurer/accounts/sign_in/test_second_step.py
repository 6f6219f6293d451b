"""The second step of a sign-in: codes that work once, recovery codes, the end of an attempt, who must have one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from insurer.accounts.factors.models import Authenticator, RecoveryCode
from insurer.accounts.facts import Role
from insurer.infra.db import db
from tests.builders.authenticator import app_code
from tests.builders.people import add_app, browser, enter, mails, open_for, send

STEP = "/sign-in/second-factor"


@pytest.fixture
def ada(app: Flask, clock: Any) -> tuple[str, list[str]]:
    """`ada` with an authenticator app: its letters and her recovery codes. The app's present code is used up."""
    open_for(app, "ada")
    return add_app(browser(app), clock)


def begun(app: Flask) -> FlaskClient:
    """A browser whose password was right."""
    client = app.test_client()
    answer = enter(client, next="/desk/audit/")
    assert (answer.status_code, answer.location) == (303, f"{STEP}?next=/desk/audit/")
    return client


def code_after(clock: Any, letters: str, seconds: int = 60) -> str:
    clock.move_to(clock.now() + timedelta(seconds=seconds))
    return app_code(letters, clock.now())


def test_the_password_alone_opens_nothing_where_there_is_a_second_factor(app: Flask, ada: Any) -> None:
    client = begun(app)

    assert client.get("/desk/audit/").location == "/sign-in?next=/desk/audit/"
    assert client.get_cookie("tradecover_session") is None
    assert client.get(STEP).status_code == 200


def test_the_code_of_the_app_completes_the_sign_in_and_leads_where_one_was_going(
    app: Flask, ada: Any, clock: Any
) -> None:
    client = begun(app)

    answer = send(client, STEP, code=code_after(clock, ada[0]), next="/desk/audit/")

    assert (answer.status_code, answer.location) == (303, "/desk/audit/")
    assert client.get("/desk/audit/").status_code == 200
    assert client.get_cookie("tradecover_entry") is None


def test_a_code_works_once_and_not_the_one_before_it(app: Flask, ada: Any, clock: Any) -> None:
    code = code_after(clock, ada[0])
    assert send(begun(app), STEP, code=code).status_code == 303

    client = begun(app)

    replayed = send(client, STEP, code=code)
    older = send(client, STEP, code=app_code(ada[0], clock.now() - timedelta(seconds=30)))

    assert [replayed.status_code, older.status_code] == [403, 403]
    assert "The code is wrong or has been used." in replayed.get_data(as_text=True)


@pytest.mark.parametrize(("drift", "status"), [(-30, 303), (30, 303), (-90, 403), (90, 403)])
def test_a_clock_may_be_half_a_minute_off_and_no_more(
    app: Flask, ada: Any, clock: Any, drift: int, status: int
) -> None:
    clock.move_to(clock.now() + timedelta(minutes=5))
    code = app_code(ada[0], clock.now() + timedelta(seconds=drift))

    assert send(begun(app), STEP, code=code).status_code == status


def test_a_recovery_code_opens_once_and_its_owner_hears_of_it(app: Flask, ada: Any) -> None:
    _, codes = ada
    assert len(set(codes)) == 10

    assert send(begun(app), STEP, code=codes[3].upper()).status_code == 303
    assert send(begun(app), STEP, code=codes[3]).status_code == 403

    assert "A recovery code was used" in [title for _, title, _ in mails(app)]
    with app.app_context():
        kept = db.session.scalars(select(RecoveryCode.code_hash)).all()
        assert not set(kept) & set(codes)
        assert codes[0].replace("-", "") not in " ".join(kept)


def test_the_secret_of_the_app_is_kept_encrypted(app: Flask, ada: Any) -> None:
    with app.app_context():
        kept = db.session.scalars(select(Authenticator.secret)).one()

    assert "".join(ada[0].split()).replace("-", "") not in kept
    assert '"enckey"' in kept


def test_ten_wrong_codes_end_the_attempt_and_its_owner_is_warned(app: Flask, ada: Any, clock: Any) -> None:
    client = begun(app)
    answers = [send(client, STEP, code="000000") for _ in range(10)]

    assert [answer.status_code for answer in answers] == [403] * 9 + [303]
    assert answers[-1].location == "/sign-in"
    assert client.get(STEP).location == "/sign-in"
    assert "Somebody knows your password" in [title for _, title, _ in mails(app)]


def test_an_attempt_lasts_ten_minutes_and_another_browser_cannot_complete_it(app: Flask, ada: Any, clock: Any) -> None:
    client = begun(app)

    assert app.test_client().get(STEP).location == "/sign-in"
    assert client.get(STEP).status_code == 200
    clock.move_to(clock.now() + timedelta(minutes=10))
    assert client.get(STEP).location == "/sign-in"


def test_wrong_codes_slow_the_next_password_down(app: Flask, ada: Any, clock: Any) -> None:
    stranger = app.test_client()
    enter(stranger)
    stranger.delete_cookie("tradecover_device")
    for _ in range(5):
        send(stranger, STEP, code="000000")

    assert enter(app.test_client()).status_code == 403
    clock.move_to(clock.now() + timedelta(seconds=33))
    assert enter(app.test_client()).status_code == 303


class TestWhereStaffNeedASecondFactor:
    """Production: the insurer's people reach nothing but its set-up before they have one."""

    @pytest.fixture(autouse=True)
    def _demanded(self, app: Flask) -> None:
        settings = app.config["SETTINGS"]
        app.config["SETTINGS"] = settings.model_copy(update={"second_factor": "staff"})

    def test_without_one_every_page_leads_to_its_set_up(self, app: Flask) -> None:
        open_for(app, "ada")
        client = browser(app)

        for path in ("/", "/desk/", "/desk/audit/", "/account/", "/account/sessions", "/account/password"):
            assert (client.get(path).status_code, client.get(path).location) == (303, "/account/second-factor"), path
        machine = client.get("/desk/audit/", headers={"Accept": "application/json"})
        assert (machine.status_code, machine.json["code"]) == (403, "accounts.second_factor_needed")
        page = client.get("/account/second-factor").get_data(as_text=True)
        assert "You need a second factor before you can go on." in page

    def test_with_one_the_desk_opens(self, app: Flask, clock: Any) -> None:
        open_for(app, "ada")
        client = browser(app)

        add_app(client, clock)

        assert client.get("/desk/audit/").status_code == 200

    def test_signing_out_is_always_possible(self, app: Flask) -> None:
        open_for(app, "ada", Role.ADMINISTRATOR)
        client = browser(app)

        assert send(client, "/sign-out", "/account/second-factor").location == "/sign-in"
