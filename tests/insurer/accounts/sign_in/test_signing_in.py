"""Signing in and out through real requests, and what ends a session."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from insurer.accounts.models import Login, UserSession
from insurer.accounts.queries import actor_named, token_hash
from insurer.accounts.services import end_role, open_login, register_person
from insurer.accounts.sessions.services import end_session, see_session
from insurer.accounts.terms import Role
from insurer.infra.clock import now
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.acting import ALL, Actor
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import PartyId
from insurer.parties.facts import PartyEntry
from insurer.parties.public import register_party
from tests.builders.browser import signed_in

PASSWORD = "correct horse battery"


@pytest.fixture
def auditor(app: Flask) -> Flask:
    """An application with one login, `ada`, an auditor."""
    with app.app_context():
        person = register_person(house_act(), "Ada Auditor")
        open_login(house_act(), "ada", person, PASSWORD, (Role.AUDITOR,))
    return app


def token_of(client: FlaskClient, path: str = "/sign-in") -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(path).get_data(as_text=True))
    assert found is not None
    return found[1]


def sign_in(client: FlaskClient, name: str = "ada", password: str = PASSWORD, **more: str) -> Any:
    fields = {"csrf_token": token_of(client), "name": name, "password": password, **more}
    return client.post("/sign-in", data=fields)


def test_the_right_password_opens_the_desk(auditor: Flask) -> None:
    client = auditor.test_client()

    answer = sign_in(client)

    assert (answer.status_code, answer.location) == (303, "/")
    assert client.get("/desk/audit/").status_code == 200
    cookie = client.get_cookie("tradecover_session")
    assert cookie is not None
    assert (cookie.http_only, cookie.same_site) == (True, "Lax")


def test_a_wrong_name_and_a_wrong_password_look_alike(auditor: Flask) -> None:
    answers = [
        sign_in(auditor.test_client(), "ada", "wrong password here"),
        sign_in(auditor.test_client(), "nobody", PASSWORD),
    ]

    pages = [re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)) for answer in answers]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert pages[0] == pages[1]


def test_without_the_form_s_token_nobody_signs_in(auditor: Flask) -> None:
    answer = auditor.test_client().post("/sign-in", data={"name": "ada", "password": PASSWORD})

    assert answer.status_code == 400


def test_after_a_failure_the_next_try_waits_longer_each_time(auditor: Flask, clock: Any) -> None:
    client = auditor.test_client()
    for _ in range(4):
        sign_in(client, password="wrong password here")

    assert sign_in(client).status_code == 403  # the right one, too soon
    clock.move_to(clock.now() + timedelta(seconds=20))
    assert sign_in(client).status_code == 303


def test_a_page_asked_for_before_signing_in_is_come_back_to_and_no_foreign_one(auditor: Flask) -> None:
    client = auditor.test_client()

    assert client.get("/desk/audit/").location == "/sign-in?next=/desk/audit/"
    assert sign_in(client, next="/desk/audit/").location == "/desk/audit/"
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert sign_in(auditor.test_client(), next=elsewhere).location == "/"


def test_t20_signing_out_ends_the_session_also_for_a_copied_cookie(auditor: Flask) -> None:
    client, thief = auditor.test_client(), auditor.test_client()
    sign_in(client)
    stolen = client.get_cookie("tradecover_session")
    assert stolen is not None
    thief.set_cookie("tradecover_session", stolen.value)
    assert thief.get("/desk/audit/").status_code == 200

    answer = client.post("/sign-out", data={"csrf_token": token_of(client, "/desk/audit/")})

    assert answer.headers["Clear-Site-Data"]
    assert thief.get("/desk/audit/").status_code == 303


def test_signing_out_empties_the_browsers_session(auditor: Flask) -> None:
    client = auditor.test_client()
    sign_in(client)
    token = token_of(client, "/desk/audit/")
    with client.session_transaction() as kept:
        assert kept

    client.post("/sign-out", data={"csrf_token": token})

    with client.session_transaction() as kept:
        assert not kept


@pytest.mark.parametrize(
    ("steps", "status"),
    [([29], 200), ([31], 303), ([25] * 25, 303)],
    ids=["used within half an hour", "idle for longer", "used for ten hours"],
)
def test_a_session_ends_when_idle_and_after_its_longest_time(
    auditor: Flask, clock: Any, steps: list[int], status: int
) -> None:
    client = auditor.test_client()
    sign_in(client)

    answer = None
    for minutes in steps:
        clock.move_to(clock.now() + timedelta(minutes=minutes))
        answer = client.get("/desk/audit/")

    assert answer is not None
    assert answer.status_code == status


def test_a_role_that_ends_takes_its_permissions_and_every_session_with_it(auditor: Flask, clock: Any) -> None:
    client = auditor.test_client()
    sign_in(client)
    with auditor.app_context():
        end_role(house_act(), "ada", Role.AUDITOR, date(2025, 6, 30))
        assert actor_named("ada", date(2025, 6, 30)).permissions
        assert actor_named("ada", date(2025, 7, 1)).permissions == frozenset()

    assert client.get("/desk/audit/").status_code == 303


def test_sessions_are_known_by_the_hash_of_their_token_only(auditor: Flask, clock: Any) -> None:
    client = auditor.test_client()
    sign_in(client)
    cookie = client.get_cookie("tradecover_session")
    assert cookie is not None
    with auditor.app_context():
        [row] = db.session.scalars(select(UserSession))
        assert row.token_hash == token_hash(cookie.value) != cookie.value
        clock.move_to(clock.now() + timedelta(minutes=5))
        see_session(house_act(), row.token_hash)
        assert db.session.scalars(select(UserSession.seen_at)).one() == clock.now()
        end_session(house_act(), cookie.value)

    assert client.get("/desk/audit/").status_code == 303


def test_a_closed_login_is_nobody(auditor: Flask) -> None:
    client = auditor.test_client()
    sign_in(client)
    with auditor.app_context():
        db.session.scalars(select(Login)).one().active = False
        db.session.commit()
        with pytest.raises(NotFound, match="no_such_login"):
            actor_named("ada", date(2025, 6, 30))

    assert client.get("/desk/audit/").status_code == 303
    assert sign_in(auditor.test_client()).status_code == 403


def test_a_short_password_and_a_portal_role_without_a_policyholder_are_refused(in_app: Flask) -> None:
    person = register_person(house_act(), "Ben Broker")

    with pytest.raises(InvalidInput, match="password_too_short"):
        open_login(house_act(), "ben", person, "too short", (Role.AUDITOR,))
    with pytest.raises(InvalidInput, match="portal_role_needs_policyholder"):
        open_login(house_act(), "ben", person, PASSWORD, (Role.BROKER,))
    with pytest.raises(InvalidInput, match="portal_role_needs_policyholder"):
        open_login(house_act(), "ben", person, PASSWORD, (Role.BROKER, Role.AUDITOR), (PartyId(1),))


def test_the_desk_does_not_exist_for_a_policyholder(app: Flask) -> None:
    with app.app_context():
        officer = Actor("registrar", "Registrar", None, frozenset({"parties.register"}), scope=ALL)
        holder = register_party(Act(officer, now()), PartyEntry(name="Alpha Ltd", country="GB"))
    client = signed_in(app, Role.POLICYHOLDER_USER, holder)

    assert client.get("/portal/").status_code == 200
    assert {client.get(path).status_code for path in ("/desk/", "/desk/policies/", "/desk/limits/")} == {404}
