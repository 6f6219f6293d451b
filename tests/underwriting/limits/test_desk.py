"""The underwriter's queue and the one screen on which a request is decided."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.parties.public import party
from tests.builders.browser import signed_in
from tests.builders.underwriting import Desk, line
from underwriting.public import request_of


@pytest.fixture
def friday(desk: Desk) -> Desk:
    """Underwriting on 6 June 2025."""
    return desk.on(date(2025, 6, 6))


@pytest.fixture
def junior(house: Flask, friday: Desk) -> FlaskClient:
    """A limit underwriter's browser on that Friday."""
    return _browser(house, Role.LIMIT_UNDERWRITER)


def _browser(house: Flask, role: Role) -> FlaskClient:
    """Somebody's browser; what was read before the sign-in is forgotten, as it is between requests."""
    client = signed_in(house, role)
    db.session.remove()
    return client


def _referred(desk: Desk, amount: str, name: str = "Baker & Sons Ltd", reference: str = "C-1") -> str:
    return request_of(desk.limit(desk.buyer(name, reference=reference), amount)).number


def _token(client: FlaskClient, page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page).text)
    assert found is not None
    return found[1]


def _decision(client: FlaskClient, number: str, **entered: str) -> dict[str, str]:
    page = f"/desk/limits/{number}?lang=en"
    usual = {"amount": "100000", "reason": "as_asked", "ship_from": "2025-06-06"}
    return {"csrf_token": _token(client, page), **usual, **entered}


def test_the_request_due_first_stands_first_with_its_day_and_what_the_figures_suggest(house: Flask, friday: Desk):
    first = _referred(friday, "100000")
    friday.on(date(2025, 6, 11))
    second = _referred(friday, "90000", "Cable GmbH", "C-2")

    page = _browser(house, Role.LIMIT_UNDERWRITER).get("/desk/limits/?lang=en").text

    assert page.index(first) < page.index(second)
    assert "1 day overdue" in page
    assert "2 requests wait" in page
    assert "one past its day" in page
    assert "Capacity left on the buyer" in page, "the automatic authority per buyer rules: EUR 80,000"


def test_the_queue_is_narrowed_to_what_the_reader_may_decide_alone(desk: Desk, junior: FlaskClient):
    mine, above = _referred(desk, "100000"), _referred(desk, "900000", "Cable GmbH", "C-2")

    page = junior.get("/desk/limits/?reach=mine").text
    assert mine in page
    assert above not in page
    page = junior.get("/desk/limits/?reach=above").text
    assert above in page
    assert mine not in page


def test_what_an_amount_would_do_is_said_before_deciding(desk: Desk, junior: FlaskClient):
    number = _referred(desk, "900000")

    page = junior.get(f"/desk/limits/{number}?amount=300000&lang=en").text

    assert "Granted in part" in page
    assert "not granted: EUR 600,000.00" in page
    assert "EUR 300,000.00 is above your authority of EUR 250,000.00 in one decision." in page
    assert "The capacity for this buyer does not reach." in page


def test_after_the_decision_the_next_request_is_shown(desk: Desk, junior: FlaskClient):
    buyer = desk.buyer()
    number, onward = request_of(desk.limit(buyer, "100000")).number, _referred(desk, "90000", "Cable GmbH", "C-2")
    desk.capacity(buyer, "500000")

    answer = junior.post(f"/desk/limits/{number}", data=_decision(junior, number))

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/desk/limits/{onward}")
    page = junior.get("/desk/limits/answered?lang=en").text
    assert number in page
    assert onward not in page


def test_a_refused_entry_keeps_what_was_typed(desk: Desk, junior: FlaskClient):
    number = _referred(desk, "100000")

    answer = junior.post(f"/desk/limits/{number}", data=_decision(junior, number, amount="12,34", note="As agreed"))

    assert answer.status_code == 422
    assert 'value="12,34"' in answer.text
    assert "As agreed" in answer.text


