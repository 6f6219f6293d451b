"""The schedule and the notes on paper, and policies from the command line."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
from flask import Flask
from pypdf import PdfReader

from insurer.infra.documents.press import pdf_available
from insurer.kernel.ids import PartyId
from policies.billing.documents import note_html, note_pdf
from policies.contracts.rules import reading
from policies.contracts.rules.catalogue import CATALOGUE, read_term
from policies.contracts.rules.written import from_text, is_compound, to_text
from policies.issuance.documents import schedule_html, schedule_pdf
from policies.public import endorse_policy, policy_facts
from tests.builders.policies import Office


@pytest.mark.skipif(pdf_available() is not None, reason="PDF output is off: pango is missing")
@pytest.mark.parametrize(("lang", "title"), [("en", "Policy schedule"), ("zh", "保险单明细表")])
def test_the_schedule_names_every_article_in_the_language_asked_for(
    office: Office, policyholder: PartyId, lang: str, title: str
):
    policy = policy_facts(office.bound(policyholder))

    pages = PdfReader(io.BytesIO(schedule_pdf(policy, office.clock.now(), lang))).pages
    said = " ".join(re.sub(r"\s+", " ", page.extract_text()) for page in pages)

    assert title in said
    for part in ("PO-2025-000001", "DN-2025-000004", "8,820.00", *(spec.article for spec in CATALOGUE.values())):
        assert part in said


@pytest.mark.skipif(pdf_available() is not None, reason="PDF output is off: pango is missing")
def test_a_debit_note_fits_one_page_with_its_working(office: Office, policyholder: PartyId):
    office.bound(policyholder)

    pages = PdfReader(io.BytesIO(note_pdf("DN-2025-000001", "en"))).pages

    assert len(pages) == 1
    for part in ("EUR 8,820.00", "EUR 42,000.00", "Deposit premium", "16 Jan 2025"):
        assert part in re.sub(r"\s+", " ", pages[0].extract_text())


def test_a_schedule_printed_again_says_what_was_known_when_it_was_issued(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    issued = office.clock.now()
    before = schedule_html(policy_facts(policy), issued)
    office.on(date(2025, 6, 1))
    endorse_policy(
        office.underwriter, policy, terms={"notice_days": 14}, valid_from=date(2025, 7, 1), reason="Shorter notice"
    )

    assert schedule_html(policy_facts(policy), issued) == before
    assert "from 1 Jul 2025: 14 days" in schedule_html(policy_facts(policy), office.clock.now())


def test_the_commission_is_not_on_the_policyholders_note(office: Office, policyholder: PartyId):
    office.bound(policyholder, commission_rate="0.15")

    assert "commission" not in note_html("DN-2025-000001", "en").lower()


def test_policies_are_listed_and_shown_from_the_command_line(house: Flask, office: Office, policyholder: PartyId):
    office.bound(policyholder)
    office.draft(policyholder)
    run = house.test_cli_runner().invoke

    listed = json.loads(run(args=["policies", "list", "--json"]).output)
    assert listed[0] == {
        "number": "PO-2025-000001",
        "policyholder": "Nordwind Trading GmbH",
        "currency": "EUR",
        "period": {"from": "2025-01-01", "to": "2025-12-31"},
        "status": "bound",
    }
    assert len(json.loads(run(args=["policies", "list", "--json", "--state", "draft"]).output)) == 1
    shown = json.loads(run(args=["policies", "show", "PO-2025-000001", "--json"]).output)
    assert shown["premium"]["written"] == "33600.00"
    assert len(shown["terms"]) == len(CATALOGUE)
    assert "保险单" not in run(args=["policies", "show", "PO-2025-000001"]).output
    assert "赔偿比例" in run(args=["policies", "show", "PO-2025-000001", "--lang", "zh"]).output


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("countries", "*, -BY, -RU"),
        ("countries", "DE, FR"),
        ("maximum_liability", "500,000.00"),
        ("maximum_liability", "20x"),
        ("maximum_liability", "20.5x minimum"),
        ("minimum_premium", "80%"),
        ("deposit_premium", "12,000.00"),
        ("premium_rates", "0.35%\n0.5% class=B method=OA days=60"),
        ("insured_percentage_by_cause", "repudiation 80%, transfer 95%"),
        ("bonus_malus", "30% 0.9\nabove 1.2"),
    ],
)
def test_a_compound_term_reads_as_it_is_written(key: str, text: str):
    reader = CATALOGUE[key].reader

    assert is_compound(reader)
    assert to_text(read_term(key, from_text(reader, text, key), "EUR")[1]) == text


def test_a_simple_term_has_no_written_form():
    assert not is_compound(reading.days)
