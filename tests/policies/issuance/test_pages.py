"""The pages of policies and premium, through HTTP, in both languages."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.accounts.public import open_login, register_person
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId
from policies.public import policy_numbered, premium_position, terms_of
from tests.builders.policies import Office, eur

PASSWORD = "a long enough password"


class Visitor:
    """A person with a browser who has signed in."""

    def __init__(self, app: Flask, role: Role, holders: tuple[PartyId, ...] = ()) -> None:
        self.client: FlaskClient = app.test_client()
        name = role.value.replace("_", ".")
        with app.app_context():
            person = register_person(house_act(), name.title())
            open_login(house_act(), name, person, PASSWORD, (role,), holders)
        page = self.get("/sign-in")
        self.client.post("/sign-in", data={**self.fields(page), "name": name, "password": PASSWORD})

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return answer.get_data(as_text=True)

    def post(self, path: str, data: dict[str, str], status: int = 303) -> str:
        answer = self.client.post(path, data=data)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.headers.get("Location", "") or answer.get_data(as_text=True)

    @staticmethod
    def fields(page: str) -> dict[str, str]:
        """What a browser would send of the page's entry form if nothing were changed."""
        form, found = page[page.find('<form class="entry"') :], {}
        for field in re.findall(r"<input[^>]*>", form):
            name, value = re.search(r'name="([^"]+)"', field), re.search(r'value="([^"]*)"', field)
            if name and ('type="checkbox"' not in field or "checked" in field):
                found[name[1]] = html.unescape(value[1]) if value else ""
        for name_, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
            chosen = re.search(r'<option selected value="([^"]*)"', options)
            found[name_] = chosen[1] if chosen else ""
        for name_, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
            found[name_] = html.unescape(text).strip()
        return found


@pytest.fixture
def holder(app: Flask, clock: Any) -> PartyId:
    """A policyholder with one bound policy and one draft, and another company."""
    with app.app_context(), reading_as(ALL):
        office = Office(clock).on(date(2025, 1, 2))
        company = office.company()
        office.bound(company)
        office.draft(company)
        office.bound(office.company("华强贸易有限公司", "CN"))
        office.on(date(2025, 6, 30))
        return company


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_page_of_policies_and_premium_reads_in_both_languages(app: Flask, holder: PartyId, lang: str):
    underwriter, officer = Visitor(app, Role.POLICY_UNDERWRITER), Visitor(app, Role.PREMIUM_OFFICER)
    policy = "/desk/policies/PO-2025-000001"

    for path in ("/desk/policies/", policy, f"{policy}/endorsement", f"{policy}/end?cancelled_on=2025-09-01"):
        underwriter.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    underwriter.get(f"/desk/policies/new?q=nord&lang={lang}")
    for path in ("", "notes/DN-2025-000002", "adjustments"):
        officer.get(f"/desk/premium/{path}?lang={lang}")
    officer.get(f"/desk/reports/premium/?lang={lang}")


def test_a_policy_is_drafted_bound_and_endorsed_on_its_pages(app: Flask, holder: PartyId):
    visitor = Visitor(app, Role.POLICY_UNDERWRITER)
    found = visitor.get("/desk/policies/new?q=Nordwind&currency=EUR")
    link = html.unescape(re.search(r'href="(/desk/policies/new\?party[^"]+)"', found)[1])  # type: ignore[index]
    entered = visitor.fields(visitor.get(link))
    entered |= {"premium_rates": "0.35%\n0.50% method=OA", "estimated_turnover": "1,000,000", "deposit_premium": "80%"}

    wrong = visitor.post(link, entered | {"insured_percentage": "190", "countries": "Germany"}, 422)
    assert "190" in wrong
    location = visitor.post(link, entered)
    assert location.endswith("/PO-2025-000004")
    visitor.post(f"{location}/binding", {"csrf_token": visitor.fields(visitor.get(link))["csrf_token"]})
    changed = visitor.fields(visitor.get(f"{location}/endorsement?valid_from=2025-09-01"))
    visitor.post(f"{location}/endorsement", changed | {"notice_days": "14", "reason": "Shorter notice"})
    stale = changed | {"notice_days": "10", "reason": "From a stale page", "idempotency_key": "another"}
    visitor.post(f"{location}/endorsement", stale, 409)

    with app.app_context(), reading_as(ALL):
        terms = terms_of(policy_numbered("PO-2025-000004").id)
        assert terms.days("notice_days", date(2025, 8, 31)) == 30
        assert terms.days("notice_days", date(2025, 9, 1)) == 14
        assert len(terms.rows) == len(terms.keys()) + 1


def test_a_receipt_is_booked_once_however_often_the_button_is_pressed(app: Flask, holder: PartyId):
    officer = Visitor(app, Role.PREMIUM_OFFICER)
    page = "/desk/premium/notes/DN-2025-000001"
    entered = officer.fields(officer.get(page))

    officer.post(f"{page}/settlements", entered | {"amount": "9,000"}, 409)
    officer.post(f"{page}/settlements", entered)
    officer.post(f"{page}/settlements", entered)

    with app.app_context(), reading_as(ALL):
        position = premium_position(policy_numbered("PO-2025-000001").id, date(2025, 6, 30))
        assert position.received == eur("8820.00")


def test_a_policyholder_reads_its_policy_and_notes_and_finds_nothing_else(app: Flask, holder: PartyId):
    visitor = Visitor(app, Role.POLICYHOLDER_READER, (holder,))

    assert "PO-2025-000001" in visitor.get("/portal/policies/")
    visitor.get("/portal/policies/PO-2025-000001")
    visitor.get("/portal/policies/PO-2025-000001/notes/DN-2025-000001?lang=zh")
    for path in (
        "PO-2025-000002",
        "PO-2025-000003",
        "PO-2025-000001/notes/DN-2025-000005",
        "PO-2025-000001/papers/2.pdf",
    ):
        visitor.get(f"/portal/policies/{path}", 404)
    visitor.get("/desk/reports/premium/", 404)
