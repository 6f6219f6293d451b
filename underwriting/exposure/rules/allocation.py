"""Where a receipt goes: to the oldest debt, to the one it names, or to all in proportion.

Money is conserved: what came in is what was credited plus what found no open item. Nothing is ever
credited above what is open.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up
from insurer.kernel.working import Line, Working
from underwriting.exposure.terms import AllocationMethod, Receipt, ReceiptKind

MethodOn = Callable[[date, Sequence[int]], AllocationMethod]
"""Which method holds for a receipt of a day, given what is open (minor units) before it is credited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One open debt. Age is by `due`, then by `age` where given, then by the order of the input."""

    id: str
    due: date
    open: Money
    age: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Credited:
    """A part of one receipt that paid one item."""

    item: int
    receipt: int
    day: date
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated:
    """What is still open, item by item in the order of the input, who paid it, and what found no item."""

    open: tuple[Money, ...]
    credited: tuple[Credited, ...]
    unallocated: Money
    working: Working = field(default_factory=Working)


def allocation(
    items: Sequence[Item],
    receipts: Sequence[Receipt],
    method: AllocationMethod | MethodOn,
    currency: str,
    *,
    move_on: bool = False,
) -> Allocated:
    """Receipts in date order, the same day as given, credited to open items.

    A receipt naming an item goes to that item under `as_designated`, and under every method when it is not a
    payment. What the item cannot take is unallocated, unless `move_on` lets the rest follow the method, oldest
    first under `as_designated`. A name that no item bears is refused. Source: calculation contract, "Allocation".
    """
    till = _Till(items, currency)
    for index in sorted(range(len(receipts)), key=lambda at: receipts[at].day):
        receipt = receipts[index]
        named = till.position(receipt.invoice, index)
        chosen = method(receipt.day, till.open) if callable(method) else method
        rest = receipt.amount.minor
        if named is not None and (chosen is AllocationMethod.AS_DESIGNATED or receipt.kind is not ReceiptKind.PAYMENT):
            rest -= till.credit(named, rest, index, receipt, "allocation.designated")
            if not move_on:
                till.keep(rest, index, receipt)
                continue
        if chosen is AllocationMethod.PRO_RATA:
            rest -= till.pro_rata(rest, index, receipt)
        else:
            rest -= till.oldest_first(rest, index, receipt)
        till.keep(rest, index, receipt)
    return till.closed()


class _Till:
    """What is open while the receipts come in, one after the other."""

    def __init__(self, items: Sequence[Item], currency: str) -> None:
        self.items = items
        self.currency = currency
        self.open = [item.open.minor for item in items]
        self.places = {item.id: place for place, item in enumerate(items)}
        self.by_age = sorted(range(len(items)), key=lambda at: (items[at].due, items[at].age, at))
        self.credited: list[Credited] = []
        self.lines: list[Line] = []
        self.unallocated = 0
        if len(self.places) != len(items):
            seen: set[str] = set()
            twice = next(i for i, item in enumerate(items) if item.id in seen or seen.add(item.id))  # type: ignore[func-returns-value]
            raise InvalidInput("input.duplicate", f"items.{twice}.id", value=items[twice].id)

    def position(self, name: str | None, receipt: int) -> int | None:
        if name is None:
            return None
        if name not in self.places:
            raise InvalidInput("input.unknown_item", f"receipts.{receipt}.invoice", value=name)
        return self.places[name]

    def credit(self, at: int, amount: int, index: int, receipt: Receipt, code: str) -> int:
        """Credits up to `amount` to one item; returns what it took."""
        taken = min(amount, self.open[at])
        if taken > 0:
            self.open[at] -= taken
            money = Money(taken, self.currency)
            self.credited.append(Credited(at, index, receipt.day, money))
            facts = {"day": receipt.day, "kind": receipt.kind, "item": self.items[at].id}
            self.lines.append(Line(code, money, "policy.allocation", facts))
        return taken

    def oldest_first(self, amount: int, index: int, receipt: Receipt) -> int:
        left = amount
        for at in self.by_age:
            if not left:
                break
            left -= self.credit(at, left, index, receipt, "allocation.oldest_first")
        return amount - left

    def pro_rata(self, amount: int, index: int, receipt: Receipt) -> int:
        """Each item its proportion, half-up; the youngest takes the rest, and passes up what it cannot hold."""
        total = sum(self.open)
        left = sharing = min(amount, total)
        weights = list(self.open)
        for at in self.by_age[:-1]:
            share = min(half_up(Fraction(sharing * weights[at], total)), left) if total else 0
            left -= self.credit(at, share, index, receipt, "allocation.pro_rata")
        for at in reversed(self.by_age):
            left -= self.credit(at, left, index, receipt, "allocation.pro_rata")
        return sharing - left

    def keep(self, rest: int, index: int, receipt: Receipt) -> None:
        """What found no open item stays unallocated."""
        if rest:
            self.unallocated += rest
            facts = {"day": receipt.day, "kind": receipt.kind}
            self.lines.append(Line("allocation.unallocated", Money(rest, self.currency), "receipts", facts))

    def closed(self) -> Allocated:
        return Allocated(
            open=tuple(Money(minor, self.currency) for minor in self.open),
            credited=tuple(self.credited),
            unallocated=Money(self.unallocated, self.currency),
            working=Working(tuple(self.lines)),
        )
