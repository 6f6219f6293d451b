"""Receipts credited to invoices, over columns.

Where the order of receipts cannot matter the answer is closed: oldest first is the running debt less all that came
in; designated receipts that fit are sums. Every other account goes through a till of plain integers, receipt by
receipt, in the steps of `settlement` and `allocation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from underwriting.exposure.rules.columnar.book import ALLOCATIONS, NONE, Book, Flags, Ints, Receipts
from underwriting.exposure.rules.columnar.exact import Runs, in_order
from underwriting.exposure.rules.columnar.parts import Accounts
from underwriting.exposure.rules.columnar.till import Till
from underwriting.exposure.terms import AllocationMethod

OLDEST_FIRST = ALLOCATIONS.index(AllocationMethod.OLDEST_FIRST)
AS_DESIGNATED = ALLOCATIONS.index(AllocationMethod.AS_DESIGNATED)


@dataclass(frozen=True, slots=True)
class Credited:
    """Per invoice what was credited in its own currency and in policy currency, and the day of the last credit."""

    own: Ints
    policy: Ints
    last: Ints


def credited(book: Book, accounts: Accounts) -> Credited:
    """What the receipts paid, by the policy's method, each invoice's own currency first."""
    invoices, receipts = book.invoices, book.receipts
    count = len(invoices.account)
    nothing = np.zeros(count, dtype=np.int64)
    found = Credited(nothing, nothing.copy(), np.full(count, NONE, dtype=np.int64))
    if not len(receipts.account):
        return found
    named = receipts.place != NONE
    abroad = np.zeros(len(named), dtype=bool)
    abroad[named] = invoices.foreign[receipts.place[named]]
    in_turn = _in_turn(book, accounts, named, abroad)
    closed = ~in_turn[receipts.account]
    _add(found.own, found.last, receipts, closed & abroad)
    before = accounts.in_policy_currency(accounts.own.paid(found.own)).total
    designated = book.clauses.allocation[book.policy[receipts.account]] == AS_DESIGNATED
    _add(found.policy, found.last, receipts, closed & ~abroad & designated)
    _oldest_first(book, found, before, closed & ~abroad & ~designated)
    for till in _tills(book, accounts, np.flatnonzero(in_turn)):
        till.into(found.own, found.policy, found.last)
    return found


def _in_turn(book: Book, accounts: Accounts, named: Flags, abroad: Flags) -> Flags:
    """The accounts whose receipts must be taken one after the other, because an earlier one decides about a later."""
    receipts = book.receipts
    method = book.clauses.allocation[book.policy[receipts.account]]
    home = ~abroad
    odd = home & (
        ((method == OLDEST_FIRST) & named & ~receipts.payment)
        | ((method == AS_DESIGNATED) & ~named)
        | ((method != OLDEST_FIRST) & (method != AS_DESIGNATED))
    )
    fits = abroad | (named & (method == AS_DESIGNATED))
    sums = np.zeros(len(book.invoices.account), dtype=np.int64)
    np.add.at(sums, receipts.place[fits], receipts.amount[fits])
    found = np.zeros(len(book.policy), dtype=bool)
    found[receipts.account[odd]] = True
    found[book.invoices.account[sums > accounts.own.total]] = True
    return found


def _add(into: Ints, last: Ints, receipts: Receipts, chosen: Flags) -> None:
    at = np.flatnonzero(chosen)
    np.add.at(into, receipts.place[at], receipts.amount[at])
    np.maximum.at(last, receipts.place[at], receipts.day[at])


def _oldest_first(book: Book, found: Credited, before: Ints, chosen: Flags) -> None:
    """All that came in on an account fills its invoices by due date, shipment and number."""
    at = np.flatnonzero(chosen)
    if not len(at):
        return
    invoices, receipts = book.invoices, book.receipts
    came_in = np.zeros(len(book.policy), dtype=np.int64)
    np.add.at(came_in, receipts.account[at], receipts.amount[at])
    rows = np.flatnonzero(came_in[invoices.account] > 0)
    order = rows[in_order(invoices.account[rows], invoices.due[rows], invoices.shipped[rows], invoices.rank[rows])]
    account, still = invoices.account[order], before[order]
    owed = Runs.of(account).running(still)
    paid = np.clip(came_in[account] - (owed - still), 0, still)
    found.policy[order] += paid
    total = np.cumsum(receipts.amount[at])
    first_of = np.searchsorted(receipts.account[at], account)
    earlier = np.where(first_of > 0, total[first_of - 1], 0)
    through = (paid == still) & (still > 0)
    closing = np.searchsorted(total, (earlier + owed)[through])
    found.last[order[through]] = np.maximum(found.last[order[through]], receipts.day[at][closing])


def _tills(book: Book, accounts: Accounts, wanted: Ints) -> Iterator[Till]:
    """One till per account, filled with its receipts."""
    invoices, receipts = book.invoices, book.receipts
    bounds = [
        np.searchsorted(column, wanted, side=side)
        for column in (invoices.account, receipts.account)
        for side in ("left", "right")
    ]
    for account, first, end, came, gone in zip(wanted, *bounds, strict=True):
        till = Till(invoices, accounts.own, int(first), int(end))
        till.receive(receipts, range(int(came), int(gone)), ALLOCATIONS[book.clauses.allocation[book.policy[account]]])
        yield till
