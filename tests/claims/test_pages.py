"""The pages of overdues, claims and recoveries through HTTP, in both languages, by every side."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from claims.cases.queries import claim_facts
from insurer.accounts.facts import Role
from insurer.accounts.public import open_login
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId, PersonId
from insurer.parties.public import party
from tests.builders.claims import PEOPLE, ROLES, SHIPPED, Department

PASSWORD = "correct horse battery"
CLAIM_DAY = date(2025, 5, 5)


@pytest.fixture
def open_house(app: Flask, clock: Any) -> Department:
    """A department with a login for each of its people, and another policyholder's."""
    return _opened(app, clock)


def _opened(app: Flask, clock: Any, **terms: object) -> Department:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), reading_as(ALL):
        department = Department.open(clock, premium_due_days=365, instalments=1, **terms)
        department.limit()
        department.name_buyer()
        for who, person in PEOPLE.items():
            mine = (department.policyholder,) if who == "policyholder" else ()
            open_login(house_act(), who, PersonId(person), PASSWORD, ROLES[who], mine)
        stranger = department.office.company("Stranger AG", "CH")
        strange = (Role.POLICYHOLDER_USER,)
        open_login(house_act(), "stranger", PersonId(PEOPLE["second"]), PASSWORD, strange, (PartyId(stranger),))
    return department


def _as(app: Flask, who: str) -> FlaskClient:
    client = app.test_client()
    answer = client.post("/sign-in", data={"name": who, "password": PASSWORD})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client


