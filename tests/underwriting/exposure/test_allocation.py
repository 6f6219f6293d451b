"""Receipts find their debts, and no cent is lost on the way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from underwriting.facts import AllocationMethod, Item, Receipt, ReceiptKind, allocation

DAY = date(2026, 6, 1)
amounts = st.integers(0, 10_000)
items_of = st.lists(st.tuples(amounts, st.integers(0, 5)), min_size=1, max_size=6)
receipts_of = st.lists(
    st.tuples(amounts, st.integers(0, 5), st.none() | st.integers(0, 5), st.sampled_from(ReceiptKind)), max_size=6
)


def money(minor: int) -> Money:
    return Money(minor, "EUR")


def run(given_items, given_receipts, method, *, move_on=False):
    items = [
        Item(id=str(place), due=DAY + timedelta(days=due), open=money(minor))
        for place, (minor, due) in enumerate(given_items)
    ]
    receipts = [
        Receipt(
            day=DAY + timedelta(days=day),
            amount=money(minor),
            invoice=None if named is None else str(named % len(items)),
            kind=kind,
        )
        for minor, day, named, kind in given_receipts
    ]
    return items, receipts, allocation(items, receipts, method, "EUR", move_on=move_on)


@given(items_of, receipts_of, st.sampled_from(AllocationMethod), st.booleans())
@settings(max_examples=100, deadline=None)
def test_allocation_conserves_money(given_items, given_receipts, method, move_on) -> None:
    items, receipts, done = run(given_items, given_receipts, method, move_on=move_on)

    paid = sum(item.open.minor - left.minor for item, left in zip(items, done.open, strict=True))
    assert paid + done.unallocated.minor == sum(receipt.amount.minor for receipt in receipts)
    assert paid == sum(credited.amount.minor for credited in done.credited)
    assert all(0 <= left.minor <= item.open.minor for item, left in zip(items, done.open, strict=True))


@given(items_of, receipts_of, st.sampled_from(AllocationMethod))
@settings(max_examples=50, deadline=None)
def test_with_moving_on_nothing_stays_unallocated_while_a_debt_is_open(given_items, given_receipts, method) -> None:
    _, _, done = run(given_items, given_receipts, method, move_on=True)

    assert not done.unallocated or not any(done.open)


def test_pro_rata_never_overpays_the_youngest() -> None:
    _, _, done = run([(1, day) for day in range(5)], [(2, 0, None, ReceiptKind.PAYMENT)], AllocationMethod.PRO_RATA)

    assert [left.minor for left in done.open] == [1, 1, 1, 0, 0]
    assert not done.unallocated


def test_a_name_no_item_bears_is_refused() -> None:
    with pytest.raises(InvalidInput):
        allocation([], [Receipt(day=DAY, amount=money(1), invoice="Z")], AllocationMethod.OLDEST_FIRST, "EUR")


def test_two_items_of_one_name_are_refused() -> None:
    twice = [Item(id="A", due=DAY, open=money(1)), Item(id="A", due=DAY, open=money(2))]
    with pytest.raises(InvalidInput) as refused:
        allocation(twice, [], AllocationMethod.OLDEST_FIRST, "EUR")

    assert refused.value.field == "items.1.id"
