"""What-if over HTTP: before and after on the reader's own facts, bad input kept, nothing saved, nothing foreign."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.infra.audit.models import AuditEvent
from insurer.infra.db import db
from insurer.infra.languages import demand_every_word
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId
from insurer.parties.public import party
from insurer.workflows.calculations.book import CALCULATIONS
from policies.public import policy_facts
from tests.builders.browser import signed_in
from tests.builders.claims import Department


@pytest.fixture(autouse=True)
def _every_word() -> Iterator[None]:
    demand_every_word()
    yield
    demand_every_word(False)


class Scene:
    """A paid claim of 10 000 under a limit of 8 000, an overdue debt of another buyer, and two readers of it."""

    def __init__(self, app: Flask, clock: object) -> None:
        self.app = app
        with app.app_context(), reading_as(ALL):
            house = Department.open(clock, insured_percentage="0.90")  # type: ignore[arg-type]
            house.limit("8000")
            self.claim_id = house.claimed("10000")
            debtor = house.office.company("Pale Elm Ltd", "GB")
            house.limit("100000", buyer=debtor)
            house.invoice("B-1", "5000", buyer=debtor)
            house.on(date(2025, 6, 30))
            self.holder: PartyId = house.policyholder
            self.policy = policy_facts(house.policy).number
            self.buyer, self.debtor = party(house.buyer).public_id, party(debtor).public_id
            self.stranger = house.office.company("Somebody Else SA", "FR")
            self.house = house
        self.claim = "CL-2025-000001"

    def assess(self) -> None:
        with self.app.app_context(), reading_as(ALL):
            self.house.assess(self.claim_id, "0.10")

    @property
    def adjuster(self) -> FlaskClient:
        return signed_in(self.app, Role.CLAIMS_ADJUSTER)

    @property
    def policyholder(self) -> FlaskClient:
        return signed_in(self.app, Role.POLICYHOLDER_USER, self.holder)

    @property
    def foreigner(self) -> FlaskClient:
        return signed_in(self.app, Role.POLICYHOLDER_USER, self.stranger)

    def addresses(self, side: str) -> list[str]:
        start = f"/{side}/what-if"
        return [
            f"{start}/policies/{self.policy}/premium",
            f"{start}/policies/{self.policy}/cover",
            f"{start}/policies/{self.policy}/cover?buyer={self.debtor}",
            f"{start}/policies/{self.policy}/debts/{self.debtor}",
            f"{start}/claims/{self.claim}",
        ]


@pytest.fixture
def scene(app: Flask, clock: object) -> Scene:
    return Scene(app, clock)


def row(page: str, label: str) -> list[str]:
    """The cells of the first row under a label: before, after, difference, change."""
    for line in re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL):
        cells = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line)]
        if cells and cells[0] == label:
            return cells[1:]
    raise AssertionError(f"no row {label}")


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("side", ["desk", "portal"])
def test_every_page_opens_in_both_languages(scene, side, locale):
    client = scene.adjuster if side == "desk" else scene.policyholder
    index = client.get(f"/{side}/what-if?lang={locale}")
    assert index.status_code == 200
    assert scene.policy in index.text
    assert scene.claim in index.text
    for address in scene.addresses(side):
        assert client.get(address).status_code == 200, address
    for name in CALCULATIONS.names:
        assert client.get(f"/{side}/what-if/calculations/{name}").status_code == 200, name


def test_another_rate_and_minimum_change_the_premium_side_by_side(scene):
    page = scene.policyholder.get(
        f"/portal/what-if/policies/{scene.policy}/premium?turnover=10,000,000&rate=0.5&minimum=40000"
    ).text

    assert row(page, "Earned premium") == ["EUR 0.00", "EUR 50,000.00", "+EUR 50,000.00", "Higher"]
    assert row(page, "Minimum premium") == ["EUR 33,600.00", "EUR 40,000.00", "+EUR 6,400.00", "Higher"]
    assert row(page, "Premium due") == ["EUR 33,600.00", "EUR 50,000.00", "+EUR 16,400.00", "Higher"]
    assert row(page, "Deposit premium")[:2] == ["EUR 33,600.00", "EUR 48,000.00"]


def test_another_limit_changes_cover_of_that_buyer(scene):
    address = f"/portal/what-if/policies/{scene.policy}/cover?buyer={scene.debtor}"
    page = scene.policyholder.get(f"{address}&limit=3000&insured_percentage=80").text

    assert row(page, "Insured") == ["EUR 5,000.00", "EUR 3,000.00", "−EUR 2,000.00", "Lower"]
    assert row(page, "Insured percentage of the insured amount")[:2] == ["EUR 4,500.00", "EUR 2,400.00"]
    assert "Over the credit limit" in page


def test_a_shorter_payment_term_puts_the_invoice_out(scene):
    address = f"/portal/what-if/policies/{scene.policy}/cover"
    page = scene.policyholder.get(f"{address}?maximum_payment_term_days=29").text

    assert row(page, "Insured")[1] == "EUR 0.00"
    assert row(scene.policyholder.get(f"{address}?maximum_payment_term_days=30").text, "Insured")[3] == "Unchanged"


def test_the_ledger_of_an_earlier_day_is_read_as_of_that_day(scene):
    page = scene.policyholder.get(f"/portal/what-if/policies/{scene.policy}/cover?as_of=2025-01-15").text

    assert row(page, "Outstanding")[1] == "EUR 0.00"


def test_a_claim_under_another_deductible_limit_and_percentage(scene):
    page = scene.adjuster.get(
        f"/desk/what-if/claims/{scene.claim}?limit=10000&deductible=1000&insured_percentage=80"
        "&deductible_stage=before_percentage"
    ).text

    assert row(page, "Insured loss") == ["EUR 8,000.00", "EUR 10,000.00", "+EUR 2,000.00", "Higher"]
    assert row(page, "Indemnity") == ["EUR 7,200.00", "EUR 7,200.00", "–", "Unchanged"]
    assert row(page, "Insured percentage") == ["90%", "80%", "−10 points", "Lower"]
    assert "Same result, other facts" in page or "Higher" in page


def test_an_overdue_debt_is_worked_out_before_any_claim(scene):
    address = f"/portal/what-if/policies/{scene.policy}/debts/{scene.debtor}"
    page = scene.policyholder.get(f"{address}?maximum_liability=4000").text

    assert row(page, "Indemnity") == ["EUR 4,500.00", "EUR 4,000.00", "−EUR 500.00", "Lower"]
    assert scene.policyholder.get(f"{address}?loss_date=2025-02-01").status_code == 200


def test_what_the_insurer_has_not_decided_is_not_shown_to_the_policyholder(scene):
    scene.assess()
    ours = scene.adjuster.get(f"/desk/what-if/claims/{scene.claim}").text
    theirs = scene.policyholder.get(f"/portal/what-if/claims/{scene.claim}").text

    assert "AS-2025-000001" in ours
    assert row(ours, "Indemnity")[0] == "EUR 6,480.00"
    assert "AS-2025-000001" not in theirs
    assert row(theirs, "Indemnity")[0] == "EUR 7,200.00"


@pytest.mark.parametrize(
    ("query", "field"),
    [("limit=a+lot", "limit"), ("insured_percentage=120", "insured_percentage"), ("deductible=-1", "deductible"),
     ("loss_date=2025-02-30", "loss_date"), ("loss_date=9999-12-31", "loss_date"),
     ("deductible_kind=whatever", "deductible_kind"), ("minimum_loss=0.001", "minimum_loss")],
)  # fmt: skip
def test_bad_input_is_kept_and_explained_beside_its_field(scene, query, field):
    answer = scene.adjuster.get(f"/desk/what-if/claims/{scene.claim}?{query}")

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    if not field.startswith("deductible_k"):
        assert f'value="{query.partition("=")[2].replace("+", " ")}"' in answer.text


def test_a_calculation_by_itself_starts_from_the_example_of_the_contract(scene):
    page = scene.policyholder.get("/portal/what-if/calculations/indemnity?f.policy.deductible=30000.00").text

    assert row(page, "Indemnity") == ["EUR 880,000.00", "EUR 870,000.00", "−EUR 10,000.00", "Lower"]


def test_a_calculation_starts_from_an_input_of_ones_own(scene):
    own = '{"currency": "EUR", "exposures": [{"id": "a", "amount": "100.00"}, {"id": "b", "amount": "300.00"}]}'
    client = scene.policyholder
    page = client.get(
        "/portal/what-if/calculations/concentration", query_string={"input": own, "f.exposures.0.amount": "300"}
    )

    assert page.status_code == 200
    assert row(page.text, "Concentration index (HHI)")[:2] == ["6,250.00", "5,000.00"]
    wrong = client.get("/portal/what-if/calculations/concentration", query_string={"input": "{"})
    assert wrong.status_code == 422
    assert "input-error" in wrong.text
    refused = client.get("/portal/what-if/calculations/indemnity", query_string={"f.policy.deductible": "much"})
    assert refused.status_code == 422
    assert 'value="much"' in refused.text
    assert client.get("/portal/what-if/calculations/horoscope").status_code == 404


def test_what_is_foreign_does_not_exist(scene):
    client = scene.foreigner
    for address in scene.addresses("portal") + scene.addresses("desk"):
        assert client.get(address).status_code == 404, address
    page = client.get("/portal/what-if").text
    assert scene.policy not in page
    assert scene.claim not in page


def test_a_buyer_of_somebody_else_does_not_exist_under_the_policy(scene):
    with scene.app.app_context(), reading_as(ALL):
        other = party(scene.stranger).public_id
    address = f"/portal/what-if/policies/{scene.policy}"
    assert scene.policyholder.get(f"{address}/cover?buyer={other}").status_code == 404
    assert scene.policyholder.get(f"{address}/debts/{other}").status_code == 404


def test_a_draft_is_the_insurers_alone(scene):
    with scene.app.app_context(), reading_as(ALL):
        draft = policy_facts(scene.house.office.draft(scene.holder)).number
    assert scene.adjuster.get(f"/desk/what-if/policies/{draft}/premium").status_code == 200
    assert scene.policyholder.get(f"/portal/what-if/policies/{draft}/premium").status_code == 404


def test_nothing_is_saved_and_nothing_is_recorded(scene):
    def records() -> int:
        with scene.app.app_context(), reading_as(ALL):
            return db.session.query(AuditEvent).count()

    client = scene.policyholder
    before = records()
    for address in scene.addresses("portal"):
        client.get(address + ("&" if "?" in address else "?") + "limit=1&insured_percentage=50&rate=1")
    assert records() == before


def test_the_link_holds_what_was_asked_and_shows_the_same(scene):
    client = scene.policyholder
    page = client.get(f"/portal/what-if/policies/{scene.policy}/premium?rate=0.5&minimum=&deposit=").text
    link = re.search(r'<a href="([^"]+)" class="ref">', page)

    assert link is not None
    assert link[1].endswith("/premium?rate=0.5")
    assert row(client.get(link[1]).text, "Deposit premium") == row(page, "Deposit premium")


def test_nobody_and_who_may_not_calculate_are_kept_out(scene):
    assert scene.app.test_client().get("/desk/what-if").status_code == 303
    assert signed_in(scene.app, Role.ADMINISTRATOR).get("/desk/what-if").status_code == 403
