"""Thirteen weeks of cash: sums are the open ledger, a what-if changes nothing, an entry is taken back and not gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from insurer.accounts.facts import Role
from insurer.advisory.cash.queries import cash_book, cash_entries
from insurer.advisory.cash.rules import Inflow, Outflow, cash_view, delayed
from insurer.advisory.cash.services import CashKind, cancel_cash, enter_cash
from insurer.infra.commands import Act
from insurer.kernel.acting import Scope
from insurer.kernel.errors import Conflict, InvalidInput, NotFound
from insurer.kernel.ids import PartyId
from policies.public import policy_facts
from tests.builders.cover import eur
from tests.builders.policies import actor
from tests.builders.underwriting import Desk, line
from underwriting.public import exposure_summary

DAY = date(2025, 6, 30)


def inflow(buyer: int, days: int | None, insured: str, uninsured: str = "0") -> Inflow:
    day = None if days is None else DAY + timedelta(days=days)
    return Inflow(PartyId(buyer), day, eur(insured), eur(uninsured))


def test_each_week_has_what_is_expected_in_it_insured_and_not() -> None:
    inflows = [
        inflow(1, 1, "10", "1"),
        inflow(1, 7, "20"),
        inflow(2, 8, "30"),
        inflow(2, 91, "40"),
        inflow(3, 92, "50"),
    ]
    view = cash_view(inflows, [Outflow(DAY + timedelta(days=3), eur(15))], eur(100), DAY, "EUR")

    assert [(week.insured, week.uninsured) for week in view.weeks[:2]] == [(eur(30), eur(1)), (eur(30), eur(0))]
    assert (view.weeks[0].cash, view.weeks[1].cash) == (eur(116), eur(146))
    assert view.weeks[-1].insured == eur(40)
    assert (view.later, view.open) == (eur(50), eur(151))
    assert view.lowest is view.weeks[0]


def test_without_opening_cash_only_the_flows_are_shown() -> None:
    view = cash_view([inflow(1, 1, "10")], [], None, DAY, "EUR")

    assert view.weeks[0].cash is None
    assert view.lowest is None


def test_a_buyer_that_pays_later_or_not_at_all_moves_and_nothing_is_lost() -> None:
    inflows = [inflow(1, 5, "10"), inflow(2, 5, "20")]

    later = cash_view(delayed(inflows, {PartyId(1): 30}), [], None, DAY, "EUR")
    never = cash_view(delayed(inflows, {PartyId(1): None}), [], None, DAY, "EUR")

    assert (later.weeks[0].insured, later.weeks[4].insured, later.open) == (eur(20), eur(10), eur(30))
    assert (never.weeks[0].insured, never.never, never.open) == (eur(20), eur(10), eur(30))


def test_the_weeks_with_what_comes_later_are_the_open_ledger(desk: Desk) -> None:
    buyer = desk.buyer()
    desk.limit(buyer, "1000")
    desk.on(date(2025, 2, 1)).ledger(
        line("A-1", "800.00"), line("A-2", "300.00", due="2025-01-31"), line("A-3", "70.00", due="2025-12-31")
    )
    day = date(2025, 2, 1)
    policy = policy_facts(desk.policy)
    book, summary = cash_book(policy, day), exposure_summary(desk.policy, day)
    view = cash_view(book.inflows, book.payments, None, day, "EUR")

    assert view.open == summary.open == eur("1170.00")
    assert sum(one.insured.minor for one in book.inflows) == summary.insured.minor
    assert view.weeks[0].inflow == eur("300.00")
    assert view.later == eur("70.00")


def _own(desk: Desk, *roles: Role) -> Act:
    return Act(actor(*roles, scope=Scope(policyholders=frozenset({desk.policyholder}))), desk.clock.now())


def test_an_entry_that_is_taken_back_stays_and_does_not_count(desk: Desk) -> None:
    act = _own(desk, Role.POLICYHOLDER_USER)
    kept = enter_cash(act, desk.policyholder, kind=CashKind.OPENING, day=date(2025, 1, 2), amount=eur("-50"))
    wrong = enter_cash(act, desk.policyholder, kind=CashKind.OUTFLOW, day=date(2025, 1, 9), amount=eur("70"))
    cancel_cash(act, wrong)

    assert [one.id for one in cash_entries(desk.policyholder, "EUR")] == [kept]
    with pytest.raises(Conflict):
        cancel_cash(act, wrong)
    with pytest.raises(InvalidInput):
        enter_cash(act, desk.policyholder, kind=CashKind.OPENING, day=date(2025, 1, 3), amount=eur("1"))
    with pytest.raises(InvalidInput):
        enter_cash(act, desk.policyholder, kind=CashKind.OUTFLOW, day=date(2025, 1, 9), amount=eur("0"))


def test_only_the_policyholder_enters_its_cash(desk: Desk) -> None:
    with pytest.raises(NotFound):
        enter_cash(
            desk.act(Role.RISK_ANALYST), desk.policyholder, kind=CashKind.OPENING, day=date(2025, 1, 2), amount=eur(1)
        )
