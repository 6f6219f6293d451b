"""R06 and I12, I13: an indemnity goes to the account its approval names, or a second person agrees to another."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from claims.cases.queries import claim_facts
from claims.cases.states import ClaimState
from claims.indemnity import services as paying
from claims.indemnity.documents import payment_html
from claims.indemnity.queries import payment_of
from claims.indemnity.services import approve_claim, pay_claim, put_claim_forward
from claims.payments.queries import assignee_name, paid_to
from claims.payments.services import SETTLEMENT, agree_to_payment, put_payment_forward, use_release
from insurer.accounts.facts import Role
from insurer.accounts.public import standing_matter
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Conflict, NotAllowed, Refusal
from insurer.kernel.ids import ClaimId, PartyId, PersonId
from insurer.kernel.money import Money
from policies.assignments.services import record_assignment
from policies.bank_details.models import BankDetail, Payout
from policies.bank_details.queries import standing_detail
from policies.bank_details.services import verify_bank_detail
from policies.facts import PaymentAuthority
from policies.payment_authority.services import set_payment_authority
from tests.builders.claims import Department
from tests.builders.payments import CHECKER, OTHER_ACCOUNT, entered_account, someone, verified_account
from tests.builders.policies import eur
from tests.claims.indemnity.test_races import at_once

CLAIM_DAY = date(2025, 5, 5)


@pytest.fixture
def approved(department: Department) -> ClaimId:
    claim = department.assessed()
    department.approve(claim)
    return claim


def _paid_to() -> list[str]:
    return [
        detail.masked
        for _payout, detail in db.session.query(Payout, BankDetail).join(BankDetail, BankDetail.id == Payout.detail_id)
    ]


def _changed(department: Department) -> None:
    verified_account(department.policyholder, department.clock.now(), OTHER_ACCOUNT)


def test_a_payment_goes_to_the_account_that_the_approval_names(department: Department, approved: ClaimId):
    department.pay(approved)

    assert _paid_to() == ["DE89 •••• 3000"]


def test_t06_an_account_changed_after_the_approval_voids_it_until_another_agrees(
    department: Department, approved: ClaimId
):
    _changed(department)
    with pytest.raises(Conflict, match=r"claims\.payee_changed"):
        department.pay(approved)
    put_payment_forward(department.act("payer"), approved, reason="The company has changed its bank.")
    for who, code in (("payer", "same_person"), ("adjuster", "same_person")):
        act = someone(department.act(who).actor.person, Role.CLAIMS_MANAGER, at=department.clock.now())  # type: ignore[arg-type]
        with pytest.raises(NotAllowed, match=code):
            agree_to_payment(act, approved)
    agree_to_payment(department.act("manager"), approved)
    with pytest.raises(Conflict, match=r"bank_details\.cooling"):
        department.pay(approved)

    department.on(CLAIM_DAY + timedelta(days=3)).pay(approved)

    assert _paid_to() == ["GB29 •••• 6819"]
    assert claim_facts(approved).state is ClaimState.PAID


def test_an_account_changed_between_putting_forward_and_approving_stops_the_approval(department: Department):
    claim = department.assessed()
    _changed(department)
    with pytest.raises(Conflict, match=r"approval\.content_changed"):
        department.approve(claim)

    put_claim_forward(department.act("adjuster"), claim)
    approve_claim(department.act("manager"), claim)

    assert claim_facts(claim).state is ClaimState.APPROVED


def test_nobody_pays_to_an_account_that_they_verified(department: Department, approved: ClaimId):
    verifier = someone(CHECKER, Role.PREMIUM_OFFICER, at=department.clock.now())

    with pytest.raises(NotAllowed, match="payer_verified"):
        pay_claim(verifier, approved, paid_on=CLAIM_DAY)


def _assigned(department: Department, buyers: list[PartyId] | None = None) -> PartyId:
    """A bank to which claim payments of the policy are assigned from now on."""
    office = department.office
    bank = office.company("Harbour Bank plc", "GB")
    office.on(department.clock.now().date())
    record_assignment(
        office.underwriter, department.policy, payee=bank, reference="AS-7", buyers=buyers, first=CLAIM_DAY, last=None
    )
    return bank


def test_an_assigned_indemnity_goes_to_the_assignees_own_account(department: Department):
    claim = department.assessed()
    bank = _assigned(department, [department.buyer])
    verified_account(bank, department.clock.now(), OTHER_ACCOUNT)
    with pytest.raises(Conflict, match=r"approval\.content_changed"):
        department.approve(claim)
    put_claim_forward(department.act("adjuster"), claim)
    approve_claim(department.act("manager"), claim)
    matter = standing_matter(SETTLEMENT, f"claim:{claim_facts(claim).number}")
    assert matter is not None
    assert (matter.text("assignee"), matter.text("assignment")) == ("Harbour Bank plc", "AS-7")

    department.on(CLAIM_DAY + timedelta(days=3)).pay(claim)

    facts = claim_facts(claim)
    assert _paid_to() == ["GB29 •••• 6819"]
    assert paid_to(facts) == bank
    assert assignee_name(facts, "en") == "Harbour Bank plc"
    advice = payment_html(payment_of(claim).number, "en")  # type: ignore[union-attr]
    assert "the money went to Harbour Bank plc" in advice


def test_an_assignee_without_a_verified_account_is_not_paid_and_nobody_in_its_place(
    department: Department, approved: ClaimId
):
    bank = _assigned(department)
    for attempt in (
        lambda: department.pay(approved),
        lambda: put_payment_forward(department.act("payer"), approved, reason="Assigned since the approval."),
    ):
        with pytest.raises(Conflict, match=r"claims\.assignee_without_account"):
            attempt()

    verified_account(bank, department.clock.now(), OTHER_ACCOUNT)
    with pytest.raises(Conflict, match=r"claims\.payee_changed"):
        department.pay(approved)
    put_payment_forward(department.act("payer"), approved, reason="Assigned since the approval.")
    agree_to_payment(department.act("manager"), approved)
    department.on(CLAIM_DAY + timedelta(days=3)).pay(approved)

    assert _paid_to() == ["GB29 •••• 6819"]


def test_an_assignment_of_another_buyers_payments_changes_nothing(department: Department, approved: ClaimId):
    _assigned(department, [department.office.company("Elm Ltd", "GB")])

    department.pay(approved)

    assert _paid_to() == ["DE89 •••• 3000"]
    assert assignee_name(claim_facts(approved), "en") == ""


def test_while_the_approval_stands_no_second_one_is_asked_for(department: Department, approved: ClaimId):
    with pytest.raises(Conflict, match="payment_approved_already"):
        put_payment_forward(department.act("payer"), approved)
    department.pay(approved)
    with pytest.raises(Conflict, match=r"lifecycle\.out_of_turn"):
        put_payment_forward(department.act("payer"), approved)


@pytest.mark.parametrize(("bound", "stops"), [("9000.01", False), ("9000.00", False), ("8999.99", True)])
@pytest.mark.parametrize("act", ["settle", "pay"])
def test_the_authority_over_payments_is_inclusive_to_the_cent(
    department: Department, act: str, bound: str, stops: bool
):
    claim = department.assessed()
    role = Role.CLAIMS_MANAGER if act == "settle" else Role.PREMIUM_OFFICER
    most, nothing = eur(bound), eur("0")
    term = PaymentAuthority(
        role=role.value,
        settle_up_to=most if act == "settle" else nothing,
        pay_up_to=most if act == "pay" else nothing,
        refund_up_to=nothing,
        third_person_above=eur("1000"),
    )
    set_payment_authority(house_act(), term, valid_from=CLAIM_DAY)
    if act == "pay":
        department.approve(claim)

    with pytest.raises(NotAllowed, match=f"{act}_exceeded") if stops else nullcontext():
        department.approve(claim) if act == "settle" else department.pay(claim)


def test_above_the_claims_managers_authority_the_manager_agrees(department: Department):
    claim = department.assessed("60000")
    little = Money.of("100", "EUR")
    term = PaymentAuthority(
        role="claims_manager",
        settle_up_to=little,
        pay_up_to=little,
        refund_up_to=little,
        third_person_above=little,
    )
    set_payment_authority(house_act(), term, valid_from=CLAIM_DAY)
    with pytest.raises(NotAllowed, match="settle_exceeded"):
        department.approve(claim)

    approve_claim(someone(PersonId(94), Role.MANAGER, at=department.clock.now()), claim)

    assert claim_facts(claim).state is ClaimState.APPROVED


def _pay_and_verify(house: Flask, department: Department, claim: ClaimId) -> list[object]:
    entered_account(department.policyholder, department.clock.now(), OTHER_ACCOUNT)
    payer = department.act("payer")
    verifier = someone(CHECKER, Role.COLLECTIONS_OFFICER, at=department.clock.now())
    return at_once(
        house,
        [
            lambda: pay_claim(payer, claim, paid_on=CLAIM_DAY),
            lambda: verify_bank_detail(verifier, department.policyholder),
        ],
    )


def test_r06_a_payment_and_a_change_of_account_at_once_never_pay_to_an_account_nobody_agreed_to(
    house: Flask, department: Department, approved: ClaimId
):
    answers = _pay_and_verify(house, department, approved)

    paid = isinstance(answers[0], str)
    assert answers[1] is None
    assert paid or isinstance(answers[0], Refusal)
    assert _paid_to() == (["DE89 •••• 3000"] if paid else [])
    assert standing_detail(department.policyholder).masked == "GB29 •••• 6819"  # type: ignore[union-attr]


def test_r06_without_the_lock_the_old_account_is_paid_though_another_stands(
    house: Flask, department: Department, approved: ClaimId, monkeypatch: Any
):
    """The control: the payer looks at the account, lets go of it, and pays when another has been verified already."""
    turn = Barrier(2)

    def look_then_let_go(act: Any, claim: Any, assessment: Any) -> None:
        use_release(act, claim, assessment)
        db.session.commit()
        turn.wait(30)
        turn.wait(30)

    monkeypatch.setattr(paying, "use_release", look_then_let_go)
    monkeypatch.setattr(paying, "pay_out", lambda *_args, **_named: None)
    entered_account(department.policyholder, department.clock.now(), OTHER_ACCOUNT)
    payer = department.act("payer")
    verifier = someone(CHECKER, Role.COLLECTIONS_OFFICER, at=department.clock.now())

    def verify() -> None:
        turn.wait(30)
        verify_bank_detail(verifier, department.policyholder)
        turn.wait(30)

    answers = at_once(house, [lambda: pay_claim(payer, approved, paid_on=CLAIM_DAY), verify])

    assert isinstance(answers[0], str)
    assert standing_detail(department.policyholder).masked == "GB29 •••• 6819"  # type: ignore[union-attr]
