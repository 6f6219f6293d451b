"""The order check: insured up to the insurer's limit, held above the seller's own or behind a long overdue."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from insurer.kernel.errors import OutOfTurn
from insurer.kernel.money import Money
from tests.builders.cover import eur
from underwriting.limits.terms import PaymentMethod
from underwriting.orders.rules import order_check
from underwriting.orders.states import ORDER_LIFE, OrderState, state_after
from underwriting.orders.terms import (
    InsurerLimit,
    LateInvoice,
    OrderAnswer,
    OrderAsked,
    OrderOutcome,
    OwnLimitFacts,
    Standing,
)

DAY = date(2025, 3, 1)


def _asked(amount: str, deposit: str = "0", **changes: object) -> OrderAsked:
    values = {"payment_days": 60, "method": PaymentMethod.OA, "ships_on": DAY, **changes}
    return OrderAsked(amount=eur(amount), deposit=eur(deposit), **values)  # type: ignore[arg-type]


def _own(amount: str, days: int | None = None) -> OwnLimitFacts:
    return OwnLimitFacts(eur(amount), days, DAY, "known for years", "ada")


def _insured(amount: str, days: int | None = 90, method: PaymentMethod | None = None) -> InsurerLimit:
    return InsurerLimit(eur(amount), days, method, "LD-1")


def _standing(**changes: object) -> Standing:
    values = {
        "open": eur(0), "ordered": eur(0), "own": _own("500000"), "insured": _insured("400000"), "insurable": True,
        "stopped_by": "", "late": (), "overdue_days": 30, **changes,
    }  # fmt: skip
    return Standing(**values)  # type: ignore[arg-type]


def _checked(order: OrderAsked, **changes: object) -> OrderAnswer:
    return order_check(order, order.credit, _standing(**changes))


def _codes(answer: OrderAnswer) -> list[str]:
    return [one.code for one in (*answer.holds, *answer.warnings)]


def test_own_500k_insured_400k_an_order_to_450k_warns_that_50k_are_uninsured() -> None:
    answer = _checked(_asked("50000"), open=eur("300000"), ordered=eur("100000"))

    assert (answer.outcome, answer.uninsured, answer.total) == (OrderOutcome.WARNED, eur("50000"), eur("450000"))
    assert _codes(answer) == ["order.part_uninsured"]
    alone = _checked(_asked("450000"))
    assert (alone.outcome, alone.uninsured, alone.room) == (OrderOutcome.WARNED, eur("50000"), eur("400000"))


@pytest.mark.parametrize(
    ("amount", "changes", "outcome", "uninsured", "codes"),
    [
        ("400000", {}, OrderOutcome.CLEAR, "0", []),
        ("500000", {}, OrderOutcome.WARNED, "100000", ["order.part_uninsured"]),
        ("500000.01", {}, OrderOutcome.HELD, "100000.01", ["order.over_own_limit", "order.part_uninsured"]),
        ("450000", {"own": None}, OrderOutcome.HELD, "50000", ["order.over_only_limit", "order.part_uninsured"]),
        ("400000", {"own": None}, OrderOutcome.CLEAR, "0", []),
        ("1", {"insured": None}, OrderOutcome.WARNED, "1", ["order.no_limit"]),
        ("1", {"insured": _insured("0")}, OrderOutcome.WARNED, "1", ["order.limit_refused"]),
        ("1", {"insured": _insured("400000", 45)}, OrderOutcome.WARNED, "1", ["order.term_too_long"]),
        ("1", {"insured": _insured("9", 60, PaymentMethod.DP)}, OrderOutcome.WARNED, "1", ["order.method_too_risky"]),
        ("1", {"insurable": False}, OrderOutcome.WARNED, "1", ["order.outside_period"]),
        ("1", {"stopped_by": "A-1"}, OrderOutcome.WARNED, "1", ["order.cover_stopped"]),
        ("1", {"own": _own("500000", 45)}, OrderOutcome.HELD, "0", ["order.own_term_too_long"]),
        ("1", {"late": (LateInvoice("A-1", DAY, 30),)}, OrderOutcome.CLEAR, "0", []),
        ("1", {"late": (LateInvoice("A-1", DAY, 31),)}, OrderOutcome.HELD, "0", ["order.buyer_overdue"]),
    ],
)
def test_what_an_order_meets(
    amount: str, changes: dict[str, object], outcome: OrderOutcome, uninsured: str, codes: list[str]
) -> None:
    answer = _checked(_asked(amount), **changes)

    assert (answer.outcome, answer.uninsured, _codes(answer)) == (outcome, eur(uninsured), codes)


def test_a_safer_method_than_the_limits_is_insured() -> None:
    order = _asked("1000", method=PaymentMethod.DP)

    assert _checked(order, insured=_insured("5000", 60, PaymentMethod.OA)).outcome is OrderOutcome.CLEAR


def test_a_deposit_takes_no_room_and_an_order_paid_before_is_no_credit() -> None:
    with_deposit = _checked(_asked("100000", "30000"))
    prepaid = _checked(_asked("900000", "900000"), late=(LateInvoice("A-1", DAY, 99),), insured=None)

    assert with_deposit.exposure == eur("70000")
    assert (prepaid.outcome, prepaid.exposure, prepaid.uninsured) == (OrderOutcome.CLEAR, eur(0), eur(0))


def test_the_working_says_every_amount_in_order() -> None:
    answer = _checked(_asked("450000"), open=eur("10"), late=(LateInvoice("A-1", DAY, 12),))

    lines = [(line.code, line.result) for line in answer.working.lines]
    assert lines == [
        ("order.exposure", eur("450000")),
        ("order.open", eur("10")),
        ("order.ordered", eur(0)),
        ("order.total", eur("450010")),
        ("order.own_limit", eur("500000")),
        ("order.over_own", eur(0)),
        ("order.insured_limit", eur("400000")),
        ("order.uninsured", eur("50010")),
        ("order.days_late", 12),
    ]
    assert isinstance(answer.room, Money)


@pytest.mark.parametrize(("state", "move"), list(product(OrderState, ("hold", "release", "ship", "cancel"))))
def test_only_the_drawn_moves_of_an_order_are_possible(state: OrderState, move: str) -> None:
    if (state, move) in ORDER_LIFE.moves:
        assert ORDER_LIFE.after(state, move) is ORDER_LIFE.moves[state, move]
    else:
        with pytest.raises(OutOfTurn):
            ORDER_LIFE.after(state, move)


def test_an_order_stands_where_its_steps_led() -> None:
    assert state_after(held=False, moves=[]) is OrderState.OPEN
    assert state_after(held=True, moves=["release", "ship"]) is OrderState.SHIPPED
