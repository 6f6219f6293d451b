"""Mandates of brokers: for a client, from a day to a day, for reading or for asking; the one client looked at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.accounts.facts import May, Role
from insurer.accounts.models import Mandate
from insurer.accounts.people.services import end_mandate, give_mandate
from insurer.accounts.public import actor_named
from insurer.infra.clock import today
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.claims import CLAIM_TERMS, Department
from tests.builders.policies import eur
from tests.builders.rights import acting, browsing, opened
from underwriting.public import request_limit

DAY = date(2025, 3, 3)


@pytest.fixture
def firm(app: Flask, clock: Any) -> Department:
    """Two clients with a policy each; a broker of the first; two administrators."""
    with app.app_context(), reading_as(ALL):
        department = Department.open(clock, premium_due_days=365, instalments=1)
        department.limit()
        department.name_buyer()
        second = department.office.company("Second Client Ltd", "GB")
        department.office.bound(second, **CLAIM_TERMS)
        opened("bruno", Role.BROKER, companies=(department.policyholder,))
        for login in ("ada", "ben"):
            opened(login, Role.ADMINISTRATOR)
        department.on(DAY)
    return department


def _second() -> PartyId:
    from insurer.parties.public import parties_named

    return parties_named("Second Client Ltd")[0].id


def _give(**days: Any) -> int:
    given = {"first": DAY, "last": None, "reading_only": False, "reference": "BM-1"} | days
    return give_mandate(acting("ada"), "bruno", _second(), **given)


def test_t27_a_mandate_shows_its_client_on_its_days_and_not_after(app: Flask, firm: Department):
    with app.app_context(), reading_as(ALL):
        _give(first=DAY + timedelta(days=1), last=DAY + timedelta(days=3))
    for day, there in ((0, False), (1, True), (3, True), (4, False)):
        firm.on(DAY + timedelta(days=day))
        client = browsing(app, "bruno")
        assert (client.get("/portal/policies/PO-2025-000002").status_code == 200) is there, day
        assert ("PO-2025-000002" in client.get("/portal/policies/").get_data(as_text=True)) is there, day
        assert client.get("/portal/policies/PO-2025-000001").status_code == 200


def test_an_open_session_loses_the_client_with_the_next_request(app: Flask, firm: Department):
    with app.app_context(), reading_as(ALL):
        mandate = _give()
    client = browsing(app, "bruno")
    assert client.get("/portal/policies/PO-2025-000002/schedule.pdf").status_code == 200
    with app.app_context(), reading_as(ALL):
        end_mandate(acting("ada"), mandate, last=None, reason="new broker")
    for way in ("policies/PO-2025-000002", "policies/PO-2025-000002/schedule.pdf", "timeline/policy:PO-2025-000002"):
        assert client.get(f"/portal/{way}").status_code == 404


def test_what_a_client_lets_its_broker_read_only_it_does_not_ask_for(app: Flask, firm: Department):
    with app.app_context(), reading_as(ALL):
        own = db.session.scalars(select(Mandate.id)).one()
        end_mandate(acting("ada"), own, last=None, reason="read only from now on")
        firm.on(DAY + timedelta(days=1))
        give = {"first": today(), "last": None, "reading_only": True, "reference": "BM-2"}
        give_mandate(acting("ada"), "bruno", firm.policyholder, **give)
        assert May.LIMIT_REQUEST not in acting("bruno").actor.permissions

        _give(first=today())
        assert May.LIMIT_REQUEST in acting("bruno").actor.permissions
        with pytest.raises(NotAllowed, match=r"people.mandate_reads_only"):
            request_limit(acting("bruno"), firm.policy, firm.buyer, amount=eur("1000"))


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ({"first": DAY - timedelta(days=1)}, r"people.first_day_past"),
        ({"last": DAY - timedelta(days=1)}, r"people.days_upside_down"),
        ({"reference": " "}, r"input.required"),
    ],
)
def test_what_is_no_mandate(app: Flask, firm: Department, days: dict[str, object], code: str):
    with app.app_context(), reading_as(ALL), pytest.raises(InvalidInput, match=code):
        _give(**days)


def test_mandates_do_not_overlap_and_end_once(app: Flask, firm: Department):
    with app.app_context(), reading_as(ALL):
        mandate = _give(last=DAY + timedelta(days=9))
        with pytest.raises(InvalidInput, match=r"people.mandate_stands"):
            _give(first=DAY + timedelta(days=9))
        _give(first=DAY + timedelta(days=10))
        end_mandate(acting("ada"), mandate, last=DAY + timedelta(days=2), reason="sooner")
        assert _second() in actor_named("bruno", DAY + timedelta(days=2)).scope.policyholders
        assert _second() not in actor_named("bruno", DAY + timedelta(days=3)).scope.policyholders
        firm.on(DAY + timedelta(days=3))
        with pytest.raises(Conflict, match=r"people.mandate_has_ended"):
            end_mandate(acting("ada"), mandate, last=None, reason="again")
        give = {"first": today(), "last": None, "reading_only": True, "reference": "x"}
        with pytest.raises(InvalidInput, match=r"people.staff_has_no_mandate"):
            give_mandate(acting("ada"), "ben", _second(), **give)


def test_a_broker_looks_at_one_client_and_at_all_again(app: Flask, firm: Department):
    with app.app_context(), reading_as(ALL):
        _give()
        first, second = party(firm.policyholder).public_id, party(_second()).public_id
        own = policy_facts(firm.policy).number
    client = browsing(app, "bruno")
    page = client.get("/portal/clients/?lang=en").get_data(as_text=True)
    assert "Second Client Ltd" in page
    assert "BM-1" in page

    assert client.post("/portal/clients/", data={"client": second}).status_code == 303
    assert client.get(f"/portal/policies/{own}").status_code == 404
    assert client.get("/portal/policies/PO-2025-000002").status_code == 200
    assert client.post("/portal/clients/", data={"client": "nobody"}).status_code == 404
    client.set_cookie("tradecover_client", "made-up", path="/portal")
    assert client.get("/portal/policies/PO-2025-000002").status_code == 404
    assert client.post("/portal/clients/", data={"client": ""}).status_code == 303
    assert client.get(f"/portal/policies/{own}").status_code == 200
    assert first in client.get("/portal/clients/").get_data(as_text=True)


def test_mandates_are_given_and_ended_on_the_pages_of_an_administrator(app: Flask, firm: Department):
    ada = browsing(app, "ada")
    way = "/desk/people/bruno/mandates/new"
    assert ada.get(way).status_code == 200
    form = {"company": "Second Client", "first": "2025-03-03", "reference": "BM-7", "reading_only": "y"}
    assert ada.post(way, data=form).status_code == 422
    assert ada.post(way, data={**form, "company": "Second Client Ltd"}).status_code == 303
    assert "BM-7" in ada.get("/desk/people/mandates?lang=en").get_data(as_text=True)
    assert "reading only" in ada.get("/desk/people/bruno?lang=en").get_data(as_text=True)
    assert ada.get("/desk/people/bruno/mandates/2/end").status_code == 200
    assert ada.post("/desk/people/bruno/mandates/2/end", data={"reason": "ended"}).status_code == 303
    assert ada.get("/desk/people/bruno/mandates/99/end").status_code == 404
