"""Booking recoveries: shared by the policy's rule, never more than was paid, one balanced entry."""

from __future__ import annotations

from datetime import date

import pytest

from claims.recoveries.queries import kept_working, recoveries_of
from claims.recoveries.services import book_recovery
from claims.recoveries.terms import Holder
from insurer.infra.ledger import Account, trial_balance, trial_balance_difference
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.money import Money
from tests.builders.claims import Department
from tests.builders.policies import eur

DAY = date(2025, 6, 2)


def _book(department: Department, claim, amount: str, costs: str = "0", held_by: Holder = Holder.INSURER) -> None:
    book_recovery(
        department.act("adjuster"),
        claim,
        received_on=DAY,
        amount=eur(amount),
        costs=eur(costs),
        received_by=held_by,
    )


def _balances() -> dict[Account, int]:
    balances = trial_balance(DAY)
    assert all(not difference for difference in trial_balance_difference(balances).values())
    return {row.account: row.balance.minor for row in balances}


def test_a_recovery_is_shared_as_the_indemnity_stands_to_the_debt(department: Department):
    claim = department.paid("10000")
    department.on(DAY)

    _book(department, claim, "3000", "300")

    (row,) = recoveries_of(claim)
    assert (row.insurer, row.policyholder) == (eur("2430"), eur("270"))
    assert kept_working(row).lines[-1].code == "recovery.policyholder"
    balances = _balances()
    assert balances[Account.RECOVERIES] == -243000
    assert balances[Account.RECOVERIES_PAYABLE] == -27000
    assert balances[Account.RECOVERY_COSTS] == 0
    assert balances[Account.BANK] == -900000 + 300000 - 30000


def test_money_that_the_policyholder_holds_is_owed_by_it(department: Department):
    claim = department.paid("10000")
    department.on(DAY)

    _book(department, claim, "1000", held_by=Holder.POLICYHOLDER)

    balances = _balances()
    assert (balances[Account.RECOVERIES_RECEIVABLE], balances[Account.RECOVERIES]) == (90000, -90000)
    assert balances[Account.BANK] == -900000


def test_nobody_gets_more_than_it_is_out_of_pocket(department: Department):
    claim = department.paid("10000")
    department.on(DAY)
    _book(department, claim, "8000")

    _book(department, claim, "3000")

    first, second = recoveries_of(claim)
    assert first.insurer + second.insurer == eur("9000")
    assert first.policyholder + second.policyholder == eur("1000")
    assert second.surplus == eur("1000")


def test_costs_above_the_recovery_are_left_over(department: Department):
    claim = department.paid("10000")
    department.on(DAY)

    _book(department, claim, "100", "250")

    (row,) = recoveries_of(claim)
    assert (row.insurer, row.policyholder, row.costs_left_minor) == (eur("0"), eur("0"), 15000)
    assert _balances()[Account.RECOVERY_COSTS] == 15000


def test_a_claim_that_was_not_paid_has_no_recoveries(department: Department):
    claim = department.assessed()
    department.on(DAY)

    with pytest.raises(Conflict, match=r"recoveries\.claim_not_paid"):
        _book(department, claim, "100")


@pytest.mark.parametrize(
    ("day", "amount", "code"),
    [
        (date(2025, 5, 2), "100", r"recoveries\.day"),
        (date(2025, 6, 3), "100", r"recoveries\.day"),
        (DAY, "0", r"input\.not_above_zero"),
        (DAY, "-5", r"input\.not_above_zero"),
    ],
    ids=["on the day of loss", "in the future", "nothing", "negative"],
)
def test_impossible_recoveries_are_refused(department: Department, day: date, amount: str, code: str):
    claim = department.paid()
    department.on(DAY)

    with pytest.raises(InvalidInput, match=code):
        book_recovery(department.act("adjuster"), claim, received_on=day, amount=eur(amount))


def test_negative_costs_are_refused(department: Department):
    claim = department.paid()
    department.on(DAY)

    with pytest.raises(InvalidInput, match=r"input\.negative"):
        book_recovery(department.act("adjuster"), claim, received_on=DAY, amount=eur("10"), costs=Money(-1, "EUR"))
