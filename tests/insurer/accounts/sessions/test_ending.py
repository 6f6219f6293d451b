"""Sessions are listed to their owner and ended: one, all, by an administrator, or because something happened."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.factors.services import agree_factor_reset, ask_factor_reset
from insurer.accounts.facts import Role
from insurer.accounts.queries import actor_named
from insurer.accounts.sessions.services import end_all_sessions, end_one_session
from insurer.infra.clock import now, today
from insurer.infra.commands import Act
from insurer.kernel.errors import Conflict, NotAllowed, NotFound
from tests.builders.people import add_app, browser, enter, form_token, mails, open_for, send

PAGE = "/account/sessions"


@pytest.fixture
def ada(app: Flask) -> FlaskClient:
    """The browser of `ada`, signed in."""
    open_for(app, "ada")
    return browser(app)


def ids(client: FlaskClient, page: str = PAGE) -> list[str]:
    return re.findall(r"/account/sessions/([0-9a-f]{16})/end", client.get(page).get_data(as_text=True))


def administrator(app: Flask, name: str) -> Act:
    open_for(app, name, Role.ADMINISTRATOR)
    with app.app_context():
        return Act(actor_named(name, today()), now())


def test_the_list_says_which_is_this_one_and_ends_another(app: Flask, ada: FlaskClient) -> None:
    other = browser(app)
    page = ada.get(PAGE).get_data(as_text=True)
    assert page.count("This one") == 1
    [public_id] = ids(ada)

    assert send(ada, f"{PAGE}/{public_id}/end", PAGE).status_code == 303

    assert (other.get("/account/").status_code, ada.get("/account/").status_code) == (303, 200)
    assert ids(ada) == []


def test_nobody_ends_another_person_s_session(app: Flask, ada: FlaskClient) -> None:
    open_for(app, "ben")
    ben = browser(app, "ben")
    second = browser(app)
    [public_id] = ids(second)
    for wanted in (public_id, public_id[:4], "%" * 16, "_" * 16):
        assert ben.post(f"{PAGE}/{wanted}/end", data={"csrf_token": form_token(ben, PAGE)}).status_code == 404

    assert ada.get("/account/").status_code == 200


def test_signing_out_everywhere_ends_them_all(app: Flask, ada: FlaskClient) -> None:
    other = browser(app)

    answer = send(ada, f"{PAGE}/end-all", PAGE)

    assert answer.location == "/sign-in"
    assert [client.get("/account/").status_code for client in (ada, other)] == [303, 303]


def test_an_administrator_ends_one_or_all_of_somebody(app: Flask, ada: FlaskClient) -> None:
    open_for(app, "root", Role.ADMINISTRATOR)
    root, page = browser(app, "root"), "/desk/people/ada/sessions"
    second = browser(app)
    [public_id] = ids(second)

    assert send(root, page, session=public_id).status_code == 303
    assert (ada.get("/account/").status_code, second.get("/account/").status_code) == (303, 200)
    assert send(root, page).status_code == 303

    assert second.get("/account/").status_code == 303
    assert "Nobody is signed in under this name." in root.get(page).get_data(as_text=True)
    assert browser(app).get(page).status_code == 403


def test_the_orders_behind_it_know_whom_they_mean(app: Flask, ada: FlaskClient) -> None:
    act = administrator(app, "root")
    with app.app_context():
        with pytest.raises(NotFound, match="no_such_login"):
            end_all_sessions(act, "nobody")
        with pytest.raises(NotFound, match="no_such_session"):
            end_one_session(act, "ada", "0" * 16)


class TestALostSecondFactor:
    def test_two_administrators_take_it_away_and_every_session_ends(
        self, app: Flask, ada: FlaskClient, clock: Any
    ) -> None:
        add_app(ada, clock)
        one, two = administrator(app, "root"), administrator(app, "second")
        with app.app_context():
            ask_factor_reset(one, "ada")
            with pytest.raises(NotAllowed, match="same_person"):
                agree_factor_reset(one, "ada")
            agree_factor_reset(two, "ada")

        assert ada.get("/account/").status_code == 303
        assert enter(app.test_client()).location == "/"
        titles = [title for _, title, _ in mails(app)]
        assert titles[-3:-1] == ["A reset of your second factor was asked for", "Your second factor was reset"]

    def test_they_do_it_on_the_page_of_the_person(self, app: Flask, ada: FlaskClient, clock: Any) -> None:
        page = "/desk/people/ada/sessions"
        for name in ("root", "second"):
            open_for(app, name, Role.ADMINISTRATOR)
        root, second = browser(app, "root"), browser(app, "second")
        assert "None is set up." in root.get(page).get_data(as_text=True)
        add_app(ada, clock)

        assert send(root, "/desk/people/ada/factor-reset", page).location == page

        assert "You asked for a reset." in root.get(page).get_data(as_text=True)
        assert send(root, "/desk/people/ada/factor-reset/agree", page).status_code == 403
        assert "Root asked for a reset" in second.get(page).get_data(as_text=True)
        assert send(second, "/desk/people/ada/factor-reset/agree", page).location == page
        assert ada.get("/account/").status_code == 303
        assert root.get("/desk/people/nobody/sessions").status_code == 404

    def test_a_factor_added_since_voids_what_was_put_forward(self, app: Flask, ada: FlaskClient, clock: Any) -> None:
        add_app(ada, clock)
        one, two = administrator(app, "root"), administrator(app, "second")
        with app.app_context():
            ask_factor_reset(one, "ada")
        clock.move_to(clock.now().replace(minute=5))
        add_app(ada, clock)

        with app.app_context(), pytest.raises(Conflict, match="content_changed"):
            agree_factor_reset(two, "ada")

    def test_where_there_is_none_nothing_is_reset(self, app: Flask, ada: FlaskClient) -> None:
        act = administrator(app, "root")

        with app.app_context(), pytest.raises(Conflict, match="no_such_factor"):
            ask_factor_reset(act, "ada")
