"""The auditor's desk: the trail searched, read in words and verified; the books down to the act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.infra.audit.chain import Break, Head, Link, steps
from insurer.infra.audit.models import AuditEvent
from insurer.infra.db import db
from insurer.infra.ledger import LedgerEntry
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from tests.builders.browser import signed_in
from tests.builders.underwriting import Desk
from underwriting.public import request_of


@pytest.fixture
def desk(in_app: Flask, clock: Any) -> Iterator[Desk]:
    with reading_as(ALL):
        yield Desk(clock).on(date(2025, 1, 2)).opened()


def _auditor(app: Flask) -> FlaskClient:
    client = signed_in(app, Role.AUDITOR)
    db.session.remove()
    return client


def test_the_trail_is_searched_by_person_act_period_and_amount(in_app: Flask, desk: Desk):
    number = request_of(desk.limit(desk.buyer(), "123456")).number
    client = _auditor(in_app)

    for query in ("act=limit+requested", "text=123%2C456.00", "text=123456", f"subject={number}", "first=2025-01-02"):
        assert number in client.get(f"/desk/audit/?lang=en&{query}").text, query
    for query in ("act=recovery+booked", "text=654321", "login=nobody", "last=2025-01-01"):
        page = client.get(f"/desk/audit/?lang=en&{query}").text
        assert number not in page, query
    file = client.get(f"/desk/audit/?format=csv&subject={number}")
    assert number in file.get_data(as_text=True)
    assert "Limit requested" in file.get_data(as_text=True)


def test_a_record_says_who_did_what_on_which_facts_and_leads_on(in_app: Flask, desk: Desk):
    number = request_of(desk.limit(desk.buyer(), "123456")).number
    sequence = db.session.scalar(select(AuditEvent.sequence).where(AuditEvent.subject == f"limit:{number}"))
    client = _auditor(in_app)

    page = client.get(f"/desk/audit/{sequence}?lang=en").text

    assert "underwriting.limits.services.requests.request_limit" in page
    assert "EUR 123,456.00" in page
    assert f'href="/desk/limits/{number}"' in page
    assert "Passed on to an underwriter" in page, "what the same act recorded besides"
    assert client.get("/desk/audit/999999").status_code == 404


def test_the_chain_is_verified_while_one_watches(in_app: Flask, desk: Desk):
    client = _auditor(in_app)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/desk/audit/").text)
    assert token is not None

    page = client.post("/desk/audit/verification?lang=en", data={"csrf_token": token[1]}).text

    assert "The audit trail is intact" in page
    assert "Heads kept outside and compared" in page
    assert client.get("/desk/audit/verification").status_code in (404, 405), "nothing long is done by a link"


def test_progress_is_told_between_what_is_found():
    links, previous = [], "0" * 64
    for number in (1, 2, 3, 4):
        link = Link(number, "t", "t", "a", "c", "s", "w", "{}", "", previous)
        previous = link.hash
        links.append((link, link.hash if number != 3 else "f" * 64))

    said = list(steps(links, Head("i", 4, previous), [], every=2))

    assert said == [2, Break("audit.record_changed", 3), Break("audit.chain_broken", 4), 4]


def test_from_the_balance_to_the_account_to_the_entry_to_the_act(in_app: Flask, desk: Desk):
    entry = db.session.scalars(select(LedgerEntry.number).order_by(LedgerEntry.id)).first()
    client = _auditor(in_app)

    assert "/desk/books/accounts/premium_receivable" in client.get("/desk/books/").text
    account = client.get("/desk/books/accounts/premium_receivable?view=all").text
    assert f"/desk/books/entries/{entry}" in account
    page = client.get(f"/desk/books/entries/{entry}?lang=en").text
    record = re.search(r"/desk/audit/(\d+)", page)
    assert record is not None
    assert str(entry) in client.get(record[0]).text
    assert client.get("/desk/books/accounts/nonsense").status_code == 404
    assert client.get("/desk/books/entries/JE-1").status_code == 404
