"""The three clocks of an open invoice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from claims.clocks.queries import clocked, item_clocks
from claims.clocks.terms import ClockState, ItemClocks
from claims.overdues.queries import notice_facts
from claims.overdues.services import notify_overdue
from insurer.accounts.facts import Role
from insurer.kernel.ids import ReceivableId
from tests.builders.browser import signed_in
from tests.builders.claims import SHIPPED, Department
from tests.builders.counting import counting
from tests.builders.policies import at, eur
from underwriting.public import verdicts

DUE = SHIPPED + timedelta(days=30)


@pytest.fixture
def opened(house: Flask, clock: Any) -> Department:
    """60 days for the notice, 30 days of extension, 240 days for the claim; a limit of 100 000, insured at 90 %."""
    found = Department.open(clock, notice_days=60, claim_days=240, premium_due_days=365, instalments=1)
    found.limit()
    return found.on(SHIPPED)


def clocks(department: Department, day: date) -> dict[ReceivableId, ItemClocks]:
    items = [item for one in verdicts(department.policy, day) for item in one.open_items]
    return item_clocks([clocked(department.policy, item) for item in items], day)


@pytest.mark.parametrize(("late", "left", "tone"), [(50, 10, "good"), (55, 5, "care"), (60, 0, "bad"), (61, -1, "bad")])
def test_an_item_55_days_late_under_60_days_for_notice_has_5_days_left_and_is_red_at_0(
    opened: Department, late: int, left: int, tone: str
) -> None:
    invoice = opened.invoice("A-1", "10000")

    found = clocks(opened, DUE + timedelta(days=late))[invoice]

    assert (found.notice.left, found.notice.tone) == (left, tone)
    assert found.notice.last == DUE + timedelta(days=60)
    assert found.notice.clause == "clocks.notice_days"
    assert found.notice.lost == eur("9000")  # 90 % of what is insured


def test_the_stop_costs_cover_for_what_is_shipped_in_a_usual_month(opened: Department) -> None:
    invoice = opened.invoice("A-1", "10000")
    opened.invoice("A-2", "14000", shipped=date(2025, 3, 1))

    found = clocks(opened, DUE + timedelta(days=31))[invoice]

    assert found.stop.last == DUE + timedelta(days=31)
    assert (found.stop.state, found.stop.left) == (ClockState.RUN_DOWN, 0)
    assert found.stop.lost == eur("2000")  # 24 000 in twelve months


def test_a_notice_stops_its_clock_and_is_its_own_evidence(opened: Department) -> None:
    invoice = opened.invoice("A-1", "10000")
    number = notice_facts(opened.on(DUE + timedelta(days=20)).notify(invoice)).number

    found = clocks(opened, DUE + timedelta(days=70))[invoice]

    assert found.notice.state is ClockState.DONE
    assert found.notice.evidence is not None
    assert (found.notice.evidence.number, found.notice.evidence.day) == (number, DUE + timedelta(days=20))
    assert found.claim.running
    assert clocks(opened, DUE + timedelta(days=19))[invoice].notice.state is ClockState.RUNNING  # not yet sent then


def test_a_clock_is_told_as_it_was_known_then(opened: Department) -> None:
    invoice = opened.invoice("A-1", "10000")
    day, moment = DUE + timedelta(days=30), at(DUE + timedelta(days=30))
    opened.on(DUE + timedelta(days=40))
    sent = DUE + timedelta(days=20)  # a letter of that day, found and entered twenty days later by the house
    notify_overdue(opened.act("adjuster"), opened.policy, opened.buyer, receivables=(invoice,), notified_on=sent)

    items = [clocked(opened.policy, item) for one in verdicts(opened.policy, day) for item in one.open_items]

    assert item_clocks(items, day)[invoice].notice.state is ClockState.DONE
    assert item_clocks(items, day, known_by=moment)[invoice].notice.state is ClockState.RUNNING


def test_a_notice_after_its_last_day_is_done_late(opened: Department) -> None:
    invoice = opened.invoice("A-1", "10000")
    opened.on(DUE + timedelta(days=61)).notify(invoice)

    found = clocks(opened, DUE + timedelta(days=61))[invoice]

    assert (found.notice.state, found.notice.tone) == (ClockState.DONE_LATE, "care")


def test_what_is_not_insured_has_nothing_to_lose(opened: Department) -> None:
    stranger = opened.office.company("Nobody's Limit Ltd", "GB")
    invoice = opened.invoice("B-1", "10000", buyer=stranger)

    assert clocks(opened, DUE + timedelta(days=10))[invoice].claim.lost == eur("0")


def test_a_thousand_invoices_ask_no_more_questions_than_one(opened: Department) -> None:
    opened.invoice("A-0", "10")
    with counting() as few:
        clocks(opened, DUE)
    for number in range(1, 30):
        opened.invoice(f"A-{number}", "10")
    with counting() as many:
        assert len(clocks(opened, DUE)) == 30

    assert len(many) == len(few)


@pytest.mark.parametrize(("locale", "words"), [("en", "5 days left"), ("zh", "剩余5天")])
def test_desk_and_portal_show_the_same_clocks_wherever_the_invoice_stands(
    app: Flask, clock: Any, locale: str, words: str
) -> None:
    from insurer.infra.scope import reading_as
    from insurer.kernel.acting import ALL
    from policies.public import policy_facts

    with app.app_context(), reading_as(ALL):
        found = Department.open(clock, notice_days=60, premium_due_days=365, instalments=1)
        found.limit()
        found.on(SHIPPED).name_buyer()
        invoice = found.invoice("A-1", "10000")
        policy, holder = policy_facts(found.policy).number, found.policyholder
        found.on(DUE + timedelta(days=55))
    portal = signed_in(app, Role.POLICYHOLDER_USER, holder, locale=locale)
    desk = signed_in(app, Role.CLAIMS_ADJUSTER, locale=locale)

    for client, side in ((portal, "portal"), (desk, "desk")):
        for page in (
            f"/{side}/exposure/?policy={policy}",
            f"/{side}/exposure/{policy}/invoices/{invoice}",
            f"/{side}/ageing/invoices?policy={policy}&age=31-60",
            f"/{side}/overdues/{policy}/{_buyer(app, found)}",
            f"/{side}/buyers/{_buyer(app, found)}?policy={policy}",
        ):
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert words in answer.get_data(as_text=True), page


def _buyer(app: Flask, department: Department) -> str:
    from insurer.parties.public import party

    with app.app_context():
        return party(department.buyer).public_id
