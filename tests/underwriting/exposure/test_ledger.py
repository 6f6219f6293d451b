"""The ledger against cover in columns is the claims engine's verdict on the recorded facts, as of and as known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from insurer.infra.commands import Act
from insurer.infra.jobs.running import HOUSE
from insurer.kernel.ids import PolicyId
from insurer.reference.public import record_rate
from insurer.reference.terms import May as RateMay
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.public import DecisionReason, change_limit, covered_ledger, verdicts

FEBRUARY = date(2025, 2, 20)
DAYS = date(2025, 1, 31), FEBRUARY, date(2025, 3, 31), date(2025, 9, 30)


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


def filled(desk: Desk) -> Desk:
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
    return desk


def test_the_columns_say_of_the_recorded_ledger_what_the_explained_form_says(desk: Desk) -> None:
    filled(desk)
    for day in DAYS:
        assert said(desk.policy, day) == explained(desk.policy, day)
    assert len(said(desk.policy, FEBRUARY)) == 6
