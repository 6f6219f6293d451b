"""Limits asked for, decided and changed: who may, from which day, and what was known when."""

from __future__ import annotations

from datetime import date

import pytest

from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, OutOfTurn
from insurer.kernel.ids import LimitRequestId, PartyId
from tests.builders.policies import at, eur
from tests.builders.underwriting import Desk
from underwriting.limits.queries import capacities_out_of_step, waiting_requests
from underwriting.public import (
    DecisionReason,
    LimitOutcome,
    RequestState,
    capacity_of,
    change_limit,
    decide_limit,
    decision_on_request,
    decisions_on,
    limit_history,
    place_hold,
    release_hold,
    request_of,
    set_capacity,
)


@pytest.fixture
def buyer(desk: Desk) -> PartyId:
    return desk.buyer()


def _asked(desk: Desk, buyer: PartyId, amount: str, days: int | None = None) -> LimitRequestId:
    return LimitRequestId(desk.limit(buyer, amount, days=days))


@pytest.mark.parametrize(
    ("asked", "state"),
    [("50000.00", RequestState.DECIDED), ("50000.01", RequestState.REFERRED)],
    ids=["exactly the automatic authority", "one cent above it"],
)
def test_automatic_authority_is_inclusive(desk: Desk, buyer: PartyId, asked: str, state: RequestState) -> None:
    request = request_of(_asked(desk, buyer, asked))

    assert request.state == state
    decision = decision_on_request(request.id)
    if state is RequestState.REFERRED:
        assert decision is None
        assert waiting_requests() == [request]
    else:
        assert decision is not None
        assert (decision.amount, decision.automatic, decision.outcome) == (eur(asked), True, LimitOutcome.FULL)


def test_a_second_request_within_single_authority_is_referred_when_the_buyer_would_pass_its_total(
    desk: Desk, buyer: PartyId
) -> None:
    other = desk.bound(desk.company("Zweite AG", "CH"))
    desk.limit(buyer, "50000")
    desk.buyer(policy=other)

    request = request_of(LimitRequestId(desk.limit(buyer, "40000", policy=other)))

    assert request.state == RequestState.REFERRED


def test_a_term_longer_than_the_policy_allows_is_refused_with_its_reason(desk: Desk, buyer: PartyId) -> None:
    decision = decision_on_request(_asked(desk, buyer, "1000", days=181))

    assert decision is not None
    assert (decision.outcome, decision.reason) == (LimitOutcome.REFUSED, DecisionReason.TERM_TOO_LONG)
    assert limit_history(desk.policy, buyer).for_shipment(date(2025, 2, 1)).refused


def test_refusing_more_withdraws_nothing(desk: Desk, buyer: PartyId) -> None:
    desk.limit(buyer, "40000")

    refused = decision_on_request(_asked(desk, buyer, "45000", days=181))

    assert refused is not None
    assert refused.outcome == LimitOutcome.REFUSED
    standing = limit_history(desk.policy, buyer).for_shipment(date(2025, 2, 1))
    assert standing is not None
    assert standing.amount == eur("40000")


def test_a_country_outside_the_policy_is_refused(desk: Desk) -> None:
    buyer = desk.buyer("Pyongyang Import", "KP", "C-9")

    decision = decision_on_request(_asked(desk, buyer, "1000"))

    assert decision is not None
    assert decision.reason == DecisionReason.COUNTRY_NOT_COVERED


def test_nobody_is_insured_against_its_own_default(desk: Desk) -> None:
    decision = decision_on_request(_asked(desk, desk.policyholder, "1000"))

    assert decision is not None
    assert decision.reason == DecisionReason.BUYER_NOT_INSURABLE


def test_a_person_answers_in_part_and_asked_and_granted_stay_apart(desk: Desk, buyer: PartyId) -> None:
    request = _asked(desk, buyer, "200000")
    desk.capacity(buyer, "500000")

    number = decide_limit(desk.junior, request, amount=eur("120000"), reason=DecisionReason.WEAK_ACCOUNTS)

    assert number == "LD-2025-000001"
    decision = decision_on_request(request)
    assert decision is not None
    assert (request_of(request).amount, decision.amount) == (eur("200000"), eur("120000"))
    assert decision.outcome == LimitOutcome.PARTIAL
    with pytest.raises(OutOfTurn):
        decide_limit(desk.junior, request, amount=eur("1"), reason=DecisionReason.WEAK_ACCOUNTS)


def test_authority_bounds_a_person(desk: Desk, buyer: PartyId) -> None:
    request = _asked(desk, buyer, "300000")
    desk.capacity(buyer, "2000000")

    with pytest.raises(NotAllowed, match="per_decision_exceeded"):
        decide_limit(desk.junior, request, amount=eur("250000.01"), reason=DecisionReason.AS_ASKED)
    with pytest.raises(NotAllowed, match="permission"):
        decide_limit(desk.customer, request, amount=eur("1"), reason=DecisionReason.AS_ASKED)
    with pytest.raises(InvalidInput, match="more_than_asked"):
        decide_limit(desk.senior, request, amount=eur("300000.01"), reason=DecisionReason.AS_ASKED)
    decide_limit(desk.senior, request, amount=eur("300000"), reason=DecisionReason.AS_ASKED)


