"""What the house does by itself overnight: waiting periods end, policies run out."""

from __future__ import annotations

from datetime import date, timedelta

from claims.cases.queries import claim_facts
from claims.cases.states import ClaimState
from insurer.infra.jobs.daily import do_daily_work
from policies.public import policy_facts
from tests.builders.claims import SHIPPED, Department
from tests.builders.policies import LAST

DAILY = [
    "policies.expire",
    "claims.end_waiting_periods",
    "claims.close_paid_collections",
    "home.remind_policyholders",
    "warning.run",
    "warning.escalate",
    "messages.digest",
]


def test_a_waiting_claim_is_taken_up_on_the_first_day_the_house_works_again(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 3, 10)).notify(receivable)
    claim = department.file()
    until = claim_facts(claim).waiting_until
    assert until is not None

    department.on(until - timedelta(days=1))
    assert do_daily_work() == DAILY
    assert claim_facts(claim).state is ClaimState.WAITING

    department.on(until + timedelta(days=2))  # two nights without a worker
    assert do_daily_work() == DAILY
    assert claim_facts(claim).state is ClaimState.UNDER_REVIEW
    assert do_daily_work() == []


def test_a_policy_runs_out_the_day_after_its_last(department: Department):
    department.on(LAST)
    do_daily_work()
    assert policy_facts(department.policy).state.value == "bound"

    department.on(LAST + timedelta(days=1))
    do_daily_work()
    assert policy_facts(department.policy).state.value == "expired"
