"""The daily work: each task once a day, whoever does it, whatever broke, however many workers there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.jobs import daily
from insurer.infra.jobs.daily import DoneBefore, do_daily_task, do_daily_work, due_tasks, init_daily, last_runs
from insurer.infra.jobs.models import DailyRun
from insurer.infra.jobs.running import house_act
from insurer.infra.ledger import Account, LedgerEntry, credit, debit, post
from insurer.kernel.money import Money
from tests.conftest import MOMENT

broken: list[str] = []
"""What stops the charging just now."""


@command(needs=None)
def charge_five(act: Act) -> None:
    """Book five euros for the day."""
    five = Money.of("5.00", "EUR")
    post(
        act,
        effective_on=act.today,
        kind="test",
        reference="daily",
        postings=(debit(Account.BANK, five), credit(Account.PREMIUM_WRITTEN, five)),
    )
    if broken:
        raise OSError(broken[0])


@command(needs=None)
def look_round(act: Act) -> None:
    """Do nothing, and say so."""
    act.record("test:round", "job.done", kind="round")


@pytest.fixture
def house(in_app: Flask) -> Iterator[Flask]:
    """The application with two tasks of the tests instead of the house's own."""
    own = in_app.extensions["tradecover.daily"]
    init_daily(in_app, {"test.charge": charge_five, "test.round": look_round})
    yield in_app
    init_daily(in_app, own)
    broken.clear()


def entries() -> int:
    db.session.rollback()
    return len(list(db.session.scalars(select(LedgerEntry.id))))


def runs() -> list[tuple[str, int]]:
    db.session.rollback()
    rows = db.session.scalars(select(DailyRun).order_by(DailyRun.day, DailyRun.task))
    return [(row.task, (row.day - MOMENT.date()).days) for row in rows]


def test_a_task_is_done_once_a_day_however_often_the_minute_comes(house: Flask, clock: Any) -> None:
    assert [do_daily_work(), do_daily_work()] == [["test.charge", "test.round"], []]
    clock.move_to(MOMENT + timedelta(hours=3))
    assert do_daily_work() == []

    clock.move_to(MOMENT + timedelta(days=1))
    assert do_daily_work() == ["test.charge", "test.round"]
    assert entries() == 2


def test_a_day_on_which_the_house_stood_still_is_made_up_for_once(house: Flask, clock: Any) -> None:
    do_daily_work()
    clock.move_to(MOMENT + timedelta(days=3))

    assert do_daily_work() == ["test.charge", "test.round"]
    assert runs() == [("test.charge", 0), ("test.round", 0), ("test.charge", 3), ("test.round", 3)]


def test_a_broken_task_leaves_nothing_holds_up_no_other_and_is_tried_again(house: Flask) -> None:
    broken.append("the disk is full")

    assert do_daily_work() == ["test.round"]
    assert (entries(), runs()) == (0, [("test.round", 0)])
    broken.clear()
    assert do_daily_work() == ["test.charge"]
    assert entries() == 1


def test_the_last_run_is_to_be_seen(house: Flask, clock: Any) -> None:
    do_daily_task(house_act(), "test.charge")

    assert last_runs() == {"test.charge": MOMENT, "test.round": None}
    clock.move_to(MOMENT + timedelta(days=1))
    said = house.test_cli_runner().invoke(args=["daily"])
    assert [line.split() for line in said.output.splitlines() if line.startswith("test.")] == [
        ["test.charge", "2025-07-01", "09:00", "UTC", "now"],
        ["test.round", "2025-07-01", "09:00", "UTC", "now"],
    ]


def _two_workers(app: Flask) -> list[object]:
    """Two workers take the same task at the same moment; what each met."""
    ready, met = Barrier(2), [None, None]

    def work(place: int) -> None:
        with app.app_context():
            ready.wait(30)
            try:
                do_daily_task(house_act(), "test.charge")
            except DoneBefore as refused:
                met[place] = refused.code  # type: ignore[call-overload]
            finally:
                db.session.remove()

    threads = [Thread(target=work, args=(place,)) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(str(one) for one in met)


def test_two_workers_at_once_do_it_once(house: Flask) -> None:
    look = house_act()
    do_daily_task(look, "test.round")  # the first line of the trail is there

    assert _two_workers(house) == ["None", "daily.done_before"]
    assert entries() == 1


def test_without_the_row_two_workers_do_it_twice(house: Flask, monkeypatch: Any) -> None:
    """The control: it is the row of the day and nothing else that keeps them apart."""
    do_daily_task(house_act(), "test.round")
    numbers = iter(("one", "two"))
    monkeypatch.setattr(daily, "DailyRun", lambda **row: DailyRun(**(row | {"task": next(numbers)})))

    assert _two_workers(house) == ["None", "None"]
    assert entries() == 2


def test_the_house_ends_waiting_periods_and_policies_and_reminds_every_day(in_app: Flask) -> None:
    every_day = [
        "policies.expire", "claims.end_waiting_periods", "claims.close_paid_collections", "home.remind_policyholders",
        "warning.run", "warning.escalate", "messages.digest",
    ]  # fmt: skip

    assert due_tasks(MOMENT.date()) == every_day
    assert do_daily_work() == every_day
