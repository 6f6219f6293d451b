"""The bank as loss payee: what is assigned to it, on its own page, on its days, and nothing else anywhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.parties.public import party
from policies.public import record_assignment
from tests.builders.claims import Department
from tests.builders.rights import browsing, opened

FIRST, LAST = date(2025, 5, 5), date(2025, 5, 10)


@pytest.fixture
def department(app: Flask, clock: Any) -> Department:
    """A policy with two buyers; a claim of each; a bank with a login; the first buyer's payments assigned to it."""
    with app.app_context(), reading_as(ALL):
        opened_one = Department.open(clock, premium_due_days=365, instalments=1)
        other = opened_one.office.company("Silver Birch Inc", "US")
        for buyer in (None, other):
            opened_one.limit(buyer=buyer)
        opened_one.name_buyer()
        opened_one.claimed("7777", "OAK-1")
        bank = opened_one.office.company("Harbour Bank plc", "GB")
        opened("bea", Role.LOSS_PAYEE, companies=(bank,))
        opened("peter", Role.POLICY_UNDERWRITER)
        opened_one.limit("33333", buyer=other)
        opened_one.on(FIRST)
        record_assignment(
            opened_one.office.underwriter, opened_one.policy,
            payee=bank, reference="AS-7", buyers=[opened_one.buyer], first=FIRST, last=LAST,
        )  # fmt: skip
    return opened_one


def test_a_bank_sees_its_assignment_its_buyers_limit_and_claim_and_no_other_buyer(app: Flask, department: Department):
    for lang in ("en", "zh"):
        page = browsing(app, "bea").get(f"/portal/assigned/?lang={lang}")
        text = page.get_data(as_text=True)
        assert page.status_code == 200
        for shown in ("AS-7", "PO-2025-000001", "Hollow Oak Ltd", "CL-2025-000001", "100,000.00", "7,777.00"):
            assert shown in text, shown
        for hidden in ("Silver Birch", "33,333", "OAK-1"):
            assert hidden not in text, hidden


def test_a_bank_comes_to_its_own_page_and_to_no_other(app: Flask, department: Department):
    with app.app_context():
        buyer = party(department.buyer).public_id
    bea = browsing(app, "bea")
    assert bea.get("/").location.endswith("/portal/assigned/")
    for way in ("", "policies/", "policies/PO-2025-000001", "policies/PO-2025-000001/schedule.pdf", "receivables/",
                "exposure/", "limits/", "limits/new", "buyers/", f"buyers/{buyer}", "overdues/", "claims/",
                "claims/CL-2025-000001", "claims/CL-2025-000001/letter.pdf", "timeline/policy:PO-2025-000001",
                "timeline/claim:CL-2025-000001", "colleagues/", "clients/", "what-if/", "messages/"):  # fmt: skip
        assert bea.get(f"/portal/{way}").status_code in (403, 404), way
    assert bea.get("/desk/").status_code == 404


@pytest.mark.parametrize(("after", "there"), [(0, True), (5, True), (6, False)], ids=["first", "last", "after"])
def test_what_is_assigned_is_seen_on_its_days(app: Flask, department: Department, after: int, there: bool):
    department.on(FIRST + timedelta(days=after))
    text = browsing(app, "bea").get("/portal/assigned/?lang=en").get_data(as_text=True)
    assert ("CL-2025-000001" in text) is there
    assert ("Nothing is assigned to you today." in text) is not there


def test_an_assignment_is_recorded_and_ended_on_the_policy_and_shown_on_both_sides(app: Flask, department: Department):
    with app.app_context(), reading_as(ALL):
        opened("jonas", Role.POLICYHOLDER_READER, companies=(department.policyholder,))
    peter = browsing(app, "peter")
    way = "/desk/policies/PO-2025-000001/assignments"
    assert "Harbour Bank plc" in peter.get("/desk/policies/PO-2025-000001?lang=en").get_data(as_text=True)
    assert "AS-7" in browsing(app, "jonas").get("/portal/policies/PO-2025-000001?lang=en").get_data(as_text=True)

    form = {"payee": "Harbour Bank plc", "reference": "AS-8", "first": "2025-05-11", "which": "all"}
    assert peter.get(f"{way}/new").status_code == 200
    for wrong in ({"payee": "Nobody AG"}, {"which": "named"}, {"first": "2025-05-10"}):
        assert peter.post(f"{way}/new", data={**form, **wrong}).status_code == 422
    assert peter.post(f"{way}/new", data=form).status_code == 303
    assert peter.get(f"{way}/2/end").status_code == 200
    assert peter.post(f"{way}/2/end", data={"last": "2025-05-04"}).status_code == 422
    assert peter.post(f"{way}/2/end", data={"last": "2025-06-30"}).status_code == 303
    assert peter.get(f"{way}/99/end").status_code == 404
    assert browsing(app, "jonas").get(f"{way}/new").status_code == 404
