"""Links in mails: a forgotten password, an invitation, the first administrator. Each works once and for one thing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.accounts.passwords.queries import NO_PASSWORD
from insurer.accounts.queries import actor_named
from insurer.accounts.sign_in.services import (
    ask_for_reset,
    create_administrator,
    follow_link,
    invite_again,
    invite_login,
    start_reset,
)
from insurer.accounts.sign_in.terms import LinkPurpose
from insurer.infra.clock import now, today
from insurer.infra.commands import Act
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId
from tests.builders.people import add_app, browser, enter, link_in, mails, open_for, send

FORGOTTEN = "/sign-in/forgotten"
NEW = "seven quiet herons wading"


def choose(client: Any, link: str, password: str = NEW, again: str = "") -> Any:
    return send(client, link, password=password, again=again or password)


def reset_link(app: Flask, name: str = "ada") -> str:
    send(app.test_client(), FORGOTTEN, name=name)
    return link_in(mails(app)[-1][2])


def administrator(app: Flask, name: str = "root") -> Act:
    open_for(app, name, Role.ADMINISTRATOR)
    with app.app_context():
        return Act(actor_named(name, today()), now())


class TestAForgottenPassword:
    def test_the_link_sets_a_new_password_once_and_ends_every_session(self, app: Flask) -> None:
        open_for(app, "ada")
        before = browser(app)
        link = reset_link(app)
        reader = app.test_client()

        answer = choose(reader, link)

        assert (answer.status_code, answer.location) == (303, "/sign-in")
        assert before.get("/desk/audit/").status_code == 303
        assert enter(app.test_client()).status_code == 403  # the old one
        assert (reader.get(link).status_code, reader.get("/desk/audit/").status_code) == (410, 303)
        assert mails(app)[-1][1] == "Your password was changed"

    def test_t20_the_new_password_signs_in_and_the_link_is_dead(self, app: Flask) -> None:
        open_for(app, "ada")
        link = reset_link(app)
        choose(app.test_client(), link)

        with app.app_context(), pytest.raises(NotAllowed, match="link_void"):
            follow_link(house_act(), link.rpartition("/")[2], LinkPurpose.RESET, "another long quiet phrase")

        assert enter(app.test_client(), password=NEW).status_code == 303

    def test_it_lasts_ten_minutes_and_a_later_one_voids_it(self, app: Flask, clock: Any) -> None:
        open_for(app, "ada")
        first = reset_link(app)
        clock.move_to(clock.now() + timedelta(minutes=2))
        second = reset_link(app)

        assert (app.test_client().get(first).status_code, app.test_client().get(second).status_code) == (410, 200)
        clock.move_to(clock.now() + timedelta(minutes=10))
        assert app.test_client().get(second).status_code == 410

    def test_the_answer_is_the_same_for_names_nobody_has(self, app: Flask) -> None:
        open_for(app, "ada")
        with app.app_context():
            ask_for_reset(house_act(), "nobody")

        answers = [send(app.test_client(), FORGOTTEN, name=name) for name in ("ada", "nobody", "ada@firm.example")]

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert len({re.sub(r'value="[^"]*"', "", answer.get_data(as_text=True)) for answer in answers}) == 1
        assert [to for to, _, _ in mails(app)] == ["ada@firm.example"]  # once a minute at most

    def test_the_link_names_our_address_whatever_the_request_says(self, app: Flask) -> None:
        open_for(app, "ada")
        client = app.test_client()

        poisoned = client.post(FORGOTTEN, data={"name": "ada"}, headers={"Host": "evil.example"})
        send(client, FORGOTTEN, name="ada")

        assert poisoned.status_code == 400
        assert re.findall(r"https?://[^/\s]+", mails(app)[-1][2]) == ["http://localhost"]

    def test_the_mail_speaks_its_reader_s_language(self, app: Flask) -> None:
        open_for(app, "wei", locale="zh_Hans")

        reset_link(app, "wei")

        assert mails(app)[-1][1] == "重设密码"

    def test_the_second_factor_stays(self, app: Flask, clock: Any) -> None:
        open_for(app, "ada")
        add_app(browser(app), clock)

        choose(app.test_client(), reset_link(app))

        assert enter(app.test_client(), password=NEW).location == "/sign-in/second-factor"

    @pytest.mark.parametrize(
        ("password", "again", "says"),
        [
            ("short", "", "at least 12 characters"),
            ("password1234", "", "easily guessed"),
            ("qwertyuiop123", "", "easily guessed"),
            ("my tradecover phrase", "", "does not contain your name"),
            ("Ada Ada and the herons", "Ada Ada and the heron", "differ"),
        ],
        ids=["short", "common", "keyboard", "the product's name", "typed differently"],
    )
    def test_what_is_refused_says_why_and_leaves_the_link_usable(
        self, app: Flask, password: str, again: str, says: str
    ) -> None:
        open_for(app, "ada")
        link = reset_link(app)

        answer = choose(app.test_client(), link, password, again)

        assert answer.status_code == 422
        assert says in answer.get_data(as_text=True)
        assert choose(app.test_client(), link).status_code == 303

    @pytest.mark.parametrize(
        "password", ["  spaces at both ends  ", "长长的一句只有我会想到的话啊", "é" * 3 + "x7 herons" * 13]
    )
    def test_any_long_phrase_is_accepted_to_its_last_character(self, app: Flask, clock: Any, password: str) -> None:
        open_for(app, "ada")

        assert choose(app.test_client(), reset_link(app), password).status_code == 303

        assert enter(app.test_client(), password=password[:-1]).status_code == 403
        clock.move_to(clock.now() + timedelta(seconds=2))
        assert enter(app.test_client(), password=password).status_code == 303


class TestAnInvitation:
    def test_an_invited_person_chooses_the_password_and_signs_in(self, app: Flask, clock: Any) -> None:
        act = administrator(app)
        with app.app_context():
            invite_login(act, "mila", "Mila Moss", "Mila@Firm.example", (Role.AUDITOR,))
        recipient, title, body = mails(app)[-1]
        assert (recipient, title) == ("mila@firm.example", "Your sign-in to Tradecover Credit Insurance")
        assert enter(app.test_client(), "mila", "anything at all here").status_code == 403
        clock.move_to(clock.now() + timedelta(seconds=2))

        assert choose(app.test_client(), link_in(body)).status_code == 303

        assert enter(app.test_client(), "mila", NEW).status_code == 303
        assert app.test_client().get(link_in(body)).status_code == 410

    def test_its_token_is_neither_a_password_nor_a_reset(self, app: Flask, clock: Any) -> None:
        act = administrator(app)
        with app.app_context():
            invite_login(act, "mila", "Mila Moss", "mila@firm.example", (Role.AUDITOR,))
        token = link_in(mails(app)[-1][2]).rpartition("/")[2]

        assert len(token) >= 43
        assert enter(app.test_client(), "mila", token).status_code == 403
        assert enter(app.test_client(), "mila", NO_PASSWORD).status_code == 422
        assert app.test_client().get(f"/sign-in/new-password/{token}").status_code == 410
        clock.move_to(clock.now() + timedelta(hours=24))
        assert app.test_client().get(f"/invitation/{token}").status_code == 410

    def test_nobody_forgets_a_password_before_choosing_it_but_is_invited_again(self, app: Flask) -> None:
        act = administrator(app)
        with app.app_context():
            invite_login(act, "mila", "Mila Moss", "mila@firm.example", (Role.AUDITOR,))
        first = link_in(mails(app)[-1][2])
        send(app.test_client(), FORGOTTEN, name="mila")
        assert len(mails(app)) == 1
        with app.app_context():
            invite_again(act, "mila")

        assert app.test_client().get(first).status_code == 410
        choose(app.test_client(), link_in(mails(app)[-1][2]))
        with app.app_context(), pytest.raises(NotAllowed, match="has_a_password"):
            invite_again(act, "mila")

    def test_a_taken_name_a_taken_address_and_a_name_like_an_address_are_refused(self, app: Flask) -> None:
        act = administrator(app)
        open_for(app, "ada")
        with app.app_context():
            for name, email, code in (
                ("ADA", "new@firm.example", "login_taken"),
                ("new", "ADA@firm.example", "login_taken"),
                ("new@firm.example", "new@firm.example", "name_is_an_address"),
            ):
                with pytest.raises(InvalidInput, match=code):
                    invite_login(act, name, "Somebody", email, (Role.AUDITOR,))

    def test_only_an_administrator_invites(self, app: Flask) -> None:
        open_for(app, "ada")
        with app.app_context():
            act = Act(actor_named("ada", today()), now())
            with pytest.raises(NotAllowed):
                invite_login(act, "mila", "Mila", "m@firm.example", (Role.BROKER,), (PartyId(1),))


class TestAdministrators:
    def test_the_first_one_chooses_a_password_at_a_printed_link(self, app: Flask) -> None:
        runner = app.test_cli_runner()

        printed = runner.invoke(args=["accounts", "create-administrator", "root", "--email", "root@firm.example"])

        assert printed.exit_code == 0
        assert choose(app.test_client(), link_in(printed.output)).status_code == 303
        assert enter(app.test_client(), "root", NEW).status_code == 303
        second = runner.invoke(args=["accounts", "create-administrator", "other", "--email", "other@firm.example"])
        assert second.exit_code == 1
        with app.app_context(), pytest.raises(NotAllowed, match="has_an_administrator"):
            create_administrator(house_act(), "third", "Third", None)

    def test_one_starts_a_reset_and_never_sets_a_password(self, app: Flask) -> None:
        act = administrator(app)
        open_for(app, "ada")
        open_for(app, "mute", email=None)
        with app.app_context():
            start_reset(act, "ada")
            with pytest.raises(InvalidInput, match="no_mail_address"):
                start_reset(act, "mute")

        recipient, _, body = mails(app)[-1]

        assert recipient == "ada@firm.example"
        assert choose(app.test_client(), link_in(body)).status_code == 303
