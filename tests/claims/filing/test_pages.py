"""A claim in three screens through HTTP: files in and out, what is entered is kept, another's is not there."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.accounts.public import open_login
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PersonId
from insurer.parties.public import party
from tests.builders.claims import PEOPLE, ROLES, SHIPPED, Department
from tests.infra.test_uploads import A_PDF

PASSWORD = "correct horse battery"


@pytest.fixture
def filing(app: Flask, clock: Any) -> str:
    """The address under which a notified invoice is claimed; a login for its policyholder and for a stranger."""
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), reading_as(ALL):
        department = Department.open(clock, premium_due_days=365, instalments=1)
        department.limit()
        department.name_buyer()
        stranger = department.office.company("Stranger AG", "CH")
        for who, mine in (("policyholder", (department.policyholder,)), ("adjuster", ())):
            open_login(house_act(), who, PersonId(PEOPLE[who]), PASSWORD, ROLES[who], mine)
        open_login(
            house_act(), "stranger", PersonId(PEOPLE["second"]), PASSWORD, (Role.POLICYHOLDER_USER,), (stranger,)
        )
        receivable = department.on(SHIPPED).invoice("A-1", "10000")
        department.on(date(2025, 3, 10)).notify(receivable)
        department.on(date(2025, 5, 5))
        return f"claims/file/PO-2025-000001/{party(department.buyer).public_id}"


def _as(app: Flask, who: str) -> FlaskClient:
    client = app.test_client()
    assert client.post("/sign-in", data={"name": who, "password": PASSWORD}).status_code == 303
    return client


def _send(client: FlaskClient, address: str, content: bytes, name: str, kind: str = "contract") -> Any:
    return client.post(address, data={"kind": kind, "file": (io.BytesIO(content), name)})


def test_a_claim_is_left_taken_up_again_and_filed_with_its_papers(app: Flask, filing: str):
    portal = _as(app, "policyholder")
    address = f"/portal/{filing}"
    sent = portal.post(address, data={"cause": "insolvency", "receivables": ["1"], "told": "They closed the shop."})
    assert sent.status_code == 422
    assert "They closed the shop." in sent.text

    debts = {"cause": "protracted_default", "receivables": ["1"], "told": "They closed the shop."}
    assert portal.post(address, data=debts).status_code == 303
    assert "Begun and not yet filed" in portal.get("/portal/claims/").text
    assert "They closed the shop." in portal.get(address).text
    assert _send(portal, f"{address}/papers", A_PDF, "contract.pdf").status_code == 303
    assert "contract.pdf" in portal.get(f"{address}/papers").text
    review = portal.get(f"{address}/review").text
    assert "9,000.00" in review
    assert "Still missing" in review

    claim = portal.post(f"{address}/review").headers["Location"]
    page = portal.get(claim).text
    assert "contract.pdf" in page
    assert "What we wait for from you" in page
    assert portal.post(f"{claim}/messages", data={"words": "When do you decide?"}).status_code == 303
    desk = _as(app, "adjuster").get(claim.replace("/portal/", "/desk/")).text
    assert "When do you decide?" in desk
    assert "They closed the shop." in desk


def test_a_file_goes_out_as_an_attachment_that_nothing_runs_in(app: Flask, filing: str):
    portal = _as(app, "policyholder")
    portal.post(f"/portal/{filing}", data={"cause": "protracted_default", "receivables": ["1"]})
    _send(portal, f"/portal/{filing}/papers", A_PDF, '../../evil".html')
    page = portal.get(f"/portal/{filing}/papers").text
    key = page.partition(f"/portal/{filing}/papers/")[2].partition('"')[0]

    answer = portal.get(f"/portal/{filing}/papers/{key}")

    assert answer.data == A_PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=evil.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for other in (_as(app, "stranger"), app.test_client()):
        assert other.get(f"/portal/{filing}/papers/{key}").status_code in (302, 303, 401, 404)
        assert other.post(f"/portal/{filing}/papers/{key}/back").status_code in (302, 303, 401, 404)
    assert portal.get(f"/portal/{filing}/papers/{key}").status_code == 200
    assert portal.post(f"/portal/{filing}/papers/{key}/back").status_code == 303
    assert portal.get(f"/portal/{filing}/papers/{key}").status_code == 404


def test_a_wrong_file_is_refused_beside_its_line_and_keeps_nothing(app: Flask, filing: str):
    portal = _as(app, "policyholder")
    portal.post(f"/portal/{filing}", data={"cause": "protracted_default", "receivables": ["1"]})

    answer = _send(portal, f"/portal/{filing}/papers", b"<html><script>alert(1)</script>", "invoice.pdf")
    nothing = portal.post(f"/portal/{filing}/papers", data={"kind": "contract"})

    assert answer.status_code == 422
    assert 'id="error-contract"' in answer.text
    assert "Its name does not count, its content does." in answer.text
    assert nothing.status_code == 422
    assert "invoice.pdf" not in portal.get(f"/portal/{filing}/papers").text
