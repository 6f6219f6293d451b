"""A claim on invoices in dollars under a policy in euro, from the verdict of cover to the payment and the re-run."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from claims.cases.queries import claim_facts
from claims.indemnity.queries import assessment_of, kept_basis, kept_result, payment_of, rerun, used_up
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import HOUSE
from insurer.infra.ledger import trial_balance, trial_balance_difference
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ClaimId
from insurer.kernel.money import Money
from insurer.reference.public import load_published_rates, record_rate
from insurer.reference.terms import May
from tests.builders.claims import SHIPPED, Department
from tests.builders.policies import eur
from underwriting.public import verdicts

NOTICE_DAY, LOSS_DAY, CLAIM_DAY = date(2025, 3, 10), date(2025, 5, 2), date(2025, 5, 5)
PAY_DAY = date(2025, 5, 28)
PER_EURO = {SHIPPED: Decimal("1.0400"), NOTICE_DAY: Decimal("1.0800"), LOSS_DAY: Decimal("1.1300")}
"""Dollars for one euro on the days that count."""


def _treasury(department: Department) -> Act:
    return Act(replace(HOUSE, permissions=frozenset({May.LOAD.value})), department.clock.now())


def _record(department: Department, *days: date) -> None:
    for day in days:
        record_rate(_treasury(department), day, "USD", PER_EURO[day], "Treasury desk, fixing of the day")


def _department(clock: Any, conversion: str) -> Department:
    opened = Department.open(clock, premium_due_days=365, instalments=1, conversion=conversion)
    opened.limit()
    return opened


def _filed(department: Department) -> ClaimId:
    """USD 12,345.67, of which the buyer paid USD 1,000.00 on the invoice before the loss."""
    receivable = department.on(SHIPPED).invoice("U-1", "12345.67", currency="USD")
    department.on(NOTICE_DAY).notify(receivable)
    department.receipt(receivable, "1000.00", date(2025, 4, 1))
    return department.on(CLAIM_DAY).file()


@pytest.mark.parametrize(
    ("conversion", "net_debt", "indemnity"),
    [
        # 11 345.67 open ÷ 1.1300 = 10 040.42; 90 % of it
        ("loss_date", "10040.42", "9036.38"),
        # 11 345.67 ÷ 1.0400 = 10 909.30
        ("shipment_date", "10909.30", "9818.37"),
        ("lower", "10040.42", "9036.38"),
    ],
)
def test_the_clause_names_the_day_of_the_rate_and_every_step_keeps_its_cents(
    house: Flask, clock: Any, conversion: str, net_debt: str, indemnity: str
):
    department = _department(clock, conversion)
    _record(department, *PER_EURO)
    claim = _filed(department)

    department.assess(claim)
    department.put_forward(claim)
    department.approve(claim)
    department.on(PAY_DAY).pay(claim)  # a day without a rate: the claim keeps its own

    kept, payment = assessment_of(claim), payment_of(claim)
    result = kept_result(kept)
    assert (result.net_debt, kept.indemnity) == (eur(net_debt), eur(indemnity))
    assert payment is not None
    assert payment.debt == eur(net_debt)
    assert payment.indemnity == used_up(department.policy, "EUR")[0] == eur(indemnity)
    assert trial_balance_difference(trial_balance(PAY_DAY)) == {"EUR": eur("0")}
    again = rerun(kept.number)
    assert (again.same, again.again) == (True, eur(indemnity))
    assert claim_facts(claim).invoices[0].claimed == Money.of("11345.67", "USD")
    assert "cover.converted" in [line.code for line in result.working.lines]


def test_the_rate_recorded_after_the_assessment_changes_a_new_one_and_not_the_kept_one(house: Flask, clock: Any):
    department = _department(clock, "loss_date")
    _record(department, *PER_EURO)
    claim = _filed(department)
    department.assess(claim)
    first = assessment_of(claim)

    department.on(CLAIM_DAY, hour=11)
    record_rate(_treasury(department), LOSS_DAY, "USD", Decimal("1.1500"), "Treasury desk, corrected")
    department.assess(claim)

    assert rerun(first.number).again == eur("9036.38")
    assert assessment_of(claim).indemnity == eur("8879.22")  # 11 345.67 ÷ 1.15 = 9 865.80; 90 %
    assert kept_basis(first).receivables[0].rate == Decimal("0.8849557522")


def test_an_exposure_is_judged_at_the_published_rate_of_its_day(house: Flask, clock: Any):
    department = _department(clock, "loss_date")
    load_published_rates(_treasury(department), date(2025, 2, 24), date(2025, 3, 10), ("USD",))
    department.on(SHIPPED).invoice("U-1", "12345.67", currency="USD")

    found = verdicts(department.policy, date(2025, 3, 9))[0]

    # a Sunday: the rate of Friday 7 March 2025 stands in, 1.0857 dollars for a euro
    assert found.verdict.outstanding == found.verdict.insured == eur("11371.16")


def test_a_day_without_a_rate_is_refused_by_name(house: Flask, clock: Any):
    department = _department(clock, "lower")
    _record(department, SHIPPED, NOTICE_DAY)
    claim = _filed(department)

    with pytest.raises(InvalidInput) as refused:
        department.assess(claim)

    db.session.rollback()
    assert refused.value.code == "reference.no_rate"
    assert (refused.value.facts["base"], refused.value.facts["quote"], refused.value.facts["day"]) == (
        "USD",
        "EUR",
        LOSS_DAY,
    )
    assert claim_facts(claim).state.value == "under_review"
