"""Capacity given back: limits that ended and reductions that took effect, counted anew."""

from __future__ import annotations

from datetime import date

import pytest

from insurer.infra.audit.timeline import timeline
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from insurer.kernel.errors import NotAllowed
from insurer.kernel.ids import PartyId
from insurer.parties.public import party
from tests.builders.policies import eur
from tests.builders.underwriting import Desk
from underwriting.public import DecisionReason, capacity_of, change_limit, recount_capacity

REDUCED_FROM = date(2025, 3, 1)


@pytest.fixture
def buyer(desk: Desk) -> PartyId:
    """A buyer with EUR 40,000 granted, to be 10,000 for shipments from March on."""
    found = desk.buyer()
    desk.limit(found, "40000")
    change_limit(
        desk.senior,
        desk.policy,
        found,
        amount=eur("10000"),
        ship_from=REDUCED_FROM,
        reason=DecisionReason.WEAK_ACCOUNTS,
    )
    return found


def _granted(buyer: PartyId) -> object:
    capacity = capacity_of(buyer)
    assert capacity is not None
    return capacity.granted


def test_a_reduction_gives_capacity_back_when_it_takes_effect_and_not_before(desk: Desk, buyer: PartyId) -> None:
    recount_capacity(desk.senior, buyer)
    assert _granted(buyer) == eur("40000")

    recount_capacity(desk.on(REDUCED_FROM).senior, buyer)
    assert _granted(buyer) == eur("10000")

    recount_capacity(desk.senior, buyer)
    assert _granted(buyer) == eur("10000")


def test_what_two_policyholders_have_on_a_buyer_is_counted_for_each(desk: Desk, buyer: PartyId) -> None:
    other = desk.bound(desk.company("Zweite AG", "CH"))
    desk.buyer(policy=other)
    desk.limit(buyer, "30000", policy=other)

    recount_capacity(desk.on(REDUCED_FROM).senior, buyer)

    assert _granted(buyer) == eur("40000")


def test_counting_anew_is_an_underwriters_act_and_stays_inside_the_house(desk: Desk, buyer: PartyId) -> None:
    with pytest.raises(NotAllowed, match="permission"):
        recount_capacity(desk.customer, buyer)

    recount_capacity(desk.on(REDUCED_FROM).senior, buyer)

    subject = f"buyer:{party(buyer).public_id}"
    inside = _acts(subject)
    with reading_as(Scope(policyholders=frozenset({desk.policyholder}))):
        outside = _acts(subject)
    recount_capacity(desk.senior, buyer)
    assert _acts(subject) == inside + 1
    with reading_as(Scope(policyholders=frozenset({desk.policyholder}))):
        assert _acts(subject) == outside


def _acts(subject: str) -> int:
    """How many acts the timeline of `subject` tells of; a run of equal ones is one line with its number."""
    return sum(event.times for event in timeline(subject))