def _page(client: FlaskClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def _post(client: FlaskClient, address: str, status: int = 303, **fields: object) -> str:
    answer = client.post(address, data=fields)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.headers.get("Location", "") or answer.get_data(as_text=True)


def _buyer(app: Flask, department: Department) -> str:
    with app.app_context(), reading_as(ALL):
        return f"PO-2025-000001/{party(department.buyer).public_id}"


def test_the_overdue_list_opens_one_collection_case_and_leads_to_it_afterwards(app: Flask, open_house: Department):
    department = open_house
    with app.app_context(), reading_as(ALL):
        department.on(SHIPPED).invoice("A-1", "10000")
    policy, buyer = _buyer(app, department).split("/")
    department.on(date(2025, 3, 10))
    portal = _as(app, "policyholder")
    assert "Open a case" in _page(portal, "/portal/overdues/")
    assert "Open a collection case" in _page(portal, f"/portal/overdues/{policy}/{buyer}")

    first, second = (_post(portal, "/portal/collections/", policy=policy, buyer=buyer) for _ in range(2))

    assert first == second
    assert "10,000.00" in _page(portal, first)
    for page in ("/portal/overdues/", f"/portal/overdues/{policy}/{buyer}"):
        after = _page(portal, page)
        assert first in after
        assert "Open a c" not in after


def test_from_the_overdue_list_to_a_shared_recovery(app: Flask, open_house: Department):
    department = open_house
    with app.app_context(), reading_as(ALL):
        department.on(SHIPPED).invoice("A-1", "10000")
    buyer = _buyer(app, department)
    department.on(date(2025, 3, 10))

    portal = _as(app, "policyholder")
    assert "Hollow Oak Ltd" in _page(portal, "/portal/overdues/")
    notice = _post(portal, f"/portal/overdues/{buyer}", all="1")
    assert "OV-2025-000001" in _page(portal, notice)
    assert portal.get(f"{notice}/confirmation.pdf").data.startswith(b"%PDF")

    department.on(CLAIM_DAY)
    portal = _as(app, "policyholder")
    assert "A-1" in _page(portal, f"/portal/claims/file/{buyer}")
    filing = f"/portal/claims/file/{buyer}"
    papers = _post(portal, filing, cause="protracted_default", receivables=["1"])
    assert "Commercial invoices" in _page(portal, papers)
    assert "An estimate from your ledger" in _page(portal, f"{filing}/review")
    claim = _post(portal, f"{filing}/review")
    number = claim.rsplit("/", 1)[1]
    assert "We are examining the claim." in _page(portal, claim)
    assert portal.get(f"{claim}/letter.pdf").status_code == 404

    desk, adjuster = f"/desk/claims/{number}", _as(app, "adjuster")
    assert "No objection" in _page(adjuster, desk)
    _post(adjuster, f"{desk}/assess", late_reduction="")
    assert "9,000.00" in _page(adjuster, desk)
    assert adjuster.get(f"{desk}/letter.pdf?in=en").data.startswith(b"%PDF")
    _post(adjuster, f"{desk}/put-forward")
    assert adjuster.post(f"{desk}/approve").status_code == 403
    _post(_as(app, "manager"), f"{desk}/approve")
    payer = _as(app, "payer")
    for _ in range(2):
        _post(payer, f"{desk}/pay", paid_on="2025-05-05", idempotency_key="once")

    department.on(date(2025, 6, 2))
    portal, adjuster = _as(app, "policyholder"), _as(app, "adjuster")
    assert "9,000.00" in _page(portal, claim)
    for locale in ("en", "zh"):
        assert adjuster.get(f"{desk}/letter.pdf?in={locale}").data.startswith(b"%PDF")
    form = {"received_on": "2025-06-01", "received_by": "insurer", "amount": "3,000.00", "costs": "300"}
    assert "2,430.00" in _post(adjuster, f"/desk/recoveries/book/{number}", 200, **form)
    recovery = _post(adjuster, f"/desk/recoveries/book/{number}", book="1", **form)
    assert "270.00" in _page(adjuster, recovery)
    assert "RE-2025-000001" in _page(adjuster, "/desk/recoveries/")


def test_every_page_speaks_chinese(app: Flask, open_house: Department):
    department = open_house
    with app.app_context(), reading_as(ALL):
        number = claim_facts(department.paid()).number
    buyer = _buyer(app, department)
    desk = ["overdues/", f"overdues/{buyer}", "overdues/notices/OV-2025-000001", "claims/", f"claims/{number}"]
    portal = [f"/portal/{page}" for page in (*desk, f"claims/file/{buyer}")]
    own = [f"/desk/{page}" for page in (*desk, "recoveries/", f"recoveries/book/{number}")]

    for client, pages in ((_as(app, "policyholder"), portal), (_as(app, "adjuster"), own)):
        for address in pages:
            assert 'lang="zh-Hans"' in _page(client, f"{address}?lang=zh")


def test_a_foreign_claim_notice_or_policy_is_absent(app: Flask, open_house: Department):
    department = open_house
    with app.app_context(), reading_as(ALL):
        number = claim_facts(department.paid()).number
    buyer = _buyer(app, department)
    stranger = _as(app, "stranger")

    for page in (
        f"overdues/{buyer}",
        "overdues/notices/OV-2025-000001",
        "overdues/notices/OV-2025-000001/confirmation.pdf",
        f"claims/{number}",
        f"claims/{number}/letter.pdf",
        f"claims/file/{buyer}",
    ):
        _page(stranger, f"/portal/{page}", 404)
    assert stranger.post(f"/portal/claims/{number}/withdraw", data={"reason": "mine"}).status_code == 404
    assert stranger.post(f"/portal/overdues/{buyer}", data={"all": "1"}).status_code == 404
    assert number not in _page(stranger, "/portal/claims/")
    assert stranger.get(f"/desk/claims/{number}").status_code in (403, 404)


def test_the_policyholder_sees_no_figure_before_the_decision(app: Flask, open_house: Department):
    department = open_house
    with app.app_context(), reading_as(ALL):
        number = claim_facts(department.assessed()).number

    page = _page(_as(app, "policyholder"), f"/portal/claims/{number}")

    assert "9,000.00" not in page
    assert "We are examining the claim." in page


def test_a_claim_wholly_within_the_first_loss_waits_for_no_payment(app: Flask, clock: Any):
    department = _opened(app, clock, aggregate_first_loss="50000.00")
    with app.app_context(), reading_as(ALL):
        claim = department.assessed()
        number = claim_facts(claim).number
        department.put_forward(claim)
        department.approve(claim)

    payer = _as(app, "payer")
    assert "Pay the claim" not in _page(payer, "/desk/")
    assert "nothing is payable" in _page(payer, f"/desk/claims/{number}")
    page = _page(_as(app, "policyholder"), f"/portal/claims/{number}")
    assert "The aggregate first loss bears the whole of it" in page
    assert "Payment follows" not in page


def test_an_act_without_its_reason_comes_back_with_the_complaint(app: Flask, open_house: Department):
    department = open_house
    with app.app_context(), reading_as(ALL):
        number = claim_facts(department.claimed()).number

    page = _post(_as(app, "adjuster"), f"/desk/claims/{number}/suspend", 422, reason="")

    assert "Something needs your attention" in page