def test_payment_behaviour_stands_beside_the_decision(desk: Desk, junior: FlaskClient):
    buyer = desk.buyer()
    desk.ledger(line("A-1", "30000.00", paid_on="2025-03-21", paid="30000.00"), line("A-2", "60000.00"))
    number = request_of(desk.limit(buyer, "100000")).number

    page = junior.get(f"/desk/limits/{number}?lang=en").text

    assert "1 of 1, on average 10 days" in page
    assert "Overdue invoices" in page
    assert "EUR</span> 90,000.00" in page, "the sales of the last year"


def test_everyone_who_is_hit_is_shown_before_a_reduction_is_sent(desk: Desk, junior: FlaskClient):
    buyer = desk.buyer()
    desk.limit(buyer, "40000")
    page = f"/desk/limits/buyers/{party(buyer).public_id}/reduction"

    asked = junior.get(f"{page}?keep=25&reason=overdues&ship_from=2025-06-06&lang=en").text
    assert "EUR</span> 40,000.00" in asked
    assert "EUR</span> 10,000.00" in asked
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', asked)
    assert seen is not None
    form = {"keep": "25", "reason": "overdues", "ship_from": "2025-06-06", "seen": seen[1]}
    answer = junior.post(page, data={"csrf_token": _token(junior, page), **form})

    assert answer.status_code == 303
    assert "1 limit was reduced." in junior.get(answer.headers["Location"] + "?lang=en").text


def test_a_reader_without_the_right_to_decide_has_no_buttons(house: Flask, friday: Desk):
    number = _referred(friday, "100000")
    analyst = _browser(house, Role.RISK_ANALYST)

    page = analyst.get(f"/desk/limits/{number}?lang=en").text

    assert "An underwriter decides." in page
    assert 'name="reason"' not in page


def test_a_longer_queue_asks_the_database_no_more_questions(desk: Desk, junior: FlaskClient):
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    counts = []
    for names in (range(2), range(2, 12)):
        for place in names:
            _referred(desk, "100000", f"Buyer No {place} Ltd", f"C-{place}")
        asked.clear()
        assert junior.get("/desk/limits/").status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0]
    assert counts[1] <= 40


def test_what_is_tried_above_authority_is_filed_for_the_second_line(house: Flask, desk: Desk, junior: FlaskClient):
    number = _referred(desk, "900000")

    answer = junior.post(f"/desk/limits/{number}", data=_decision(junior, number, amount="900000"))

    assert answer.status_code == 403
    for role, page in ((Role.MANAGER, "/desk/portfolio/?lang=en"), (Role.AUDITOR, "/desk/?lang=en")):
        told = _browser(house, role).get(page).text
        assert "Attempt above authority refused" in told
        assert "Amount: EUR 900,000.00 · Bound passed: in one decision · Most allowed: EUR 250,000.00" in told
    found = _browser(house, Role.AUDITOR).get("/desk/audit/?act=Attempt+above+authority&lang=en").text
    assert "EUR 900,000.00" in found


def test_the_queue_and_the_answers_are_given_as_files(desk: Desk, junior: FlaskClient):
    buyer = desk.buyer()
    number, onward = request_of(desk.limit(buyer, "100000")).number, _referred(desk, "90000", "Cable GmbH", "C-2")
    desk.capacity(buyer, "500000")
    junior.post(f"/desk/limits/{number}", data=_decision(junior, number))

    waiting = junior.get("/desk/limits/?format=csv&lang=en").text.splitlines()
    answered = junior.get("/desk/limits/answered?format=csv&lang=en").text.splitlines()

    assert [line.split(",")[0] for line in waiting[1:]] == [onward]
    assert "90000.00,EUR" in waiting[1]
    assert answered[1].startswith(f"{number},Baker & Sons Ltd,100000.00,EUR,100000.00,EUR,2025-06-06")
