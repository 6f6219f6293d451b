"""Strangers' files: what is no invoice, or made to hurt, is refused with a word; what is wrong in one is named."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from insurer.kernel.errors import InvalidInput
from tests.builders.einvoices import in_pdf, ubl
from underwriting.evidence.reading.opening import read_einvoice
from underwriting.evidence.rules.checks import due_by_terms, judged, net_days
from underwriting.evidence.terms import Judged
from underwriting.receivables.reading.limits import Limits

LAUGHS = (
    "<!DOCTYPE lolz [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {after} '{f'&{before};' * 10}'>" for before, after in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY secret SYSTEM 'file:///etc/hostname'>]>"


def _read(content: bytes) -> Judged:
    return judged(read_einvoice(content))


def _failed(found: Judged) -> set[str]:
    return {check.code for check in found.checks if not check.ok}


def test_an_invoice_is_read_with_every_value() -> None:
    found = _read(ubl(net="1000.00", tax="200.00", grand="1200.00", prepaid="200.00", payable="1000.00"))

    invoice = found.invoice
    assert (invoice.number, invoice.issued, invoice.due) == ("A-1", date(2025, 1, 10), date(2025, 3, 11))
    assert (invoice.buyer.name, invoice.buyer.country, invoice.seller.name) == ("Baker & Sons Ltd", "GB", "Muster AG")
    assert invoice.totals.grand == Decimal("1200.00")
    assert found.sound
    assert [finding.code for finding in found.findings] == ["einvoice.prepaid_in_part"]


def test_the_invoice_inside_a_pdf_is_the_same_invoice() -> None:
    alone, inside = read_einvoice(ubl()), read_einvoice(in_pdf(ubl()))

    assert (inside.container, inside.attachment) == ("pdf", "factur-x.xml")
    assert (inside.number, inside.totals) == (alone.number, alone.totals)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "einvoice.file.empty"),
        (b"number;amount\n1;2\n", "einvoice.file.not_an_invoice"),
        (b"PK\x03\x04whatever", "einvoice.file.not_an_invoice"),
        (b"<Invoice", "einvoice.file.not_well_formed"),
        (b"<html><body/></html>", "einvoice.file.unknown_root"),
        (b"%PDF-1.7 nothing", "einvoice.file.damaged"),
        (in_pdf(b"<a/>"), "einvoice.file.pdf_without_invoice"),
        (ubl(head=LAUGHS), "einvoice.file.document_type"),
        (ubl(head=OUTSIDE), "einvoice.file.document_type"),
        (ubl(number="&secret;", head=OUTSIDE), "einvoice.file.document_type"),
        (ubl().replace(b"A-1", b"<x>" * 120 + b"</x>" * 120), "einvoice.file.too_many_elements"),
        (ubl(number=""), "einvoice.missing"),
        (ubl(buyer=""), "einvoice.missing"),
        (ubl(payable="12,50"), "einvoice.not_an_amount"),
        (ubl(payable="NaN"), "einvoice.not_an_amount"),
        (ubl(issued="10.01.2025"), "einvoice.not_a_day"),
        (ubl(issued="2025-02-30"), "einvoice.not_a_day"),
        (ubl(currency="EUX"), "input.unknown_currency"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_sound_invoice_is_refused_with_a_word(content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_einvoice(content)
    assert refused.value.code == code


def test_a_file_larger_than_an_invoice_is_refused_unopened() -> None:
    with pytest.raises(InvalidInput) as refused:
        read_einvoice(ubl(), Limits(text_bytes=100, memory_bytes=768 * 2**20))
    assert refused.value.code == "einvoice.file.too_large"


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        ({"net": "1000.00", "grand": "1000.01"}, "BR-CO-15"),
        ({"payable": "999.99"}, "BR-CO-16"),
        ({"net": "1000.00", "tax": "202.00", "grand": "1202.00", "payable": "1202.00"}, "BR-CO-17"),
        ({"due": "2025-01-09"}, "DUE-ISSUED"),
        ({"due": "2025-02-10", "terms": "30 days net"}, "DUE-TERMS"),
        ({"due": ""}, "BR-CO-25"),
        ({"net": "1000.001", "grand": "1000.001", "payable": "1000.001"}, "BR-DEC"),
    ],
)
def test_one_wrong_figure_is_found_by_its_rule(spoilt: dict[str, str], code: str) -> None:
    assert code in _failed(_read(ubl(**spoilt)))


def test_a_missing_due_date_is_worked_out_from_the_terms_or_said_to_be_missing() -> None:
    by_terms, none = _read(ubl(due="", terms="Net 30 days")), _read(ubl(due=""))

    assert due_by_terms(by_terms.invoice) == date(2025, 2, 9)
    assert [finding.code for finding in by_terms.findings] == ["einvoice.due_by_terms_only"]
    assert [finding.code for finding in none.findings] == ["einvoice.due_date_missing"]


@pytest.mark.parametrize(
    ("terms", "days"),
    [
        ("30 days net", 30),
        ("Net 30", 30),
        ("Zahlbar innerhalb 14 Tagen", 14),
        ("付款期限为60天", 60),
        ("Payment within 10 days, 2% discount", None),
        ("#SKONTO#TAGE=7#PROZENT=2.00#\n#SKONTO#TAGE=30#PROZENT=0.00#", 30),
        ("Zahlbar sofort ohne Abzug.", 0),
        ("as agreed", None),
        ("30 days net\n60 days net", None),
    ],
)
def test_terms_in_words_give_days_only_where_they_are_plain(terms: str, days: int | None) -> None:
    assert net_days(terms) == days


def test_the_command_line_says_what_an_invoice_states_and_writes_nothing(in_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "invoice.xml"
    file.write_bytes(ubl(net="1000.00", tax="200.00", grand="1200.00", payable="1200.00"))

    told = in_app.test_cli_runner().invoke(args=["receivables", "einvoice", str(file), "--json"])

    answer = json.loads(told.output)
    assert told.exit_code == 0
    assert (answer["number"], answer["issue_date"], answer["due_date"]) == ("A-1", "2025-01-10", "2025-03-11")
    assert (answer["tax_total"], answer["grand_total"], answer["payable"]) == ("200.00", "1200.00", "1200.00")
    assert all(check["ok"] for check in answer["checks"])
    assert in_app.test_cli_runner().invoke(args=["receivables", "einvoice", str(file)]).exit_code == 0


def test_the_command_line_refuses_with_two_and_a_word(in_app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "invoice.pdf"
    file.write_bytes(b"nothing of the kind")

    told = in_app.test_cli_runner().invoke(args=["receivables", "einvoice", str(file), "--json"])

    assert told.exit_code == 2
    assert json.loads(told.output)["refused"] == "einvoice.file.not_an_invoice"
