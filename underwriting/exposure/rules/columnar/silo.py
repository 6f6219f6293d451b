"""The limits held against invoices in age order, over columns: what fits is insured, the rest is over the limit."""

from __future__ import annotations

import numpy as np

from underwriting.exposure.rules.columnar.book import Ints
from underwriting.exposure.rules.columnar.exact import Runs


def taken(account: Ints, limit: Ints, size: Ints) -> Ints:
    """What each row takes of its own limit, after what the older rows of its account took of theirs.

    Rows stand by account and age. The room used after a row is max(used, min(used + size, limit)). While the limit
    stays the same that is the running total capped by it, so an account is worked in as many steps as its limit has
    values in a row, all accounts at once. Source: calculation contract, "Limit"; domain rules, sections 6 and 11.
    """
    if not len(account):
        return size
    changes = np.empty(len(account), dtype=bool)
    changes[:1] = True
    changes[1:] = (account[1:] != account[:-1]) | (limit[1:] != limit[:-1])
    runs = Runs.of(np.cumsum(changes, dtype=np.int64))
    owner = account[runs.starts]
    step_of = np.arange(len(owner)) - np.repeat(*_first_and_length(owner))
    running, cap = runs.running(size), limit[runs.starts]
    begun = np.zeros(len(owner), dtype=np.int64)
    summed = runs.totals(size)
    order = np.argsort(step_of, kind="stable")
    bounds = np.searchsorted(step_of[order], np.arange(int(step_of.max()) + 2))
    for step in range(1, len(bounds) - 1):
        now = order[bounds[step] : bounds[step + 1]]
        before = now - 1
        begun[now] = _used(begun[before], summed[before], cap[before])
    start = begun[runs.of_row]
    used = _used(start, running, limit)
    took = np.empty_like(used)
    took[:1] = used[:1]
    took[1:] = used[1:] - used[:-1]
    took[runs.starts] = used[runs.starts] - begun
    return took


def _used(before: Ints, size: Ints, limit: Ints) -> Ints:
    used: Ints = np.maximum(before, np.minimum(before + size, limit))
    return used


def _first_and_length(owner: Ints) -> tuple[Ints, Ints]:
    """Of each account its first run and how many it has."""
    runs = Runs.of(owner)
    return runs.starts, runs.counts
