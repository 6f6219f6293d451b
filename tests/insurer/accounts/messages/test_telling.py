"""What the insurer decides is told in the same act to everybody it concerns, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.accounts.messages.documents import titles_of
from insurer.accounts.messages.models import Message, MessageReading
from insurer.accounts.messages.services import open_all_messages, open_message
from insurer.accounts.messages.terms import TOLD, Way, title_key
from insurer.accounts.models import Login, Person
from insurer.accounts.public import actor_named, open_login, telling_by, unread_count, unread_of
from insurer.home.services import remind_policyholders
from insurer.infra.catalogues import words
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import speaking
from insurer.infra.outbox import OutboxMail
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PersonId
from tests.builders.browser import FIRST_PERSON, PASSWORD
from tests.builders.underwriting import Desk, line

_numbers = count(500)


@pytest.fixture
def desk(in_app: Flask, clock: Any) -> Iterator[Desk]:
    with reading_as(ALL):
        yield Desk(clock).on(date(2025, 1, 2)).opened()
    db.session.remove()


def _person(name: str, role: Role, holder: PartyId, email: str | None = None, locale: str = "en") -> None:
    person = PersonId(FIRST_PERSON + next(_numbers))
    db.session.add(Person(id=person, name=name))
    db.session.commit()
    open_login(house_act(), name, person, PASSWORD, (role,), (holder,), locale, email)


def _whats(login: str) -> list[str]:
    return [message.what for message in unread_of(login)]


def _act(desk: Desk, login: str) -> Act:
    return Act(actor_named(login, desk.clock.now().date()), desk.clock.now())


def test_a_decision_is_told_to_all_people_of_the_policyholder_and_to_no_other_company(desk: Desk) -> None:
    _person("jonas", Role.POLICYHOLDER_USER, desk.policyholder)
    _person("ilse", Role.POLICYHOLDER_READER, desk.policyholder)
    _person("rival", Role.POLICYHOLDER_USER, desk.company("Rival AG", "CH"))

    desk.limit(desk.buyer(), "1000")

    assert _whats("jonas") == _whats("ilse") == ["limit.full"]
    assert _whats("rival") == []


def test_whoever_may_not_see_limits_is_not_told_of_them(desk: Desk) -> None:
    _person("bank", Role.LOSS_PAYEE, desk.policyholder)

    desk.limit(desk.buyer(), "1000")

    assert _whats("bank") == []


def test_an_act_that_is_refused_tells_nobody(desk: Desk) -> None:
    _person("jonas", Role.POLICYHOLDER_USER, desk.policyholder)
    buyer = desk.buyer()

    with pytest.raises(Exception, match="above_zero"):
        desk.limit(buyer, "0")

    assert _whats("jonas") == []


def test_the_mail_speaks_its_addressees_language_and_is_sent_once_per_message(desk: Desk) -> None:
    _person("haiyan", Role.POLICYHOLDER_USER, desk.policyholder, "haiyan@example.test", "zh")
    _person("jonas", Role.POLICYHOLDER_USER, desk.policyholder)

    desk.limit(desk.buyer(), "1000")

    (mail,) = db.session.scalars(select(OutboxMail)).all()
    assert (mail.recipient, mail.locale) == ("haiyan@example.test", "zh")
    assert mail.title == "已按申请批准对 Baker & Sons Ltd 的限额"
    assert "/portal/messages/" in mail.body
    assert mail.reference == unread_of("haiyan")[0].reference


def test_a_past_that_is_entered_later_tells_nobody_and_the_portal_alone_sends_no_mail(desk: Desk) -> None:
    _person("jonas", Role.POLICYHOLDER_USER, desk.policyholder, "jonas@example.test")
    with telling_by():
        desk.limit(desk.buyer(), "1000")
    with telling_by(Way.PORTAL):
        desk.limit(desk.buyer("Second Ltd", reference="C-2"), "1000")

    assert _whats("jonas") == ["limit.full"]
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_opening_a_message_is_the_proof_of_reading_and_counts_once(desk: Desk) -> None:
    _person("jonas", Role.POLICYHOLDER_USER, desk.policyholder)
    desk.limit(desk.buyer(), "1000")
    (message,) = unread_of("jonas")
    read_at = desk.on(date(2025, 1, 3)).clock.now()

    open_message(_act(desk, "jonas"), message.id)
    desk.on(date(2025, 1, 9))
    open_message(_act(desk, "jonas"), message.id)

    (reading,) = db.session.scalars(select(MessageReading)).all()
    assert (reading.message_id, reading.read_at) == (message.id, read_at)
    assert unread_count("jonas") == 0


def test_nobody_opens_what_was_told_to_a_colleague(desk: Desk) -> None:
    _person("jonas", Role.POLICYHOLDER_USER, desk.policyholder)
    _person("ilse", Role.POLICYHOLDER_READER, desk.policyholder)
    desk.limit(desk.buyer(), "1000")
    (message,) = unread_of("jonas")

    with pytest.raises(NotFound):
        open_message(_act(desk, "ilse"), message.id)

    assert open_all_messages(_act(desk, "ilse")) == 1
    assert unread_count("jonas") == 1


def test_a_missed_month_and_an_overdue_note_are_recalled_once(desk: Desk) -> None:
    _person("jonas", Role.POLICYHOLDER_USER, desk.policyholder)
    desk.on(date(2025, 3, 15))
    desk.ledger(line("A-1", "800.00"))

    first = remind_policyholders(house_act())
    second = remind_policyholders(house_act())

    assert first > 0
    assert second == 0
    assert {"declaration.late", "declaration.due"} & set(_whats("jonas"))
    assert "billing.premium_overdue" in _whats("jonas")


def test_every_event_that_is_told_has_its_headline_in_both_languages(desk: Desk) -> None:
    for locale in ("en", "zh"):
        missing = [what for what in TOLD if title_key(what) not in words(locale)]
        assert missing == [], locale
    login = db.session.scalar(select(Login.id).limit(1))
    message = Message(id=1, login_id=login or 1, what="limit.full", subject="limit:LD-1", facts="{}", buyer=None)
    with speaking("en"):
        assert titles_of([message])[1].startswith("Limit on")
