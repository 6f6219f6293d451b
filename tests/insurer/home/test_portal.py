"""The policyholder's first page and the way from an invoice to everything it stands in, through HTTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from claims.public import claim_facts, notice_facts
from insurer.accounts.facts import Role
from insurer.home.panels import PAGES
from insurer.home.terms import Deadline, Urgency, bands
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from policies.public import policy_facts
from tests.builders.browser import signed_in
from tests.builders.claims import SHIPPED, Department
from tests.builders.counting import counting
from tests.builders.policies import eur
from underwriting.buyers.models import PolicyBuyer
from underwriting.public import declarations_of, declare_month

MOST_QUESTIONS = 30
"""Five of them find out who reads; of one policy everything is read once."""
TODAY = date(2025, 6, 30)


@contextmanager
def _inside(app: Flask) -> Iterator[None]:
    """Where acts are done; closed before a page is asked for."""
    with app.app_context(), reading_as(ALL):
        yield


@pytest.fixture
def department(app: Flask, clock: Any) -> Department:
    with _inside(app):
        made = Department.open(clock)
        db.session.add(
            PolicyBuyer(
                policyholder_id=made.policyholder, policy_id=made.policy, party_id=made.buyer, reference="C-1",
                linked_at=clock.now(), linked_by="policyholder",
            )
        )  # fmt: skip
        db.session.commit()
    return made


def _deadline(day: date, amount: str | None) -> Deadline:
    return Deadline("home.deadline.pay", "X", "PO-1", eur(amount) if amount else None, day, "", "", "/")


def test_deadlines_stand_in_bands_with_what_is_at_risk_in_each() -> None:
    found = bands(
        [
            _deadline(date(2025, 7, 30), "5"),
            _deadline(date(2025, 6, 29), "1"),
            _deadline(date(2025, 7, 31), None),
            _deadline(date(2025, 6, 30), "2"),
            _deadline(date(2025, 7, 7), "4"),
        ],
        TODAY,
    )

    assert [(band.urgency, len(band.deadlines), band.at_risk) for band in found] == [
        (Urgency.OVERDUE, 1, (eur("1"),)),
        (Urgency.WEEK, 2, (eur("6"),)),
        (Urgency.MONTH, 1, (eur("5"),)),
        (Urgency.LATER, 1, ()),
    ]


def _questions(app: Flask, client: FlaskClient) -> int:
    with app.app_context(), counting() as asked:
        assert client.get("/portal/").status_code == 200
    return len(asked)


def test_the_first_page_asks_the_same_few_questions_however_many_invoices_there_are(
    app: Flask, department: Department
) -> None:
    with _inside(app):
        department.limit()
        department.on(SHIPPED).invoice("A-1", "100.00")
        department.on(date(2025, 3, 20))
    holder = signed_in(app, Role.POLICYHOLDER_USER, department.policyholder)
    _questions(app, holder)
    few = _questions(app, holder)
    with _inside(app):
        for number in range(2, 40):
            department.invoice(f"A-{number}", "100.00")

    many = _questions(app, holder)

    assert many == few
    assert few <= MOST_QUESTIONS


def test_the_first_page_asks_the_same_questions_of_nine_policies_and_of_twelve(
    app: Flask, department: Department
) -> None:
    def sell(most: int) -> list[str]:
        with _inside(app):
            office, holder = department.office, department.policyholder
            return [policy_facts(office.bound(holder, instalments=1)).number for _one in range(most)]

    with _inside(app):
        department.on(SHIPPED).invoice("A-1", "100.00")
        department.on(date(2025, 3, 20))
    holder = signed_in(app, Role.POLICYHOLDER_USER, department.policyholder)
    sell(8)  # each tells whoever has signed in before: more than the page shows, so their count is asked for
    _questions(app, holder)
    few = _questions(app, holder)
    numbers = sell(3)  # as many as the page shows

    many = _questions(app, holder)

    assert many == few <= MOST_QUESTIONS
    page = holder.get("/portal/").get_data(as_text=True)
    assert all(number in page for number in numbers)


def test_a_new_policyholder_is_told_the_first_three_steps(app: Flask, department: Department) -> None:
    holder = signed_in(app, Role.POLICYHOLDER_USER, department.policyholder)

    page = holder.get("/portal/?lang=en").get_data(as_text=True)

    assert "The first three steps" in page
    assert page.index("Ask for the limits that you need") < page.index("Send your ledger")
    assert page.index("Send your ledger") < page.index("Declare each month")


def test_the_first_page_names_the_clock_its_clause_what_is_at_risk_and_what_is_lost(
    app: Flask, department: Department
) -> None:
    with _inside(app):
        department.limit()
        department.on(SHIPPED).invoice("A-1", "750.00")
        department.on(date(2025, 4, 14))
    holder = signed_in(app, Role.POLICYHOLDER_USER, department.policyholder)

    page = re.sub(r"<[^>]+>", " ", holder.get("/portal/?lang=en").get_data(as_text=True))
    words = " ".join(page.split())

    assert "Notify overdue invoices Hollow Oak Ltd" in words
    assert "3 days left due 17 Apr 2025 · Notification deadline" in words
    assert "EUR 750.00" in words
    assert "A late notice is taken, marked late" in words


@pytest.mark.parametrize(("role", "side"), [(Role.POLICYHOLDER_USER, "portal"), (Role.CLAIMS_MANAGER, "desk")])
def test_from_any_invoice_everything_it_stands_in_is_two_clicks_away(
    app: Flask, department: Department, role: Role, side: str
) -> None:
    with _inside(app):
        department.limit()
        claim = claim_facts(department.claimed())
        notice = claim.invoices[0].notice
        declare_month(department.act("policyholder"), department.policy, date(2025, 2, 28))
        declaration = declarations_of(department.policy)[0].number
        policy = policy_facts(department.policy).number
    reader = signed_in(app, role, *((department.policyholder,) if side == "portal" else ()))

    ledger = reader.get(f"/{side}/exposure/?policy={policy}&lang=en").get_data(as_text=True)
    invoice = re.search(rf'href="(/{side}/exposure/{policy}/invoices/\d+[^"]*)"', ledger)
    assert invoice is not None
    page = reader.get(invoice[1]).get_data(as_text=True)
    things = page[page.index('<dl class="things"') : page.index("</dl>", page.index('<dl class="things"'))]
    ways = re.findall(r'href="([^"]+)"', things)

    assert {declaration, notice, claim.number, "LD-2024-000001"} <= set(re.findall(r">([A-Z]+-\d{4}-\d+)<", things))
    for way in ways:
        assert reader.get(way).status_code == 200, way


def test_a_thing_that_does_not_exist_has_no_link_but_says_so(app: Flask, department: Department) -> None:
    with _inside(app):
        department.on(SHIPPED).invoice("A-1", "750.00")
        policy = policy_facts(department.policy).number
    holder = signed_in(app, Role.POLICYHOLDER_USER, department.policyholder)

    ledger = holder.get(f"/portal/exposure/?policy={policy}&lang=en").get_data(as_text=True)
    invoice = re.search(r'href="(/portal/exposure/[^"]*/invoices/\d+)', ledger)
    assert invoice is not None
    page = holder.get(f"{invoice[1]}?lang=en").get_data(as_text=True)

    assert "none for this shipment" in page
    assert "the month is not over" in page


def test_every_page_that_a_message_leads_to_is_there(app: Flask) -> None:
    assert [endpoint for endpoint, _part in PAGES.values() if endpoint not in app.view_functions] == []


def test_an_invoice_of_another_company_does_not_exist(app: Flask, department: Department) -> None:
    with _inside(app):
        receivable = department.on(SHIPPED).invoice("A-1", "750.00")
        policy = policy_facts(department.policy).number
        other = department.office.company("Fremde AG", "CH")
    stranger = signed_in(app, Role.POLICYHOLDER_USER, other)

    assert stranger.get(f"/portal/exposure/{policy}/invoices/{receivable}").status_code == 404


def test_a_message_is_opened_by_a_post_that_leads_to_its_subject_and_the_insurer_sees_the_proof(
    app: Flask, department: Department
) -> None:
    with _inside(app):
        receivable = department.on(SHIPPED).invoice("A-1", "750.00")
        department.on(date(2025, 3, 10))
    holder = signed_in(app, Role.POLICYHOLDER_USER, department.policyholder)
    colleague = signed_in(app, Role.POLICYHOLDER_READER, department.policyholder)
    with _inside(app):
        number = notice_facts(department.notify(receivable)).number

    inbox = holder.get("/portal/messages/?lang=en").get_data(as_text=True)
    assert f"Overdue notice {number} on Hollow Oak Ltd is confirmed" in inbox
    address = re.search(r'action="(/portal/messages/\d+)"', inbox)
    token = re.search(r'name="csrf_token" value="([^"]+)"', inbox)
    assert address is not None
    assert token is not None
    assert holder.get(address[1]).status_code == 405
    assert colleague.get("/portal/messages/").status_code == 200
    opened = holder.post(address[1], data={"csrf_token": token[1]})

    assert (opened.status_code, opened.headers["Location"]) == (303, f"/portal/overdues/notices/{number}")
    log = signed_in(app, Role.POLICY_UNDERWRITER).get("/desk/messages/?read=yes&lang=en").get_data(as_text=True)
    assert log.count(f"Overdue notice {number}") == 1
    assert "10 Mar 2025" in log
    unread = signed_in(app, Role.POLICY_UNDERWRITER).get("/desk/messages/?read=no&lang=zh").get_data(as_text=True)
    assert "尚未阅读" in unread