def test_a_grant_beyond_the_buyers_capacity_is_refused_whoever_grants(desk: Desk, buyer: PartyId) -> None:
    request = _asked(desk, buyer, "300000")

    with pytest.raises(Conflict, match="capacity_exceeded"):
        decide_limit(desk.senior, request, amount=eur("300000"), reason=DecisionReason.AS_ASKED)
    with pytest.raises(NotAllowed, match="per_buyer"):
        set_capacity(desk.junior, buyer, eur("500000.01"))

    assert request_of(request).state == RequestState.REFERRED
    capacity = capacity_of(buyer)
    assert capacity is not None
    assert capacity.granted == eur("0")


def test_withdrawal_strikes_later_shipments_only_and_the_past_answers_as_before(desk: Desk, buyer: PartyId) -> None:
    desk.limit(buyer, "40000")
    before = [limit_history(desk.policy, buyer).for_shipment(day) for day in _days()]
    desk.on(date(2025, 6, 8))

    change_limit(
        desk.junior, desk.policy, buyer, amount=eur("0"), ship_from=date(2025, 6, 10), reason=DecisionReason.INSOLVENCY
    )

    history = limit_history(desk.policy, buyer)
    assert [history.for_shipment(day) for day in _days()] == before
    assert history.for_shipment(date(2025, 6, 9)).amount == eur("40000")
    assert history.for_shipment(date(2025, 6, 10)).refused
    assert history.for_shipment(date(2025, 6, 10), known_by=at(date(2025, 6, 7))).amount == eur("40000")
    assert [row.outcome for row in decisions_on(desk.policy, buyer)] == [LimitOutcome.FULL, LimitOutcome.WITHDRAWN]


def _days() -> list[date]:
    return [date(2025, month, 1) for month in range(1, 7)]


def test_nothing_is_back_dated(desk: Desk, buyer: PartyId) -> None:
    desk.limit(buyer, "40000")
    desk.on(date(2025, 6, 8))

    for amount in ("0", "20000", "45000"):
        with pytest.raises(InvalidInput, match="back_dated"):
            change_limit(
                desk.senior, desk.policy, buyer,
                amount=eur(amount), ship_from=date(2025, 6, 7), reason=DecisionReason.OVERDUES,
            )  # fmt: skip


def test_a_hold_stops_and_its_release_brings_back_what_stood(desk: Desk, buyer: PartyId) -> None:
    desk.limit(buyer, "40000")
    desk.on(date(2025, 6, 8))
    place_hold(desk.junior, desk.policy, buyer, ship_from=date(2025, 6, 9), reason=DecisionReason.OVERDUES)

    assert limit_history(desk.policy, buyer).for_shipment(date(2025, 6, 9)).refused
    with pytest.raises(Conflict, match="on_hold"):
        change_limit(
            desk.senior, desk.policy, buyer,
            amount=eur("45000"), ship_from=date(2025, 6, 10), reason=DecisionReason.BETTER_STANDING,
        )  # fmt: skip
    assert request_of(_asked(desk.on(date(2025, 6, 9)), buyer, "10")).state == RequestState.REFERRED

    release_hold(desk.on(date(2025, 6, 20)).junior, desk.policy, buyer)

    history = limit_history(desk.policy, buyer)
    assert history.for_shipment(date(2025, 6, 15)).refused
    assert history.for_shipment(date(2025, 6, 20)).amount == eur("40000")
    with pytest.raises(OutOfTurn):
        release_hold(desk.junior, desk.policy, buyer)


def test_capacity_is_the_sum_of_what_stands_and_falls_with_a_withdrawal(desk: Desk, buyer: PartyId) -> None:
    desk.limit(buyer, "40000")
    other = desk.bound(desk.company("Zweite AG", "CH"))
    desk.buyer(policy=other)
    desk.limit(buyer, "30000", policy=other)
    capacity = capacity_of(buyer)
    assert capacity is not None
    assert (capacity.amount, capacity.granted) == (eur("80000"), eur("70000"))

    change_limit(desk.junior, desk.policy, buyer, amount=eur("0"), reason=DecisionReason.OVERDUES)

    capacity = capacity_of(buyer)
    assert capacity is not None
    assert capacity.granted == eur("30000")
    assert capacities_out_of_step() == []


def test_the_answer_is_the_same_for_a_buyer_known_to_others(desk: Desk) -> None:
    known = desk.buyer()
    desk.limit(known, "50000")
    other = desk.bound(desk.company("Zweite AG", "CH"))
    same = desk.buyer(reference="K-77", policy=other)
    fresh = desk.buyer("Unknown Trading Ltd", "GB", "K-78", policy=other)

    answers = [
        (request.state, decision and (decision.amount, decision.outcome, decision.reason))
        for buyer in (same, fresh)
        for request in [request_of(LimitRequestId(desk.limit(buyer, "20000", policy=other)))]
        for decision in [decision_on_request(request.id)]
    ]

    assert same == known
    assert answers[0] == answers[1]
