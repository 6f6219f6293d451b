"""Assessing, approving, paying: four eyes, one payment, never beyond the maximum liability."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest

from claims.cases.queries import claim_facts
from claims.cases.states import ClaimState
from claims.indemnity.models import ClaimPayment
from claims.indemnity.queries import (
    assessment_of,
    assessments_of,
    kept_basis,
    kept_result,
    payment_of,
    rerun,
    standing_use,
    used_up,
)
from claims.indemnity.services import (
    approve_claim,
    assess_claim,
    close_claim,
    pay_claim,
    put_claim_forward,
    reopen_claim,
    return_claim,
)
from insurer.infra.db import db
from insurer.infra.ledger import Account, trial_balance, trial_balance_difference
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, OutOfTurn
from policies.public import unpaid_premium
from tests.builders.claims import SHIPPED, Department
from tests.builders.policies import eur

CLAIM_DAY = date(2025, 5, 5)


def _balances(day: date = CLAIM_DAY) -> dict[Account, int]:
    return {row.account: row.balance.minor for row in trial_balance(day)}


def test_the_assessment_is_the_calculation_on_the_real_account(department: Department):
    claim = department.claimed("10000")

    department.assess(claim)

    kept = assessment_of(claim)
    assert (kept.indemnity, kept.payable) == (eur("9000"), eur("9000"))
    assert kept_result(kept) == kept_basis(kept).worked()
    assert claim_facts(claim).state is ClaimState.ASSESSED
    codes = [line.code for line in kept_result(kept).working.lines]
    assert codes[-1] == "indemnity.payable"
    assert "indemnity.insured_share" in codes


def test_receipts_before_the_loss_lessen_it_and_later_ones_do_not(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 3, 10)).notify(receivable)
    claim = department.on(CLAIM_DAY).file()
    department.receipt(receivable, "1000", date(2025, 4, 1))
    department.receipt(receivable, "4000", date(2025, 5, 4))

    department.assess(claim)

    assert assessment_of(claim).indemnity == eur("8100")


def test_invoices_that_are_not_claimed_take_their_room_of_the_limit(department: Department):
    department.on(SHIPPED).invoice("OLD", "60000", shipped=date(2025, 1, 20), term=100)
    claim = department.claimed("60000")

    department.assess(claim)

    result = kept_result(assessment_of(claim))
    assert [invoice.number for invoice in result.invoices] == ["A-1"]
    assert (result.insured_loss, result.over_limit) == (eur("40000"), eur("20000"))
    assert assessment_of(claim).indemnity == eur("36000")


def test_a_late_notice_lowers_what_is_paid_by_what_a_person_decides(department: Department):
    claim = department.claimed("10000")

    department.assess(claim, late_reduction="0.20")

    assert assessment_of(claim).indemnity == eur("7200")
    with pytest.raises(InvalidInput, match=r"input\.not_a_share"):
        assess_claim(department.act("adjuster"), claim, late_reduction=Decimal("1.01"))


def test_premium_due_and_unpaid_is_set_off_when_the_claim_is_paid(house, clock):
    department = Department.open(clock, premium_due_days=14, instalments=1)
    department.limit()
    claim = department.assessed("60000")
    owed = unpaid_premium(department.policy, CLAIM_DAY)
    assert assessment_of(claim).payable == eur("54000") - owed
    department.approve(claim)

    department.pay(claim)

    payment = payment_of(claim)
    assert owed.minor > 0
    assert (payment.set_off, payment.paid) == (owed, eur("54000") - owed)
    assert not unpaid_premium(department.policy, CLAIM_DAY)
    assert _balances()[Account.PREMIUM_RECEIVABLE] == 0
    assert all(not difference for difference in trial_balance_difference(trial_balance(CLAIM_DAY)).values())


def test_a_second_person_approves_and_the_books_balance(department: Department):
    claim = department.assessed()

    department.approve(claim)

    assert claim_facts(claim).state is ClaimState.APPROVED
    assert claim_facts(claim).decided_on == CLAIM_DAY
    balances = _balances()
    assert (balances[Account.CLAIMS_INCURRED], balances[Account.CLAIMS_PAYABLE]) == (900000, -900000)
    assert used_up(department.policy, "EUR") == (eur("9000"), eur("0"))


def test_the_examiner_does_not_approve_under_a_second_login_either(department: Department):
    claim = department.claimed()
    for login in ("boss", "boss.second"):
        act = department.act("manager", login=login)
        assess_claim(act, claim) if login == "boss" else put_claim_forward(act, claim)

    with pytest.raises(NotAllowed, match=r"approval\.same_person"):
        approve_claim(department.act("manager", login="boss.third"), claim)
    assert claim_facts(claim).state is ClaimState.ASSESSED


def test_nobody_approves_what_they_examined_though_another_put_it_forward(department: Department):
    claim = department.claimed()
    assess_claim(department.act("manager"), claim)
    put_claim_forward(department.act("adjuster"), claim)

    with pytest.raises(NotAllowed, match=r"approval\.same_person"):
        department.approve(claim)


def test_what_was_not_put_forward_cannot_be_approved(department: Department):
    claim = department.claimed()
    department.assess(claim)

    with pytest.raises(Conflict, match=r"approval\.nothing_put_forward"):
        department.approve(claim)


def test_a_new_assessment_voids_what_was_put_forward(department: Department):
    claim = department.assessed()
    department.assess(claim, late_reduction="0.10")

    with pytest.raises(Conflict, match=r"approval\.nothing_put_forward"):
        department.approve(claim)
    department.put_forward(claim)
    department.approve(claim)
    assert standing_use(claim).indemnity == eur("8100")
    assert len(assessments_of(claim)) == 2


def test_an_assessment_is_stale_when_the_facts_have_changed(department: Department):
    claim = department.assessed()
    (invoice,) = claim_facts(claim).invoices
    department.receipt(invoice.receivable, "2500", date(2025, 4, 20))

    with pytest.raises(Conflict, match=r"claims\.assessment_outdated"):
        department.approve(claim)
    assert claim_facts(claim).state is ClaimState.ASSESSED
    assert Account.CLAIMS_PAYABLE not in _balances()


def test_a_claim_sent_back_is_examined_again(department: Department):
    claim = department.assessed()

    return_claim(department.act("manager"), claim, reason="Where is the proof of delivery?")

    assert claim_facts(claim).state is ClaimState.UNDER_REVIEW
    assert claim_facts(claim).reason == "Where is the proof of delivery?"
    with pytest.raises(Conflict):
        department.approve(claim)


def test_nothing_insured_is_declined_and_may_be_claimed_again(department: Department):
    buyer = department.office.company("Unknown Buyer SA", "FR")
    claim = department.assessed("10000", buyer=buyer)

    department.approve(claim)

    assert claim_facts(claim).state is ClaimState.DECLINED
    assert Account.CLAIMS_PAYABLE not in _balances()
    assert department.file(buyer=buyer) != claim
    with pytest.raises(Conflict, match=r"claims\.already_claimed"):
        reopen_claim(department.act("adjuster"), claim, reason="Objection")


def test_a_third_person_pays_once_and_the_books_balance(department: Department):
    claim = department.assessed()
    department.approve(claim)

    number = department.pay(claim)

    assert number == "PA-2025-000001"
    assert claim_facts(claim).state is ClaimState.PAID
    payment = payment_of(claim)
    assert (payment.paid, payment.set_off, payment.debt) == (eur("9000"), eur("0"), eur("10000"))
    balances = _balances()
    assert (balances[Account.CLAIMS_PAYABLE], balances[Account.BANK]) == (0, -900000)
    assert all(not difference for difference in trial_balance_difference(trial_balance(CLAIM_DAY)).values())
    with pytest.raises(Conflict):
        department.pay(claim)


def test_neither_examiner_nor_approver_pays(department: Department):
    claim = department.assessed()
    department.approve(claim)
    for who in ("adjuster", "manager"):
        act = department.act("payer")
        act.actor = type(act.actor)(
            login=f"{who}.payer",
            name=who,
            person=department.act(who).actor.person,
            permissions=act.actor.permissions,
            scope=act.actor.scope,
        )
        with pytest.raises(NotAllowed):
            pay_claim(act, claim, paid_on=CLAIM_DAY)
    assert payment_of(claim) is None


def test_the_same_order_sent_twice_pays_once(department: Department):
    claim = department.assessed()
    department.approve(claim)

    assert department.pay(claim, key="pay-1") == department.pay(claim, key="pay-1")
    assert db.session.query(ClaimPayment).count() == 1


def test_no_payment_before_the_decision_or_in_the_future(department: Department):
    claim = department.assessed()
    department.approve(claim)

    for day in (date(2025, 5, 4), date(2025, 5, 6)):
        with pytest.raises(InvalidInput, match=r"claims\.payment_day"):
            pay_claim(department.act("payer"), claim, paid_on=day)


def test_a_claim_taken_up_again_gives_back_what_it_took(department: Department):
    claim = department.assessed()
    department.approve(claim)

    reopen_claim(department.act("adjuster"), claim, reason="The limit was misread.")

    assert claim_facts(claim).state is ClaimState.UNDER_REVIEW
    assert used_up(department.policy, "EUR") == (eur("0"), eur("0"))
    assert _balances()[Account.CLAIMS_PAYABLE] == 0
    with pytest.raises(Conflict):
        department.pay(claim)
    department.assess(claim)
    department.put_forward(claim)
    department.approve(claim)
    assert department.pay(claim)


def test_a_later_re_run_gives_the_same_cents_though_the_ledger_went_on(department: Department):
    claim = department.paid()
    number = assessment_of(claim).number
    (invoice,) = claim_facts(claim).invoices
    department.receipt(invoice.receivable, "10000", date(2025, 4, 1))
    department.on(date(2025, 12, 1))

    again = rerun(number)

    assert (again.same, again.again) == (True, eur("9000"))


def test_a_changed_basis_is_noticed(department: Department):
    kept = assessment_of(department.assessed())
    db.session.expunge(kept)
    basis = json.loads(kept.basis)
    basis["loss"]["late_reduction"] = "1"
    kept.basis = json.dumps(basis)

    with pytest.raises(RuntimeError, match="was changed"):
        kept_basis(kept)


def test_a_claim_inside_the_aggregate_first_loss_is_approved_and_closed_without_payment(house, clock):
    department = Department.open(clock, aggregate_first_loss="5000", premium_due_days=365, instalments=1)
    department.limit()
    claim = department.assessed("4000")
    department.approve(claim)

    assert claim_facts(claim).state is ClaimState.APPROVED
    assert used_up(department.policy, "EUR") == (eur("0"), eur("3600"))
    with pytest.raises(Conflict, match=r"claims\.nothing_to_pay"):
        department.pay(claim)
    close_claim(department.act("adjuster"), claim)
    assert claim_facts(claim).state is ClaimState.CLOSED

    second = department.assessed("4000", "A-2")
    department.approve(second)
    assert standing_use(second).first_loss == eur("1400")
    assert standing_use(second).indemnity == eur("2200")


def test_the_maximum_liability_caps_the_second_claim(house, clock):
    department = Department.open(clock, maximum_liability="15000", premium_due_days=365, instalments=1)
    department.limit()
    first, second = department.assessed("10000", "A-1"), None
    department.approve(first)
    department.pay(first)
    second = department.assessed("10000", "A-2")
    department.approve(second)

    assert standing_use(second).indemnity == eur("6000")
    assert used_up(department.policy, "EUR")[0] == eur("15000")


def test_an_approval_counts_what_others_took_meanwhile(house, clock):
    department = Department.open(clock, maximum_liability="15000", premium_due_days=365, instalments=1)
    department.limit()
    first, second = department.assessed("10000", "A-1"), department.assessed("10000", "A-2")
    department.approve(first)

    with pytest.raises(Conflict, match=r"claims\.assessment_outdated"):
        department.approve(second)
    department.assess(second)
    department.put_forward(second)
    department.approve(second)
    assert used_up(department.policy, "EUR")[0] == eur("15000")


def test_an_assessment_out_of_turn_is_refused(department: Department):
    claim = department.paid()

    with pytest.raises(OutOfTurn):
        department.assess(claim)
