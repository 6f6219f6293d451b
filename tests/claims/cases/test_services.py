"""Filing a claim and what may happen to it before it is assessed."""

from __future__ import annotations

from datetime import date

import pytest

from claims.cases.queries import claim_facts, claim_numbered, claims_of
from claims.cases.services import (
    end_waiting,
    end_waiting_periods,
    file_claim,
    resume_claim,
    suspend_claim,
    withdraw_claim,
)
from claims.cases.states import ClaimState
from claims.cases.terms import LossCause
from claims.indemnity.services import close_claim
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from insurer.kernel.errors import Conflict, InvalidInput, NotFound, OutOfTurn
from insurer.kernel.ids import PartyId
from tests.builders.claims import SHIPPED, Department
from underwriting.public import limit_history

NOTIFIED = date(2025, 3, 10)
WAITING_ENDS = date(2025, 5, 2)


def _notified(department: Department, number: str = "A-1", amount: str = "10000"):
    receivable = department.on(SHIPPED).invoice(number, amount)
    department.on(NOTIFIED).notify(receivable)
    return receivable


def test_a_claim_filed_before_the_waiting_period_ends_is_held_and_not_refused(department: Department):
    _notified(department)

    claim = claim_facts(department.on(date(2025, 3, 20)).file())

    assert claim.state is ClaimState.WAITING
    assert (claim.waiting_until, claim.loss_date) == (WAITING_ENDS, WAITING_ENDS)


@pytest.mark.parametrize(
    ("day", "state"),
    [(date(2025, 5, 1), ClaimState.WAITING), (WAITING_ENDS, ClaimState.UNDER_REVIEW)],
    ids=["the day before", "the day it ends"],
)
def test_the_house_takes_up_what_has_waited_long_enough(department: Department, day: date, state: ClaimState):
    _notified(department)
    claim = department.on(date(2025, 3, 20)).file()
    department.on(day)

    end_waiting_periods(house_act())

    assert claim_facts(claim).state is state


def test_a_waiting_claim_cannot_be_taken_up_by_hand_either(department: Department):
    _notified(department)
    claim = department.on(date(2025, 3, 20)).file()

    with pytest.raises(Conflict, match=r"claims\.waiting_not_over"):
        end_waiting(department.act("adjuster"), claim)


def test_a_claim_filed_later_goes_straight_to_its_examiner(department: Department):
    _notified(department)

    assert claim_facts(department.on(date(2025, 5, 5)).file()).state is ClaimState.UNDER_REVIEW


def test_the_claim_waits_for_the_last_of_its_invoices(department: Department):
    first = _notified(department)
    second = department.on(date(2025, 2, 20)).invoice("A-2", "500", shipped=date(2025, 2, 20))
    department.on(date(2025, 3, 25)).notify(second)

    claim = claim_facts(department.on(date(2025, 4, 1)).file())

    assert [invoice.receivable for invoice in claim.invoices] == [first, second]
    assert claim.waiting_until == date(2025, 5, 21)


def test_insolvency_needs_its_day_and_does_not_wait_and_stops_cover(department: Department):
    _notified(department)
    department.on(date(2025, 3, 20))

    with pytest.raises(InvalidInput, match=r"claims\.loss_date_needed"):
        department.file(cause=LossCause.INSOLVENCY)
    claim = claim_facts(department.file(cause=LossCause.INSOLVENCY, loss_date=date(2025, 3, 18)))

    assert (claim.state, claim.loss_date) == (ClaimState.UNDER_REVIEW, date(2025, 3, 18))
    standing = limit_history(department.policy, department.buyer).for_shipment(date(2025, 3, 21))
    assert standing is not None
    assert standing.refused


def test_only_notified_and_open_invoices_can_be_claimed(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(NOTIFIED)

    with pytest.raises(InvalidInput, match=r"claims\.nothing_to_claim"):
        department.file()
    with pytest.raises(NotFound, match=r"claims\.not_notified_or_paid"):
        department.file(receivables=[receivable])


def test_an_invoice_stands_in_one_live_claim_only(department: Department):
    receivable = _notified(department)
    claim = department.on(date(2025, 5, 5)).file()

    with pytest.raises(Conflict, match=r"claims\.already_claimed"):
        department.file(receivables=[receivable])
    withdraw_claim(department.act("policyholder"), claim, reason="The buyer paid part of it.")
    again = department.file(receivables=[receivable])

    assert claim_facts(claim).state is ClaimState.CLOSED
    assert claim_facts(again).number == "CL-2025-000002"


def test_a_dispute_suspends_a_claim_and_its_end_resumes_it(department: Department):
    _notified(department)
    claim = department.on(date(2025, 5, 5)).file()

    suspend_claim(department.act("adjuster"), claim, reason="The buyer disputes the quality.")
    assert claim_facts(claim).state is ClaimState.SUSPENDED
    with pytest.raises(OutOfTurn):
        department.assess(claim)
    resume_claim(department.act("adjuster"), claim, reason="Judgment for the seller.")

    assert claim_facts(claim).state is ClaimState.UNDER_REVIEW


def test_suspending_needs_a_reason(department: Department):
    _notified(department)
    claim = department.on(date(2025, 5, 5)).file()

    with pytest.raises(InvalidInput, match=r"input\.required"):
        suspend_claim(department.act("adjuster"), claim, reason="  ")


def test_a_claim_under_review_cannot_be_closed(department: Department):
    _notified(department)
    claim = department.on(date(2025, 5, 5)).file()

    with pytest.raises(OutOfTurn):
        close_claim(department.act("adjuster"), claim)


def test_another_policyholder_finds_no_claim(department: Department):
    _notified(department)
    claim = claim_facts(department.on(date(2025, 5, 5)).file())

    with reading_as(Scope(policyholders=frozenset({PartyId(department.buyer)}))):
        assert claims_of() == ()
        with pytest.raises(NotFound):
            claim_facts(claim.id)
        with pytest.raises(NotFound):
            claim_numbered(claim.number)


def test_the_same_filing_sent_twice_makes_one_claim(department: Department):
    _notified(department)
    department.on(date(2025, 5, 5))

    first, second = (
        file_claim(
            department.act("policyholder", key="form-1"),
            department.policy,
            department.buyer,
            cause=LossCause.PROTRACTED_DEFAULT,
        )
        for _ in range(2)
    )

    assert first == second
    assert len(claims_of(department.policy)) == 1


@pytest.mark.parametrize(
    ("loss_date", "code"),
    [(date(2025, 3, 1), r"claims\.loss_before_due"), (date(2025, 4, 1), r"claims\.loss_before_waiting_ends")],
)
def test_a_default_is_no_loss_before_its_waiting_period_is_over(department: Department, loss_date: date, code: str):
    _notified(department)
    department.on(date(2025, 5, 5))

    with pytest.raises(InvalidInput, match=code):
        department.file(loss_date=loss_date)
