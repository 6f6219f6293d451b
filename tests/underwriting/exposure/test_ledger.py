"""The ledger against cover in columns is the claims engine's verdict on the recorded facts, as of and as known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import event

from insurer.accounts.facts import Role
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import HOUSE
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from insurer.kernel.ids import PartyId, PolicyId
from insurer.parties.public import correct_party, party
from insurer.reference.public import record_rate
from insurer.reference.terms import May as RateMay
from policies.public import endorse_policy
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.public import (
    DecisionReason,
    change_limit,
    covered_ledger,
    declare_month,
    exposure_summary,
    verdicts,
)

FEBRUARY = date(2025, 2, 20)
MARCH = date(2025, 3, 31)
DAYS = date(2025, 1, 31), FEBRUARY, MARCH, date(2025, 9, 30)


def said(policy: PolicyId, day: date, known_by: datetime | None = None) -> dict[str, tuple[object, ...]]:
    """Per open invoice outstanding, insured, percentage, limit and reasons, from the columns."""
    ledger = covered_ledger((policy,), day, known_by)
    return {one.item.receivable.number: _said(one.item.verdict) for one in ledger.items(range(len(ledger)))}


def explained(policy: PolicyId, day: date, known_by: datetime | None = None) -> dict[str, tuple[object, ...]]:
    """The same from the explained form."""
    found = verdicts(policy, day, known_by)
    return {one.receivable.number: _said(one.verdict) for buyer in found for one in buyer.open_items}


def _said(one: object) -> tuple[object, ...]:
    names = "outstanding", "insured", "over_limit", "ineligible", "received", "deposit", "percentage", "own_limit"
    amounts = tuple(getattr(one, name) for name in names)
    reasons = [(str(why.code), why.amount, why.clause) for why in one.reasons]  # type: ignore[attr-defined]
    return (*amounts, reasons)


def filled(desk: Desk) -> PartyId:
    buyer = desk.buyer()
    desk.limit(buyer, "1000")
    desk.on(date(2025, 2, 10))
    change_limit(desk.junior, desk.policy, buyer, amount=eur("0"), reason=DecisionReason.INSOLVENCY)
    desk.on(FEBRUARY)
    treasury = Act(replace(HOUSE, permissions=frozenset({RateMay.LOAD.value})), desk.clock.now())
    for day in DAYS:
        record_rate(treasury, day, "USD", Decimal("1.0713"), "Treasury desk, fixing of the day")
    desk.ledger(
        line("A-1", "800.00", paid_on="2025-02-01", paid="100.00"),
        line("A-2", "300.00", invoiced="2025-01-15", disputed="yes"),
        line("A-3", "50.00", invoiced="2025-02-12", due="2025-04-12"),
        line("A-4", "60.00", currency="USD"),
        line("B-1", "70.00", customer="C-2", name="Olsen AS", country="NO"),
        line("K-1", "5.00", customer="C-3", name="Pyongyang Import", country="KP"),
    )
    return buyer


def test_the_columns_say_of_the_recorded_ledger_what_the_explained_form_says(desk: Desk) -> None:
    filled(desk)
    for day in DAYS:
        assert said(desk.policy, day) == explained(desk.policy, day)
    assert len(said(desk.policy, FEBRUARY)) == 6


def test_a_past_day_as_known_then_keeps_its_figures_after_later_imports_decisions_and_declarations(desk: Desk) -> None:
    buyer = filled(desk)
    moment = desk.clock.now()
    then, later = (said(desk.policy, day, moment) for day in (FEBRUARY, MARCH))
    summary = exposure_summary(desk.policy, FEBRUARY, moment)
    assert (then, later) == (said(desk.policy, FEBRUARY), said(desk.policy, MARCH))

    desk.on(date(2025, 3, 3)).ledger(
        line("A-1", "800.00", paid_on="2025-02-01", paid="500.00"),
        line("A-2", "300.00", invoiced="2025-01-15"),
        line("A-9", "90.00", invoiced="2025-01-20"),
    )
    change_limit(
        desk.senior, desk.policy, buyer, amount=eur("5000"), reason=DecisionReason.BETTER_STANDING,
        ship_from=date(2025, 3, 3),
    )  # fmt: skip
    declare_month(desk.customer, desk.policy, date(2025, 1, 31))
    endorse_policy(
        desk.underwriter, desk.policy, terms={"maximum_payment_term_days": 10}, valid_from=date(2025, 3, 4),
        reason="Shorter terms",
    )  # fmt: skip
    known = party(buyer)
    registrar = desk.act(Role.RISK_ANALYST)
    correct_party(registrar, buyer, replace(known.entry, country="KP"), known.version, "The seat has moved")

    assert said(desk.policy, FEBRUARY, moment) == then == explained(desk.policy, FEBRUARY, moment)
    assert said(desk.policy, MARCH, moment) == later == explained(desk.policy, MARCH, moment)
    assert said(desk.policy, MARCH) == explained(desk.policy, MARCH) != later
    assert exposure_summary(desk.policy, FEBRUARY, moment) == summary
    now = said(desk.policy, FEBRUARY)
    assert now == explained(desk.policy, FEBRUARY)
    assert "A-9" in now
    assert ("country_not_covered", eur("300"), "policy.countries") in now["A-1"][-1]  # type: ignore[operator]
    assert "A-9" not in then
    assert now["A-1"] != then["A-1"]


def test_a_clause_that_columns_do_not_do_is_judged_by_the_explained_form(desk: Desk) -> None:
    desk.policy = desk.bound(desk.policyholder, silo_move_up=False)
    buyer = desk.buyer()
    desk.limit(buyer, "500")
    desk.on(FEBRUARY).ledger(
        line("A-1", "400.00", paid_on="2025-02-01", paid="400.00"), line("A-2", "300.00", invoiced="2025-01-12")
    )

    ledger = covered_ledger((desk.policy,), FEBRUARY)

    assert ledger.laid.explained.all()
    assert said(desk.policy, FEBRUARY) == explained(desk.policy, FEBRUARY)
    assert said(desk.policy, FEBRUARY)["A-2"][1] == eur("100")


def test_the_page_of_a_large_policy_asks_no_more_questions_than_that_of_a_small_one(desk: Desk) -> None:
    def asked() -> int:
        statements: list[str] = []
        event.listen(db.engine, "before_cursor_execute", lambda *told: statements.append(told[2]))
        covered_ledger((desk.policy,), FEBRUARY)
        return len(statements)

    desk.limit(desk.buyer(), "1000")
    desk.on(FEBRUARY).ledger(line("A-1", "10.00"))
    few = asked()
    desk.ledger(*(line(f"B-{at}", "10.00", customer=f"C-{at}", name=f"Buyer {at} Ltd") for at in range(30)))

    assert asked() == few


def test_a_policyholder_sees_its_own_ledgers_and_the_house_all(desk: Desk) -> None:
    filled(desk)
    other = desk.company("Alpen AG", "AT")
    policy = desk.bound(other)
    desk.buyer("Olsen AS", "NO", "X-1", policy)
    desk.ledger(line("X-1", "55.00", customer="X-1", name="Olsen AS", country="NO"), policy=policy)

    assert len(covered_ledger(None, FEBRUARY)) == 7
    with reading_as(Scope(policyholders=frozenset({other}))):
        mine = covered_ledger(None, FEBRUARY)
        assert [one.item.receivable.number for one in mine.items([0])] == ["X-1"]
        assert len(covered_ledger((desk.policy,), FEBRUARY)) == 0
