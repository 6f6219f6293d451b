"""Reducing every limit on a buyer: whoever is hit is listed first, and exactly they are hit."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from insurer.kernel.errors import Conflict, InvalidInput, OutOfTurn
from insurer.kernel.ids import PartyId, PolicyId
from tests.builders.policies import eur
from tests.builders.underwriting import Desk
from underwriting.limits.services.reductions import digest, hits, reduce_limits
from underwriting.public import limit_history

DAY = date(2025, 3, 3)
HALF = Decimal("0.5")


@pytest.fixture
def two(desk: Desk) -> tuple[PartyId, PolicyId]:
    """Two policyholders with a limit on one buyer."""
    buyer = desk.buyer()
    desk.limit(buyer, "40001")
    other = desk.bound(desk.company("Andere AG", "CH"), countries={"insured": "*", "excluded": ["KP"]})
    desk.buyer(policy=other)
    desk.limit(buyer, "20000", policy=other)
    desk.on(DAY)
    return buyer, other


def test_everyone_who_is_hit_is_listed_with_what_stays(desk: Desk, two: tuple[PartyId, PolicyId]):
    buyer, other = two

    found = hits(buyer, HALF, DAY)

    assert [(hit.policy.id, hit.before, hit.after) for hit in found] == [
        (desk.policy, eur("40001"), eur("20000")),
        (other, eur("20000"), eur("10000")),
    ]


def test_later_shipments_lose_cover_and_earlier_ones_keep_it(desk: Desk, two: tuple[PartyId, PolicyId]):
    buyer, other = two
    seen = digest(hits(buyer, Decimal(0), DAY))

    assert reduce_limits(desk.senior, buyer, keep=Decimal(0), ship_from=DAY, reason="insolvency", seen=seen) == 2

    for policy, before in ((desk.policy, "40001"), (other, "20000")):
        history = limit_history(policy, buyer)
        assert history.for_shipment(date(2025, 3, 2)).amount == eur(before)
        assert history.for_shipment(DAY).amount == eur("0")


def test_a_list_that_changed_since_it_was_looked_at_is_not_sent(desk: Desk, two: tuple[PartyId, PolicyId]):
    buyer, _other = two
    seen = digest(hits(buyer, HALF, DAY))
    desk.limit(buyer, "45000")

    with pytest.raises(Conflict, match=r"limits\.hit_list_changed"):
        reduce_limits(desk.senior, buyer, keep=HALF, ship_from=DAY, reason="overdues", seen=seen)


def test_nothing_is_back_dated_nothing_is_raised_and_nobody_is_hit_twice(desk: Desk, two: tuple[PartyId, PolicyId]):
    buyer, _other = two
    with pytest.raises(InvalidInput, match=r"limits\.back_dated"):
        reduce_limits(desk.senior, buyer, keep=HALF, ship_from=date(2025, 3, 2), reason="overdues", seen="")
    with pytest.raises(InvalidInput, match=r"input\.not_a_share"):
        reduce_limits(desk.senior, buyer, keep=Decimal(1), ship_from=DAY, reason="overdues", seen="")
    seen = digest(hits(buyer, Decimal(0), DAY))
    reduce_limits(desk.senior, buyer, keep=Decimal(0), ship_from=DAY, reason="overdues", seen=seen)
    with pytest.raises(OutOfTurn, match=r"limits\.nobody_hit"):
        reduce_limits(desk.senior, buyer, keep=Decimal(0), ship_from=DAY, reason="overdues", seen=digest([]))
