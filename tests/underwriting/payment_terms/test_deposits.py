"""Deposits and prepayments: of 100,000 with a deposit of 30,000 there are 70,000 insured; the prepaid is no credit."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.kernel.ids import DeclarationId
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.browser import signed_in
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, csv
from underwriting.payment_terms.queries import paid_before, suggestion_for
from underwriting.payment_terms.rules import suggested
from underwriting.payment_terms.terms import TermsKind
from underwriting.public import (
    DecisionReason,
    buyers_by_reference,
    change_limit,
    declaration_of,
    declare_month,
    exposure_summary,
    import_ledger,
)

FEBRUARY = date(2025, 2, 5)
HEADERS = ("Customer", "Name", "Country", "Invoice", "Invoice date", "Due date", "Amount", "Currency", "Deposit")
BAKER = ("C-1", "Baker & Sons Ltd", "GB")


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A buyer with a limit of 80,000: an invoice with a deposit, one prepaid in full, one without."""
    desk.capacity(buyer := desk.buyer(), "1000000")
    desk.limit(buyer, "50000")
    change_limit(desk.senior, desk.policy, buyer, amount=eur("80000"), reason=DecisionReason.BETTER_STANDING)
    rows = [
        (*BAKER, "A-1", "2025-01-10", "2025-03-11", "100000.00", "EUR", "30000.00"),
        (*BAKER, "A-2", "2025-01-11", "2025-03-12", "50000.00", "EUR", "50000.00"),
        (*BAKER, "A-3", "2025-01-12", "2025-03-13", "4000.00", "EUR", "0.00"),
    ]
    desk.on(FEBRUARY)
    import_ledger(desk.customer, desk.policy, content=csv(rows, HEADERS), filename="ledger.csv")
    return desk


def test_of_100k_with_a_deposit_of_30k_there_are_70k_insured_and_of_a_prepaid_invoice_nothing(office: Desk) -> None:
    found = {one.number: one for one in paid_before(office.policy, FEBRUARY)}

    assert (found["A-1"].outstanding, found["A-1"].insured) == (eur("70000"), eur("70000"))
    assert (found["A-2"].outstanding, found["A-2"].insured, found["A-2"].prepaid) == (eur("0"), eur("0"), True)
    assert set(found) == {"A-1", "A-2"}
    assert exposure_summary(office.policy, FEBRUARY).open == eur("74000")


def test_a_prepaid_invoice_is_not_declared_and_bears_no_premium(office: Desk) -> None:
    declared = declaration_of(DeclarationId(declare_month(office.customer, office.policy, date(2025, 1, 31))))

    assert (declared.turnover, declared.invoices) == (eur("104000"), 2)


@pytest.mark.parametrize(
    ("settled", "late", "kind"),
    [
        (0, 0, TermsKind.IN_ADVANCE),
        (2, 0, TermsKind.DEPOSIT_BALANCE),
        (3, 1, TermsKind.OPEN_ACCOUNT),
        (3, 2, TermsKind.DEPOSIT_BALANCE),
    ],
)
def test_new_customers_pay_in_advance_and_known_ones_on_open_account(settled: int, late: int, kind: TermsKind) -> None:
    assert suggested(settled, late).kind is kind


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_sides_see_what_was_paid_before(house: Flask, office: Desk, language: str) -> None:
    policy, buyer = policy_facts(office.policy).number, buyers_by_reference(office.policy)["C-1"]
    assert suggestion_for(office.policy, buyer, FEBRUARY).kind is TermsKind.IN_ADVANCE
    public_id = party(buyer).public_id
    holder = signed_in(house, Role.POLICYHOLDER_READER, office.policyholder)
    underwriter = signed_in(house, Role.SENIOR_UNDERWRITER)
    db.session.remove()

    for client, side in ((holder, "portal"), (underwriter, "desk")):
        page = client.get(f"/{side}/payment-terms/deposits?policy={policy}&lang={language}")
        assert page.status_code == 200
        assert "70,000.00" in page.get_data(as_text=True)
        assert client.get(f"/{side}/payment-terms/{public_id}?policy={policy}&lang={language}").status_code == 200
