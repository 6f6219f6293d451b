"""The calculation `allocation`: receipts credited to open items."""

from __future__ import annotations

from typing import Any

from pydantic import Field, TypeAdapter

from insurer.kernel.errors import InvalidInput
from insurer.workflows.calculations.contract import Input
from insurer.workflows.calculations.fields import Amount, Currency, Day, Text
from insurer.workflows.calculations.registry import Calculation
from insurer.workflows.calculations.statement import Outcome
from underwriting.facts import AllocationMethod, Item, Receipt, ReceiptKind, allocation

MOST_ITEMS = 5_000
MOST_SHARES = 100_000
"""Receipts times items under pro rata: each share is one line of the working."""


class OpenItem(Input):
    """One open item."""

    id: Text
    due: Day
    amount: Amount


class ItemReceipt(Input):
    """One receipt, naming an item or none."""

    day: Day = Field(alias="date")
    amount: Amount
    item: Text | None = None
    kind: ReceiptKind = ReceiptKind.PAYMENT


class AllocationInput(Input):
    """Open items, receipts and the method."""

    currency: Currency
    method: AllocationMethod
    items: tuple[OpenItem, ...] = Field(max_length=MOST_ITEMS)
    receipts: tuple[ItemReceipt, ...] = Field(max_length=MOST_ITEMS)

    def check(self) -> None:
        pairs = len(self.items) * len(self.receipts)
        if self.method is AllocationMethod.PRO_RATA and pairs > MOST_SHARES:
            raise InvalidInput("input.too_many_rows", "receipts", number=MOST_SHARES // len(self.items))
        known = {item.id for item in self.items}
        for index, receipt in enumerate(self.receipts):
            if receipt.item is not None and receipt.item not in known:
                raise InvalidInput("input.unknown_item", f"receipts.{index}.item", value=receipt.item)


def _works(given: AllocationInput) -> Outcome:
    done = allocation(
        [Item(id=item.id, due=item.due, open=item.amount) for item in given.items],
        [
            Receipt(day=receipt.day, amount=receipt.amount, invoice=receipt.item, kind=receipt.kind)
            for receipt in given.receipts
        ],
        given.method,
        given.currency,
    )
    items = [{"id": item.id, "open": left} for item, left in zip(given.items, done.open, strict=True)]
    return Outcome({"items": items, "unallocated": done.unallocated}, done.working, given.currency)


_EXAMPLE: dict[str, Any] = {
    "currency": "EUR",
    "method": "oldest_first",
    "items": [
        {"id": "A-1", "due": "2026-05-31", "amount": "600000.00"},
        {"id": "A-2", "due": "2026-06-30", "amount": "600000.00"},
    ],
    "receipts": [{"date": "2026-07-10", "amount": "700000.00"}],
}

ALLOCATION = Calculation("allocation", TypeAdapter(AllocationInput), _works, _EXAMPLE)
ALLOCATION_CALCULATIONS = (ALLOCATION,)
