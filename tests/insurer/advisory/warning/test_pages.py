"""The pages of early warning on both sides: what they show, what they refuse, and whose they are."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.advisory.expectation.services import forecast_payments
from insurer.advisory.warning.services.runs import run_warnings
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from policies.public import policy_facts
from tests.builders.browser import signed_in
from tests.builders.people import send
from tests.builders.policies import at
from tests.builders.underwriting import Desk, line

PAGES = (
    "/early-warning/", "/early-warning/watch-list", "/early-warning/thresholds", "/early-warning/figures", "/cash/",
    "/expected-payments/",
)  # fmt: skip


class Firm:
    """A policyholder with one buyer in trouble, another company without anything, and the clock on 11 April."""

    def __init__(self, app: Flask, clock: Any) -> None:
        with app.app_context(), reading_as(ALL):
            desk = Desk(clock).on(date(2025, 1, 2)).opened()
            self.other = desk.company("Andere AG")
            desk.on(date(2025, 2, 1)).ledger(line("A-1", "1000.00"), line("A-2", "500.00", due="2025-06-11"))
            desk.on(date(2025, 4, 11))
            run_warnings(house_act(), desk.policy)
            forecast_payments(house_act(), desk.policy)
            self.number, self.holder = policy_facts(desk.policy).number, desk.policyholder
            db.session.remove()
        clock.move_to(at(date(2025, 4, 11), 10))


@pytest.fixture
def firm(app: Flask, clock: Any) -> Firm:
    return Firm(app, clock)


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_every_page_reads_in_both_languages_on_both_sides(app: Flask, firm: Firm, locale: str) -> None:
    user = signed_in(app, Role.POLICYHOLDER_ADMINISTRATOR, firm.holder, locale=locale)
    analyst = signed_in(app, Role.RISK_ANALYST, locale=locale)
    for page in PAGES:
        for client, side in ((user, "portal"), (analyst, "desk")):
            if (side, page) != ("desk", "/early-warning/"):
                answer = client.get(f"/{side}{page}?policy={firm.number}")
                assert answer.status_code == 200, (side, page)
    reading = f"reading?policy={firm.number}&indicator=bad_debt"
    assert user.get(f"/portal/early-warning/{reading}").status_code == 200
    house = analyst.get("/desk/early-warning/").get_data(as_text=True)
    assert firm.number in house
    assert analyst.get(f"/desk/early-warning/policy?policy={firm.number}").status_code == 200
    assert analyst.get("/desk/re-scored-buyers/").status_code == 200


def test_a_new_policyholder_is_told_what_to_do_and_sees_nobody_elses_ledger(app: Flask, firm: Firm) -> None:
    stranger = signed_in(app, Role.POLICYHOLDER_ADMINISTRATOR, firm.other)
    for page in ("/early-warning/", "/cash/", "/expected-payments/"):
        assert stranger.get(f"/portal{page}").status_code == 200
        assert stranger.get(f"/portal{page}?policy={firm.number}").status_code == 404
    assert "no policy to show" in stranger.get("/portal/early-warning/").get_data(as_text=True)
    for number in ("AL-2025-000001", "AL-2025-000002"):
        assert stranger.get(f"/portal/early-warning/alerts/{number}").status_code == 404
        token = "/portal/messages/mails"
        assert send(stranger, f"/portal/early-warning/alerts/{number}/acknowledge", token).status_code == 404


def test_an_alert_is_taken_up_and_closed_on_its_page(app: Flask, firm: Firm) -> None:
    user = signed_in(app, Role.POLICYHOLDER_USER, firm.holder)
    page = "/portal/early-warning/alerts/AL-2025-000001"

    assert "> 30.0 days" in user.get(page).get_data(as_text=True) or user.get(page).status_code == 200
    assert send(user, f"{page}/acknowledge", page).status_code == 303
    refused = send(user, f"{page}/close", page, action="", outcome="")
    assert refused.status_code == 422
    assert send(user, f"{page}/close", page, action="explained", outcome="false_alarm").status_code == 422
    assert send(user, f"{page}/close", page, action="reminded", outcome="promised", note="Friday").status_code == 303
    closed = user.get(page).get_data(as_text=True)
    assert "Buyer reminded" in closed
    assert "Close the alert" not in closed


def _alert_of_the_buyer(client: Any) -> str:
    """The address of an alert that is about the buyer and not about the whole ledger."""
    found = re.findall(r'href="([^"]*/alerts/AL-[^"]*)"', client.get("/portal/early-warning/").get_data(as_text=True))
    return next(one for one in found if "Open a collection case" in client.get(one).get_data(as_text=True))


def test_an_alert_opens_a_collection_case_of_the_overdue_invoices_in_one_click_and_no_second_one(
    app: Flask, firm: Firm
) -> None:
    user = signed_in(app, Role.POLICYHOLDER_USER, firm.holder)
    page = _alert_of_the_buyer(user)
    form = user.get(page).get_data(as_text=True).split('action="/portal/collections/"')[1].split("</form>")[0]
    told = dict(re.findall(r'name="(policy|buyer)" value="([^"]*)"', form))

    first, second = (send(user, "/portal/collections/", page, **told) for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    case = user.get(first.location).get_data(as_text=True)
    assert "1,000.00" in case
    assert "1,500.00" not in case
    assert "A-2" not in case
    after = user.get(page).get_data(as_text=True)
    assert first.location in after
    assert "Open a collection case" not in after


def test_who_may_not_collect_is_offered_no_case(app: Flask, firm: Firm) -> None:
    user = signed_in(app, Role.POLICYHOLDER_USER, firm.holder)
    page, reader = _alert_of_the_buyer(user), signed_in(app, Role.POLICYHOLDER_READER, firm.holder)

    assert "Open a collection case" not in reader.get(page).get_data(as_text=True)


def test_an_administrator_sets_its_own_threshold_and_a_user_may_not(app: Flask, firm: Firm) -> None:
    page = f"/portal/early-warning/thresholds/buyer_overdue?policy={firm.number}"
    boss = signed_in(app, Role.POLICYHOLDER_ADMINISTRATOR, firm.holder)
    told = {"yellow": "5", "orange": "20", "red": "40", "valid_from": "2025-04-11", "reason": "Sooner"}

    assert send(boss, page, page, **(told | {"red": "10"})).status_code == 422
    assert send(boss, page, page, **told).status_code == 303
    history = boss.get(f"/portal/early-warning/thresholds?policy={firm.number}").get_data(as_text=True)
    assert "Sooner" in history
    assert signed_in(app, Role.POLICYHOLDER_USER, firm.holder).get(page).status_code == 403


def test_a_what_if_shows_another_inflow_and_the_export_has_thirteen_weeks(app: Flask, firm: Firm) -> None:
    user = signed_in(app, Role.POLICYHOLDER_USER, firm.holder)
    page = f"/portal/cash/?policy={firm.number}"
    body = user.get(page).get_data(as_text=True)
    buyer = body.split('id="f-buyer"')[1].split('value="')[1].split('"')[0]

    assert "Nothing is changed by asking" in user.get(f"{page}&buyer={buyer}&later=never").get_data(as_text=True)
    assert user.get(f"{page}&buyer={buyer}&later=abc").status_code == 422
    file = user.get(f"{page}&format=csv").get_data(as_text=True)
    assert len(file.strip().splitlines()) == 14
    sent = {"kind": "opening", "day": "2025-04-11", "amount": "2000", "words": "Bank"}
    assert send(user, page, page, **sent).status_code == 303
    assert "2,000.00" in user.get(page).get_data(as_text=True)


def test_the_wish_for_mails_is_kept(app: Flask, firm: Firm) -> None:
    user = signed_in(app, Role.POLICYHOLDER_USER, firm.holder)
    page = "/portal/messages/mails"
    wish = {"mode": "daily", "digest_hour": "7", "quiet_from": "22", "quiet_to": "6"}

    assert send(user, page, page, **wish).status_code == 303
    kept = user.get(page).get_data(as_text=True)
    assert '<option selected value="22">' in kept
    assert send(user, page, page, **(wish | {"digest_hour": "24"})).status_code == 422


def test_the_command_line_runs_shows_repeats_and_measures(app: Flask, firm: Firm) -> None:
    runner = app.test_cli_runner()

    assert firm.number in runner.invoke(args=["warning", "run", "--policy", firm.number]).output
    assert "same" in runner.invoke(args=["warning", "repeat", "--policy", firm.number]).output
    shown = runner.invoke(args=["warning", "show", "--policy", firm.number, "--json"]).output
    assert '"indicator": "buyer_overdue"' in shown
    measured = runner.invoke(args=["warning", "backtest", "--policy", firm.number, "--json"]).output
    assert '"better_than_both": false' in measured
