"""Orders on both databases: checked against the ledger and other orders, held, released by who may, and taken once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput, NotAllowed, OutOfTurn
from insurer.kernel.ids import PartyId
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.browser import hidden_fields, signed_in
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.limits.terms import PaymentMethod
from underwriting.orders.queries import order_numbered, overdue_days, own_limits
from underwriting.orders.services import close_order, enter_order, release_order, set_order_rule, set_own_limit
from underwriting.orders.states import OrderState
from underwriting.orders.terms import OrderAsked, OrderOutcome

DAY = date(2025, 3, 31)


@pytest.fixture
def buyer(desk: Desk) -> PartyId:
    """A buyer with a limit of 40,000 who owes 10,000, not yet late for long."""
    found = desk.buyer()
    desk.limit(found, "40000", days=60)
    desk.on(DAY).ledger(line("A-1", "10000.00"))
    return found


def _owner(desk: Desk) -> Act:
    return desk.act(Role.POLICYHOLDER_ADMINISTRATOR)


def _own(desk: Desk, buyer: PartyId, amount: str) -> None:
    set_own_limit(
        _owner(desk), desk.policy, buyer, amount=eur(amount), payment_days=None, valid_from=DAY, reason="known"
    )


def _order(amount: str, deposit: str = "0", days: int = 60) -> OrderAsked:
    return OrderAsked(
        amount=eur(amount), deposit=eur(deposit), payment_days=days, method=PaymentMethod.OA, ships_on=DAY
    )


def _enter(desk: Desk, buyer: PartyId, reference: str, order: OrderAsked) -> str:
    return enter_order(desk.customer, desk.policy, buyer, reference=reference, order=order)


def test_orders_not_yet_shipped_take_room_of_the_next(desk: Desk, buyer: PartyId) -> None:
    _own(desk, buyer, "50000")

    first = order_numbered(_enter(desk, buyer, "PO-1", _order("30000")))
    second = order_numbered(_enter(desk, buyer, "PO-2", _order("5000")))
    third = order_numbered(_enter(desk, buyer, "PO-3", _order("10000")))

    assert [one.answer.outcome for one in (first, second, third)] == [
        OrderOutcome.CLEAR, OrderOutcome.WARNED, OrderOutcome.HELD,
    ]  # fmt: skip
    assert (second.answer.uninsured, third.state) == (eur("5000"), OrderState.HELD)
    close_order(desk.customer, first.row.number, "cancel")
    assert order_numbered(_enter(desk, buyer, "PO-4", _order("10000"))).answer.outcome is OrderOutcome.CLEAR


def test_an_overdue_beyond_the_sellers_rule_holds_the_order(desk: Desk, buyer: PartyId) -> None:
    _own(desk, buyer, "50000")
    assert overdue_days(desk.policy) == 30
    set_order_rule(_owner(desk), desk.policy, days=15)

    held = order_numbered(_enter(desk, buyer, "PO-1", _order("1000")))

    assert held.state is OrderState.HELD
    assert held.answer.holds[0].facts["number"] == "A-1"
    assert held.answer.holds[0].facts["days"] == 20


def test_a_release_needs_the_role_and_a_reason_and_is_kept(desk: Desk, buyer: PartyId) -> None:
    _own(desk, buyer, "1000")
    number = _enter(desk, buyer, "PO-1", _order("1500"))

    with pytest.raises(NotAllowed):
        release_order(desk.customer, number, reason="pays tomorrow")
    with pytest.raises(InvalidInput, match=r"input.required"):
        release_order(_owner(desk), number, reason=" ")
    with pytest.raises(OutOfTurn):
        close_order(desk.customer, number, "ship")
    release_order(_owner(desk), number, reason="pays tomorrow")

    view = order_numbered(number)
    assert (view.state, view.steps[0].reason, view.steps[0].taken_by) == (
        OrderState.RELEASED, "pays tomorrow", "ada.clerk",
    )  # fmt: skip
    close_order(desk.customer, number, "ship")
    assert order_numbered(number).state is OrderState.SHIPPED


def test_an_order_number_is_taken_once_and_own_limits_have_a_reason(desk: Desk, buyer: PartyId) -> None:
    _enter(desk, buyer, "PO-1", _order("10"))

    with pytest.raises(InvalidInput, match=r"orders.known_already"):
        _enter(desk, buyer, "po 1", _order("20"))
    with pytest.raises(InvalidInput, match=r"orders.deposit_beyond_amount"):
        _enter(desk, buyer, "PO-2", _order("20", "21"))
    with pytest.raises(InvalidInput, match=r"input.required"):
        set_own_limit(_owner(desk), desk.policy, buyer, amount=eur("1"), payment_days=None, valid_from=DAY, reason="")


def test_the_later_own_limit_prevails_from_its_day(desk: Desk, buyer: PartyId) -> None:
    _own(desk, buyer, "500")
    desk.on(date(2025, 4, 1))
    set_own_limit(
        _owner(desk), desk.policy, buyer, amount=eur("900"), payment_days=30, valid_from=date(2025, 4, 2), reason="more"
    )

    assert own_limits(desk.policy, date(2025, 4, 1))[buyer].amount == eur("500")
    assert own_limits(desk.policy, date(2025, 4, 2))[buyer].amount == eur("900")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_order_is_checked_and_entered_on_the_page(house: Flask, desk: Desk, buyer: PartyId, language: str) -> None:
    _own(desk, buyer, "50000")
    public_id, policy = party(buyer).public_id, policy_facts(desk.policy).number
    holder = signed_in(house, Role.POLICYHOLDER_ADMINISTRATOR, desk.policyholder)
    underwriter = signed_in(house, Role.SENIOR_UNDERWRITER)
    db.session.remove()
    address = f"/portal/orders/check?policy={policy}&lang={language}"
    entry = {
        "buyer": public_id, "amount": "35000", "currency": "EUR", "deposit": "", "payment_days": "60", "method": "OA",
        "ships_on": "2025-04-01", "reference": "PO-9",
    }  # fmt: skip

    looked = holder.post(address, data={**hidden_fields(holder, address), **entry, "look": "1"})
    entered = holder.post(address, data={**hidden_fields(holder, address), **entry, "enter": "1"})

    assert looked.status_code == 200
    assert "5,000.00" in looked.get_data(as_text=True)
    assert entered.status_code == 303
    number = entered.headers["Location"].rpartition("/")[2].partition("?")[0]
    for client, side in ((holder, "portal"), (underwriter, "desk")):
        for page in ("", "limits", number):
            assert client.get(f"/{side}/orders/{page}?lang={language}").status_code == 200, page
    own = f"/portal/orders/limits/{public_id}?policy={policy}&lang={language}"
    assert holder.get(own).status_code == 200
    set_ = holder.post(
        own, data={**hidden_fields(holder, own), "amount": "1", "valid_from": "2025-04-01", "reason": "less"}
    )
    assert set_.status_code == 303
    ship = f"/portal/orders/{number}/ship"
    assert holder.post(ship, data=hidden_fields(holder, f"/portal/orders/{number}")).status_code == 303


def test_a_machine_is_told_the_same_with_the_working(house: Flask, desk: Desk, buyer: PartyId) -> None:
    _own(desk, buyer, "50000")
    body: dict[str, Any] = {
        "policy": policy_facts(desk.policy).number, "buyer": party(buyer).public_id, "amount": "35000.00",
        "currency": "EUR", "payment_days": 60, "ships_on": "2025-04-01",
    }  # fmt: skip
    holder = signed_in(house, Role.POLICYHOLDER_USER, desk.policyholder)
    stranger = signed_in(house, Role.POLICYHOLDER_USER, desk.company("Fremde AG", "CH"))
    db.session.remove()

    told = holder.post("/api/v1/orders/check", json=body)
    wrong = holder.post("/api/v1/orders/check", json={**body, "amount": 35000.5})

    assert told.status_code == 200, told.get_data(as_text=True)
    assert (told.json["outcome"], told.json["uninsured"], told.json["total"]) == ("warned", "5000.00", "45000.00")
    assert told.json["working"][0]["code"] == "order.exposure"
    assert (wrong.status_code, wrong.json["field"]) == (422, "amount")
    assert stranger.post("/api/v1/orders/check", json=body).status_code == 404
