"""Several people at once: one maximum liability, one approval, one payment, one recovery after another.

Each race has its control: the same with the lock taken off must break the rule, else the race proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask

from claims.cases.queries import claim_facts
from claims.cases.states import ClaimState
from claims.indemnity import services
from claims.indemnity.models import ClaimPayment
from claims.indemnity.queries import standing_use, used_up
from claims.indemnity.services import approve_claim, assess_claim, pay_claim
from claims.recoveries import services as recovery_services
from claims.recoveries.queries import recoveries_of
from claims.recoveries.services import book_recovery
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Refusal
from insurer.kernel.ids import ClaimId
from insurer.kernel.money import Money
from tests.builders.claims import Department
from tests.builders.policies import eur

CLAIM_DAY = date(2025, 5, 5)
MAXIMUM = eur("20000")
AT_ONCE = 4


def at_once(app: Flask, errands: list[Callable[[], Any]]) -> list[object]:
    """Do all errands at the same moment, each in a thread of its own; answers or refusals, in their order."""
    answers: list[object] = [None] * len(errands)
    start = Barrier(len(errands))

    def run(place: int, errand: Callable[[], Any]) -> None:
        with app.app_context(), reading_as(ALL):
            start.wait(30)
            try:
                answers[place] = errand()
            except Refusal as refusal:
                answers[place] = refusal
            except Exception as fault:
                answers[place] = fault
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=pair) for pair in enumerate(errands)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    db.session.rollback()
    db.session.expire_all()
    return answers


@pytest.fixture
def crowded(house: Flask, clock: Any) -> tuple[Department, list[ClaimId]]:
    """Four claims of 9 000 put forward under a maximum liability of 20 000, none approved yet."""
    department = Department.open(clock, maximum_liability="20000.00", premium_due_days=365, instalments=1)
    department.limit()
    claims = [department.assessed("10000", f"A-{number}") for number in range(AT_ONCE)]
    return department, claims


def _approve_all(app: Flask, department: Department, claims: list[ClaimId]) -> list[object]:
    acts = [department.act("manager") for _ in claims]
    return at_once(app, [lambda a=act, c=claim: approve_claim(a, c) for act, claim in zip(acts, claims, strict=True)])


def test_t25_settlements_at_once_never_pass_the_maximum_liability(crowded: Any, house: Flask):
    department, claims = crowded

    answers = _approve_all(house, department, claims)

    assert sum(answer is None for answer in answers) == MAXIMUM.minor // eur("9000").minor
    assert {getattr(answer, "code", answer) for answer in answers if answer} == {"claims.assessment_outdated"}
    assert used_up(department.policy, "EUR")[0] == eur("18000")


def test_without_the_lock_the_same_settlements_overspend(crowded: Any, house: Flask, monkeypatch: Any):
    department, claims = crowded
    looked = Barrier(len(claims))
    count = services.queries.basis_of

    def look_then_let_go(*args: Any) -> Any:
        basis = count(*args)
        db.session.rollback()
        looked.wait(30)
        return basis

    monkeypatch.setattr(services, "lock_policy", lambda _policy: None)
    monkeypatch.setattr(services.queries, "basis_of", look_then_let_go)

    answers = _approve_all(house, department, claims)

    assert answers == [None] * len(claims)
    assert used_up(department.policy, "EUR")[0] > MAXIMUM


def test_t25_of_an_approval_and_a_new_assessment_at_once_only_one_counts(department: Department, house: Flask):
    claim = department.assessed()
    manager, adjuster = department.act("manager"), department.act("adjuster")

    answers = at_once(house, [lambda: approve_claim(manager, claim), lambda: assess_claim(adjuster, claim)])

    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert len(refused) == 1
    approved = claim_facts(claim).state is ClaimState.APPROVED
    assert approved == (standing_use(claim) is not None) == isinstance(answers[1], Refusal)


def test_t07_the_same_order_sent_many_times_at_once_pays_once(department: Department, house: Flask):
    claim = department.assessed()
    department.approve(claim)
    acts = [department.act("payer", key="form-1") for _ in range(AT_ONCE)]

    answers = at_once(house, [lambda a=act: pay_claim(a, claim, paid_on=CLAIM_DAY) for act in acts])

    assert db.session.query(ClaimPayment).count() == 1
    paid = [answer for answer in answers if isinstance(answer, str)]
    assert paid
    assert set(paid) == {"PA-2025-000001"}
    assert all(isinstance(answer, str | Refusal) for answer in answers)


def test_t07_orders_with_different_keys_at_once_pay_once(department: Department, house: Flask):
    claim = department.assessed()
    department.approve(claim)
    acts = [department.act("payer", key=f"form-{number}") for number in range(AT_ONCE)]

    answers = at_once(house, [lambda a=act: pay_claim(a, claim, paid_on=CLAIM_DAY) for act in acts])

    assert [type(answer) is str for answer in answers].count(True) == 1
    assert db.session.query(ClaimPayment).count() == 1


def _recover_all(app: Flask, department: Department, claim: ClaimId) -> list[object]:
    acts = [department.act("adjuster") for _ in range(AT_ONCE)]
    return at_once(
        app, [lambda a=act: book_recovery(a, claim, received_on=CLAIM_DAY, amount=eur("4000")) for act in acts]
    )


def _insurer_got(claim: ClaimId) -> Money:
    return Money.total((row.insurer for row in recoveries_of(claim)), "EUR")


def test_recoveries_at_once_give_the_insurer_no_more_than_it_paid(department: Department, house: Flask):
    claim = department.paid()

    answers = _recover_all(house, department, claim)

    assert all(isinstance(answer, int) for answer in answers)
    assert _insurer_got(claim) == eur("9000")
    rows = recoveries_of(claim)
    assert Money.total((row.policyholder + row.surplus for row in rows), "EUR") == eur("7000")


def test_without_the_lock_the_same_recoveries_give_the_insurer_more(
    department: Department, house: Flask, monkeypatch: Any
):
    claim = department.paid()
    looked = Barrier(AT_ONCE)
    share = recovery_services.queries.sharing

    def look_then_let_go(*args: Any) -> Any:
        shares = share(*args)
        db.session.rollback()
        looked.wait(30)
        return shares

    monkeypatch.setattr(recovery_services, "lock", lambda model, key: db.session.get_one(model, key))
    monkeypatch.setattr(recovery_services.queries, "sharing", look_then_let_go)

    _recover_all(house, department, claim)

    assert _insurer_got(claim) > eur("9000")
