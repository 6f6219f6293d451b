"""Every published sample of an e-invoice reads with the totals it states, or is flagged for a named reason."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from underwriting.evidence.reading.cii import read_cii
from underwriting.evidence.reading.documents import opened_document
from underwriting.evidence.reading.opening import EINVOICE_LIMITS, read_einvoice
from underwriting.evidence.reading.ubl import read_ubl
from underwriting.evidence.rules.checks import judged
from underwriting.evidence.rules.understanding import understood
from underwriting.evidence.terms import Judged, Totals

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "einvoice_samples"
FLAGGED = {
    "CII_business_example_02.xml": {"DUE-ISSUED"},
    "XRechnung-O.xml": {"DUE-ISSUED"},
    "standard__01.20a-INVOICE_ubl.xml": {"DUE-TERMS"},
    "standard__01.20a-INVOICE_uncefact.xml": {"DUE-TERMS"},
}
"""The samples whose own text contradicts itself: due before the issue, or due on a day and `at once`."""
WITHOUT_A_DUE_DATE = {
    "extension__04.04a-INVOICE_ubl.xml",
    "standard__01.06a-INVOICE_ubl.xml",
    "standard__01.06a-INVOICE_uncefact.xml",
}
"""Neither a due date nor terms that say how many days: the words leave the days out, or name a day in prose."""
TOTALS = {
    "PayableAmount": "payable",
    "DuePayableAmount": "payable",
    "TaxInclusiveAmount": "grand",
    "GrandTotalAmount": "grand",
    "PrepaidAmount": "prepaid",
    "TotalPrepaidAmount": "prepaid",
}
_ONE = re.compile(r"\{[^}]*\}")


def _files() -> list[Path]:
    if not SAMPLES.is_dir():
        pytest.skip("the samples of e-invoices are not here")
    return sorted(path for path in SAMPLES.rglob("*") if path.suffix.lower() == ".xml")


def _judged(path: Path) -> Judged:
    """Read within this process: the walls are tested by themselves, and ninety processes take their time."""
    document = opened_document(path.read_bytes(), EINVOICE_LIMITS)
    read = read_cii if document.syntax == "cii" else read_ubl
    plain = {"syntax": document.syntax, "container": document.container, "attachment": "", **read(document.root)}
    return judged(understood(plain))


def _sums(totals: Totals, names: tuple[str, ...]) -> list[Decimal]:
    return [getattr(totals, name) or Decimal(0) for name in names]


def test_every_sample_reads_with_the_totals_that_it_states() -> None:
    for path in _files():
        totals = _judged(path).invoice.totals
        root = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        stated = {}
        for total in root.iter("{*}LegalMonetaryTotal", "{*}SpecifiedTradeSettlementHeaderMonetarySummation"):
            for element in total.iterchildren("*"):
                name = TOTALS.get(_ONE.sub("", element.tag))
                if name:
                    stated[name] = Decimal(element.text.strip())
        assert stated["payable"] == totals.payable, path.name
        assert stated["grand"] == totals.grand, path.name
        assert stated.get("prepaid") == totals.prepaid, path.name


def test_every_figure_of_a_sample_agrees_or_is_flagged_for_a_named_reason() -> None:
    wrong = {}
    for path in _files():
        found = {check.code for check in _judged(path).checks if not check.ok}
        if found:
            wrong[path.name] = found
    assert wrong == FLAGGED


def test_what_the_samples_leave_out_is_said() -> None:
    said: Counter[str] = Counter()
    without = set()
    for path in _files():
        codes = [finding.code for finding in _judged(path).findings]
        said.update(codes)
        if "einvoice.due_date_missing" in codes:
            without.add(path.name)
    assert without == WITHOUT_A_DUE_DATE
    assert said == {
        "einvoice.due_by_terms_only": 27,
        "einvoice.prepaid_in_part": 10,
        "einvoice.credit_note": 4,
        "einvoice.due_date_missing": 3,
        "einvoice.nothing_payable": 1,
    }


def test_the_same_business_case_in_both_syntaxes_is_the_same_invoice() -> None:
    pairs = 0
    for path in _files():
        other = path.with_name(path.name.replace("_ubl.xml", "_uncefact.xml"))
        if other == path or not other.exists():
            continue
        one, two = _judged(path).invoice, _judged(other).invoice
        same = ("number", "issued", "due", "currency", "type_code")
        assert [getattr(one, name) for name in same] == [getattr(two, name) for name in same], path.name
        sums = ("line", "tax_basis", "tax", "grand", "prepaid", "payable")  # one leaves out what the other says is 0.00
        assert _sums(one.totals, sums) == _sums(two.totals, sums), path.name
        assert (one.seller.name, one.buyer.name) == (two.seller.name, two.buyer.name), path.name
        pairs += 1
    assert pairs == 21


def test_a_sample_reads_the_same_behind_the_walls() -> None:
    for path in _files()[:2]:
        assert read_einvoice(path.read_bytes()) == _judged(path).invoice
