"""Underwriting through HTTP: one's own is shown in both languages, another's does not exist."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.kernel.ids import DeclarationId, PartyId
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.browser import signed_in
from tests.builders.underwriting import Desk, line
from underwriting.public import declaration_of, declare_month, import_outcome, receivables_of, request_of


@pytest.fixture
def shop(desk: Desk) -> dict[str, str]:
    """A policy with a buyer, a limit, a referred request, an import with a refused row and a declaration."""
    buyer = desk.buyer()
    desk.limit(buyer, "1000")
    asked = request_of(desk.limit(buyer, "200000"))
    desk.on(date(2025, 2, 5))
    done = desk.ledger(line("A-1", "800.00"), line("A-2", "0.00"))
    declared = declaration_of(DeclarationId(declare_month(desk.customer, desk.policy, date(2025, 1, 31))))
    return {
        "declaration": declared.number,
        "invoice": str(receivables_of(desk.policy, as_of=date(2025, 2, 5))[0].id),
        "request": asked.number,
        "buyer": party(buyer).public_id,
        "import": import_outcome(done).number,
        "policy": policy_facts(desk.policy).number,
    }


def _signed_in(house: Flask, role: Role, *policyholders: PartyId) -> FlaskClient:
    client = signed_in(house, role, *policyholders)
    db.session.remove()
    return client


def _pages(side: str, shop: dict[str, str]) -> list[str]:
    return [
        f"/{side}/limits/",
        f"/{side}/limits/{shop['request']}",
        f"/{side}/buyers/",
        f"/{side}/buyers/{shop['buyer']}",
        f"/{side}/receivables/",
        f"/{side}/receivables/{shop['import']}",
        f"/{side}/receivables/{shop['import']}/refused.csv",
        f"/{side}/exposure/",
        f"/{side}/exposure/{shop['policy']}/{shop['buyer']}",
        f"/{side}/exposure/declarations",
        f"/{side}/exposure/declarations/{shop['declaration']}",
        f"/{side}/exposure/declarations/month?policy={shop['policy']}&month_end=2025-01-31",
        f"/{side}/exposure/{shop['policy']}/invoices/{shop['invoice']}",
        f"/{side}/exposure/?class=covered_by_limit&reason=over_limit&age=1-30&buyer=baker",
    ]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_sides_read_their_pages(house: Flask, desk: Desk, shop: dict[str, str], language: str) -> None:
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    underwriter = _signed_in(house, Role.SENIOR_UNDERWRITER)

    for client, side in ((holder, "portal"), (underwriter, "desk")):
        for page in _pages(side, shop):
            asked = f"{page}{'&' if '?' in page else '?'}lang={language}"
            assert client.get(asked).status_code == 200, page


def test_another_policyholder_finds_nothing(house: Flask, desk: Desk, shop: dict[str, str]) -> None:
    stranger = _signed_in(house, Role.POLICYHOLDER_USER, desk.company("Fremde AG", "CH"))

    for page in _pages("portal", shop):
        if any(shop[own] in page for own in ("request", "buyer", "import", "declaration", "policy")):
            assert stranger.get(page).status_code == 404, page


def test_the_portal_never_names_the_buyers_capacity(house: Flask, desk: Desk, shop: dict[str, str]) -> None:
    desk.capacity(party_id := desk.buyer(reference="C-7"), "123456")
    assert party_id
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)

    for page in _pages("portal", shop):
        text = holder.get(page).get_data(as_text=True)
        assert "123,456" not in text, page
        assert "80,000" not in text, page


def test_the_refused_rows_come_back_as_a_file_to_be_mended(house: Flask, desk: Desk, shop: dict[str, str]) -> None:
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)

    answer = holder.get(f"/portal/receivables/{shop['import']}/refused.csv")

    lines = answer.get_data(as_text=True).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("C-1,Baker & Sons Ltd,GB,A-2,")


def test_the_command_line_tells_the_ageing(house: Flask, desk: Desk, shop: dict[str, str]) -> None:
    day = (date(2025, 3, 11) + timedelta(days=1)).isoformat()

    told = house.test_cli_runner().invoke(
        args=["receivables", "ageing", "--policy", shop["policy"], "--as-of", day, "--json"]
    )

    assert told.exit_code == 0, told.output
    assert '"label": "1-30", "amount": "800.00", "insured": "800.00"' in told.output


def test_the_command_line_lists_every_open_invoice_with_its_cover_as_of_a_day_as_known_on_a_day(
    house: Flask, desk: Desk, shop: dict[str, str]
) -> None:
    asked = ["receivables", "cover", "--policy", shop["policy"], "--as-of", "2025-03-12", "--json"]

    told = json.loads(house.test_cli_runner().invoke(args=asked).output)
    before = json.loads(house.test_cli_runner().invoke(args=[*asked, "--known-by", "2024-12-31"]).output)
    ageing = house.test_cli_runner().invoke(args=["receivables", "ageing", *asked[2:], "--known-by", "2024-12-31"])

    assert (told["total"], told["insured"], told["known_by"]) == ("800.00", "800.00", None)
    assert [(one["invoice"], one["insured"], one["reasons"]) for one in told["invoices"]] == [("A-1", "800.00", [])]
    assert (before["total"], before["invoices"], before["known_by"]) == ("0.00", [], "2024-12-31")
    assert json.loads(ageing.output)["total"] == "0.00"
    plain = house.test_cli_runner().invoke(args=asked[:-1]).output
    assert "A-1" in plain


def test_the_ledger_against_cover_is_shown_as_it_was_known_on_a_day(
    house: Flask, desk: Desk, shop: dict[str, str]
) -> None:
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    address = f"/portal/exposure/?policy={shop['policy']}&as_of=2025-03-12"

    now = holder.get(address).get_data(as_text=True)
    then = holder.get(f"{address}&known_by=2025-01-01").get_data(as_text=True)

    assert "A-1" in now
    assert "As known on" in now
    assert "Nothing that was recorded after the end of 1 Jan 2025 counts on this page." in then
    assert "Nothing is open." in then


def test_a_ledger_without_a_currency_keeps_its_recognised_columns_and_proposes_the_policys(
    house: Flask, desk: Desk, shop: dict[str, str]
) -> None:
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    address = f"/portal/receivables/upload?policy={shop['policy']}&lang=en"
    ledger = b"Customer no,Invoice,Invoice date,Due date,Amount\nQ1,I-1,2025-01-05,2025-02-05,10.50\n"
    page = holder.post(
        address,
        data=_hidden(holder, address)
        | {"file": (BytesIO(ledger), "ledger.csv"), "as_of": "2025-02-05", "currency": ""},
    ).get_data(as_text=True)
    currency = policy_facts(desk.policy).currency
    assert f'<option selected value="{currency}">' in page
    assert '<option selected value="Due date">' in page
    assert "The file names no currency" in page
    assert "I-1" in page


def test_a_ledger_without_amounts_names_what_is_missing_in_words_and_keeps_the_rest(
    house: Flask, desk: Desk, shop: dict[str, str]
) -> None:
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    address = f"/portal/receivables/upload?policy={shop['policy']}&lang=en"
    ledger = b"Customer no,Invoice,Invoice date,Due date,Wert\nQ1,I-1,2025-01-05,2025-02-05,10.50\n"
    answer = holder.post(
        address,
        data=_hidden(holder, address)
        | {"file": (BytesIO(ledger), "ledger.csv"), "as_of": "2025-02-05", "currency": "EUR"},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "No column was found for: Invoice amount." in page
    assert '<option selected value="Due date">' in page


def test_a_policyholder_asks_about_its_own_buyers_and_sees_the_limit_before_it_asks(
    house: Flask, desk: Desk, shop: dict[str, str]
) -> None:
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)

    found = holder.get("/portal/limits/new?q=baker&lang=en").get_data(as_text=True)
    page = holder.get(f"/portal/limits/new?buyer={shop['buyer']}&lang=en").get_data(as_text=True)

    assert f"buyer={shop['buyer']}" in found
    assert "1,000.00" in page
    assert "Your request" in page
    assert "Highest balance in a year" in page


def test_a_buyer_of_another_policyholder_is_not_found_and_not_counted(
    house: Flask, desk: Desk, shop: dict[str, str]
) -> None:
    other = desk.company("Fremde AG", "CH")
    desk.bound(other)
    stranger = _signed_in(house, Role.POLICYHOLDER_USER, other)

    pages = []
    for typed in ("Baker", "Zzyzx"):
        pages.append(stranger.get(f"/portal/limits/new?q={typed}&lang=en").get_data(as_text=True))
        g.pop("field_ids", None)  # these requests share one context, and ids are drawn once in each

    plain = [re.sub(r'name="(csrf_token|idempotency_key)"[^>]*|form-\d+', "", page) for page in pages]
    assert plain[0].replace("Baker", "Zzyzx") == plain[1]
    assert stranger.get(f"/portal/limits/new?buyer={shop['buyer']}").status_code == 404


def test_what_was_covered_on_a_day_is_answered_as_it_was_then_known(
    house: Flask, desk: Desk, shop: dict[str, str]
) -> None:
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    address = f"/portal/limits/{shop['request']}?lang=en&shipped=2025-02-01"

    before = holder.get(f"{address}&known=2025-01-01").get_data(as_text=True)
    after = holder.get(f"{address}&known=2025-01-02").get_data(as_text=True)
    wrong = holder.get(f"{address}&known=2025-13-02")

    assert "was covered within EUR 1,000.00" not in before
    assert "was covered within EUR 1,000.00" in after
    assert wrong.status_code == 200


def test_days_that_could_be_read_both_ways_are_shown_day_first_and_asked_about(
    house: Flask, desk: Desk, shop: dict[str, str]
) -> None:
    holder = _signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    address = f"/portal/receivables/upload?policy={shop['policy']}&lang=en"
    ledger = b"Customer no,Invoice,Invoice date,Due date,Amount,Currency\nQ1,I-1,03/04/2025,05/06/2025,10.50,EUR\n"
    answer = holder.post(
        address,
        data=_hidden(holder, address)
        | {"file": (BytesIO(ledger), "ledger.csv"), "as_of": "2025-02-05", "currency": ""},
    )
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert "3 Apr 2025" in page
    assert '<option selected value="dmy">' in page
    assert "could be read in more than one order" in page


def _hidden(client: FlaskClient, address: str) -> dict[str, str]:
    """The hidden fields of the forms of a page: the token against forged requests, the key against doubled ones."""
    fields = re.findall(r'<input[^>]*type="hidden"[^>]*>', client.get(address).get_data(as_text=True))
    named = [(re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in fields]
    return {name[1]: value[1] for name, value in named if name and value}
