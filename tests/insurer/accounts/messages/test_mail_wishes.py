"""Mails come as each person wishes: at once or in a digest, never in quiet hours, in the person's own zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.accounts.messages.rules import MailMode, Preference, after_quiet, digest_moment
from insurer.accounts.messages.services import set_preference, write_digests
from insurer.accounts.models import Login, Person
from insurer.accounts.public import actor_named, open_login
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.outbox import OutboxMail
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PersonId
from tests.builders.browser import PASSWORD
from tests.builders.underwriting import Desk


def at(hour: int, day: int = 10, minute: int = 0) -> datetime:
    return datetime(2025, 3, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (at(12), at(12)),
        (at(20, minute=30), at(6, 11)),
        (at(3), at(6)),
        (at(6), at(6)),
    ],
    ids=["by day", "in the evening", "before dawn", "when it ends"],
)
def test_quiet_hours_pass_midnight_and_are_of_the_persons_zone(moment: datetime, leaves: datetime) -> None:
    """From 21 to 7 in Berlin is from 20 to 6 UTC in winter."""
    wish = Preference(quiet_from=21, quiet_to=7, zone="Europe/Berlin")

    assert after_quiet(moment, wish) == leaves


def test_equal_hours_are_no_quiet_hours() -> None:
    assert after_quiet(at(3), Preference(quiet_from=7, quiet_to=7)) == at(3)


@pytest.mark.parametrize(
    ("written", "hour", "leaves"),
    [(at(0, minute=5), 8, at(0, minute=5)), (at(20, 9), 8, at(0)), (at(18, 9), 4, at(20, 9))],
    ids=["its hour has passed in Shanghai", "at its hour in Shanghai", "after quiet hours"],
)
def test_a_digest_leaves_at_its_hour_in_the_persons_zone(written: datetime, hour: int, leaves: datetime) -> None:
    quiet = {"quiet_from": 2, "quiet_to": 4} if hour == 4 else {}
    wish = Preference(MailMode.DAILY, hour, zone="Asia/Shanghai", **quiet)

    assert digest_moment(written, wish) == leaves


@pytest.fixture
def desk(in_app: Flask, clock: Any) -> Iterator[Desk]:
    with reading_as(ALL):
        desk = Desk(clock).on(date(2025, 1, 2)).opened()
        db.session.add(Person(id=PersonId(900), name="Wei"))
        db.session.commit()
        holder = (desk.policyholder,)
        open_login(
            house_act(), "wei", PersonId(900), PASSWORD, (Role.POLICYHOLDER_USER,), holder, "zh", "wei@firm.example"
        )
        login = db.session.scalars(select(Login)).one()
        login.time_zone = "Asia/Shanghai"
        db.session.commit()
        yield desk
    db.session.remove()


def _wish(desk: Desk, **wish: Any) -> None:
    act = Act(actor_named("wei", desk.clock.now().date()), desk.clock.now())
    set_preference(act, **({"mode": MailMode.AT_ONCE, "digest_hour": 8, "quiet_from": 0, "quiet_to": 0} | wish))


def _mails() -> list[OutboxMail]:
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.recipient == "wei@firm.example")))


def test_a_mail_waits_for_the_end_of_quiet_hours(desk: Desk) -> None:
    """9:00 UTC is 17:00 in Shanghai; quiet until 7:00 there is 23:00 UTC."""
    _wish(desk, quiet_from=16, quiet_to=7)
    desk.limit(desk.buyer(), "1000")

    assert [mail.next_try_at for mail in _mails()] == [datetime(2025, 1, 2, 23, tzinfo=UTC)]


def test_a_digest_holds_each_unread_message_once(desk: Desk) -> None:
    _wish(desk, mode=MailMode.DAILY)
    buyer = desk.buyer()
    desk.limit(buyer, "1000")
    assert _mails() == []

    assert write_digests(desk.on(date(2025, 1, 3)) and house_act()) == 1
    (mail,) = _mails()
    assert (mail.locale, mail.title) == ("zh", "今日 1 条消息")

    assert write_digests(desk.on(date(2025, 1, 4)) and house_act()) == 0
    desk.limit(buyer, "2000")
    assert write_digests(desk.on(date(2025, 1, 5)) and house_act()) == 1
    assert len(_mails()) == 2
