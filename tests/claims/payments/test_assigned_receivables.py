"""An indemnity for invoices that were assigned to a factor names the factor, and goes to its own account only."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from claims.cases.queries import claim_facts
from claims.indemnity.documents import payment_html
from claims.indemnity.queries import payee_of, payment_of
from claims.indemnity.services import approve_claim, put_claim_forward
from claims.payments.queries import assignee_name
from claims.payments.services import SETTLEMENT
from insurer.accounts.public import standing_matter
from insurer.infra.db import db
from insurer.kernel.errors import Conflict
from insurer.kernel.ids import ClaimId, PartyId, ReceivableId
from policies.assignments.services import record_assignment
from policies.bank_details.models import BankDetail, Payout
from tests.builders.claims import SHIPPED, Department
from tests.builders.payments import OTHER_ACCOUNT, verified_account
from underwriting.factoring.queries import assigned_numbered
from underwriting.factoring.services import assign_receivables, take_back_receivable
from underwriting.factoring.terms import AssignmentEntry

CLAIM_DAY = date(2025, 5, 5)


def _factored(
    department: Department, *invoices: ReceivableId, name: str = "Harbour Factors plc"
) -> tuple[str, PartyId]:
    entry = AssignmentEntry(
        assignee=name, country="GB", agreement="F-1", recourse=False, assigned_on=CLAIM_DAY, notified_on=CLAIM_DAY,
        registration="", registered_at=None, receivables=invoices,
    )  # fmt: skip
    number = assign_receivables(department.act("policyholder"), department.policy, entry)
    return number, assigned_numbered(number)[0].assignee


def _invoices(claim: ClaimId) -> list[ReceivableId]:
    return [one.receivable for one in claim_facts(claim).invoices]


def _paid_to() -> list[str]:
    return [
        detail.masked
        for _payout, detail in db.session.query(Payout, BankDetail).join(BankDetail, BankDetail.id == Payout.detail_id)
    ]


def test_the_payment_of_a_claim_on_assigned_invoices_names_the_assignee(department: Department) -> None:
    claim = department.assessed()
    number, factor = _factored(department, *_invoices(claim))
    verified_account(factor, department.clock.now(), OTHER_ACCOUNT)
    with pytest.raises(Conflict, match=r"approval\.content_changed"):
        department.approve(claim)
    put_claim_forward(department.act("adjuster"), claim)
    approve_claim(department.act("manager"), claim)
    matter = standing_matter(SETTLEMENT, f"claim:{claim_facts(claim).number}")
    assert matter is not None
    assert (matter.text("assignee"), matter.text("assignment")) == ("Harbour Factors plc", number)

    department.on(CLAIM_DAY + timedelta(days=3)).pay(claim)

    facts = claim_facts(claim)
    assert _paid_to() == ["GB29 •••• 6819"]
    assert assignee_name(facts, "en") == "Harbour Factors plc"
    assert "Harbour Factors plc" in payment_html(payment_of(claim).number, "en")  # type: ignore[union-attr]


def test_a_factor_without_an_account_is_not_paid_and_nobody_in_its_place(department: Department) -> None:
    claim = department.assessed()
    department.approve(claim)
    _factored(department, *_invoices(claim))

    with pytest.raises(Conflict, match=r"claims\.assignee_without_account"):
        department.pay(claim)


def test_invoices_of_several_owners_are_not_paid_in_one_until_they_belong_to_one(department: Department) -> None:
    department.on(SHIPPED)
    invoices = [department.invoice("A-1", "4000"), department.invoice("A-2", "5000")]
    department.on(date(2025, 3, 10)).notify(*invoices)
    claim = department.on(CLAIM_DAY).file()
    department.assess(claim)
    department.put_forward(claim)
    department.approve(claim)
    number, _factor = _factored(department, invoices[0])

    with pytest.raises(Conflict, match=r"claims\.invoices_assigned_apart"):
        department.pay(claim)

    take_back_receivable(department.act("policyholder"), number, invoices[0], day=CLAIM_DAY, reason="bought back")
    assert payee_of(claim_facts(claim), CLAIM_DAY).party == department.policyholder
    department.pay(claim)
    assert _paid_to() == ["DE89 •••• 3000"]


def test_claim_payments_assigned_to_one_and_invoices_to_another_are_not_paid(department: Department) -> None:
    claim = department.assessed()
    department.approve(claim)
    bank = department.office.company("Harbour Bank plc", "GB")
    department.office.on(CLAIM_DAY)
    record_assignment(
        department.office.underwriter, department.policy, payee=bank, reference="AS-7", buyers=None, first=CLAIM_DAY,
        last=None,
    )  # fmt: skip
    _factored(department, *_invoices(claim))

    with pytest.raises(Conflict, match=r"claims\.invoices_assigned_apart"):
        department.pay(claim)
