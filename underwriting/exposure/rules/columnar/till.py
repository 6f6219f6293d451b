"""One account's receipts, one after the other, in plain integers: the steps of `settlement` and `allocation`."""

from __future__ import annotations

from collections.abc import Iterable

from underwriting.exposure.rules.columnar.book import NONE, Ints, Invoices, Receipts
from underwriting.exposure.rules.columnar.parts import Open
from underwriting.exposure.terms import AllocationMethod


class Till:
    """What is open of one account's invoices while the receipts come in; `first` to `end` are their places."""

    def __init__(self, invoices: Invoices, own: Open, first: int, end: int) -> None:
        rows = slice(first, end)
        self._first = first
        self._foreign: list[bool] = invoices.foreign[rows].tolist()
        self._over: list[int] = invoices.rate_over[rows].tolist()
        self._under: list[int] = invoices.rate_under[rows].tolist()
        self._parts_open: list[int] = own.total[rows].tolist()
        ages = zip(
            invoices.due[rows].tolist(), invoices.shipped[rows].tolist(), invoices.rank[rows].tolist(), strict=True
        )
        self._by_age = [place for _, place in sorted((age, place) for place, age in enumerate(ages))]
        self._open: list[int] = []
        self._own = [0] * (end - first)
        self._policy = [0] * (end - first)
        self._last = [NONE] * (end - first)

    def receive(self, receipts: Receipts, places: Iterable[int], method: AllocationMethod) -> None:
        """Those in an invoice's own currency come off that invoice; then all the rest, by day, by the method."""
        waiting = [self._in_policy_currency(receipts, at) for at in places]
        self._open = [self._converted(at, minor - self._own[at]) for at, minor in enumerate(self._parts_open)]
        for day, named, left, payment in sorted(waiting, key=lambda one: one[0]):
            rest = left
            if named != NONE and (method is AllocationMethod.AS_DESIGNATED or not payment):
                rest -= self._credit(named, rest, day)
            if method is AllocationMethod.PRO_RATA:
                self._pro_rata(rest, day)
            else:
                self._oldest_first(rest, day)

    def into(self, own: Ints, policy: Ints, last: Ints) -> None:
        """Write what was credited to the columns of all invoices."""
        rows = slice(self._first, self._first + len(self._own))
        own[rows], policy[rows], last[rows] = self._own, self._policy, self._last

    def _converted(self, at: int, minor: int) -> int:
        if not self._foreign[at]:
            return minor
        over, under = self._over[at], self._under[at]
        return (2 * minor * over + under) // (2 * under)

    def _in_policy_currency(self, receipts: Receipts, at: int) -> tuple[int, int, int, bool]:
        """Day, invoice named, amount and whether it is a payment, as the method sees the receipt."""
        day, minor, payment = int(receipts.day[at]), int(receipts.amount[at]), bool(receipts.payment[at])
        place = int(receipts.place[at])
        named = NONE if place == NONE else place - self._first
        if named == NONE or not self._foreign[named]:
            return day, named, minor, payment
        taken = min(minor, self._parts_open[named] - self._own[named])
        if taken:
            self._own[named] += taken
            self._last[named] = max(self._last[named], day)
        return day, NONE, self._converted(named, minor - taken), payment

    def _credit(self, at: int, minor: int, day: int) -> int:
        taken = min(minor, self._open[at])
        if taken > 0:
            self._open[at] -= taken
            self._policy[at] += taken
            self._last[at] = max(self._last[at], day)
        return max(taken, 0)

    def _oldest_first(self, minor: int, day: int) -> None:
        for at in self._by_age:
            if not minor:
                break
            minor -= self._credit(at, minor, day)

    def _pro_rata(self, minor: int, day: int) -> None:
        """Each its proportion, half-up; the youngest takes the rest, and passes up what it cannot hold."""
        total = sum(self._open)
        left = sharing = min(minor, total)
        weights = list(self._open)
        for at in self._by_age[:-1]:
            share = min((2 * sharing * weights[at] + total) // (2 * total), left) if total else 0
            left -= self._credit(at, share, day)
        for at in reversed(self._by_age):
            left -= self._credit(at, left, day)
