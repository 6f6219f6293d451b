"""Stops of cover as columns: which unpaid invoice struck a shipment."""

from __future__ import annotations

import numpy as np

from underwriting.exposure.rules.columnar.book import FAR, NONE, Book, Flags, Ints
from underwriting.exposure.rules.columnar.exact import Runs, in_order, last_at


def stopped_by(book: Book, outstanding: Ints, last_credit: Ints, never_open: Flags) -> Ints:
    """Per invoice the place of the invoice whose stop strikes its shipment, `NONE` where none does.

    Of the stops begun by then the one that lasts longest counts, of equal ones the first begun.
    """
    invoices, clauses = book.invoices, book.clauses
    policy = book.policy[invoices.account]
    extension = clauses.extension[policy]
    began = np.where(clauses.from_due[policy], invoices.due, invoices.invoiced) + extension
    first = np.maximum(began + 1, np.minimum(invoices.shipped, invoices.invoiced))
    cleared = np.where((outstanding > 0) | (last_credit == NONE), FAR, last_credit)
    stops = np.flatnonzero((extension != NONE) & ~never_open & (first < cleared))
    # a stop strikes only later shipments, so one that begins after the account's last shipment matters to nobody
    latest = np.zeros(len(book.policy), dtype=np.int64)
    runs = Runs.of(invoices.account)
    latest[invoices.account[runs.starts]] = runs.largest(invoices.shipped)
    stops = stops[first[stops] <= latest[invoices.account[stops]]]
    found = np.full(len(policy), NONE, dtype=np.int64)
    if not len(stops):
        return found
    order = stops[in_order(invoices.account[stops], first[stops], invoices.rank[stops])]
    account = invoices.account[order]
    longest = _longest(account, cleared[order])
    begun = last_at(account, first[order], invoices.account, invoices.shipped)
    held = np.flatnonzero(begun != NONE)
    lasting = order[longest[begun[held]]]
    strikes = cleared[lasting] > invoices.shipped[held]
    found[held[strikes]] = lasting[strikes]
    return found


def _longest(account: Ints, cleared: Ints) -> Ints:
    """Up to each place of an account the place of the stop that lasts longest, of equal ones the first."""
    lasting = np.maximum.accumulate((account << 23) | np.minimum(cleared, 1 << 22))
    changed = np.empty(len(account), dtype=bool)
    changed[:1] = True
    np.not_equal(lasting[1:], lasting[:-1], out=changed[1:])
    places: Ints = np.maximum.accumulate(np.where(changed, np.arange(len(account)), 0))
    return places
