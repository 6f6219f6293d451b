"""Whole-number arithmetic over columns: exact at every size, within accounts where it runs on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from underwriting.exposure.rules.columnar.book import Ints

ROOM = 1 << 62
"""Products and sums below this fit a 64-bit column with a doubling to spare."""


def proportion(amount: Ints, over: Ints, under: Ints) -> Ints:
    """`amount` × `over` / `under`, rounded half-up; none of them negative, `under` above zero."""
    if not len(amount):
        return amount
    if int(amount.max()) * int(over.max()) < ROOM // 2:
        return (2 * amount * over + under) // (2 * under)
    large = amount.astype(object) * over
    exact: Ints = ((2 * large + under) // (2 * under.astype(object))).astype(np.int64)
    return exact


@dataclass(frozen=True, slots=True)
class Runs:
    """Rows in runs of one key that stand together: where each run starts, how long it is, to which run a row belongs.

    Sums over all runs may pass 64 bits and come back: only the differences within a run are used, and those fit.
    """

    starts: Ints
    counts: Ints
    of_row: Ints

    @classmethod
    def of(cls, key: Ints) -> Runs:
        """The runs of a column whose equal keys stand together."""
        first = np.empty(len(key), dtype=bool)
        first[:1] = True
        np.not_equal(key[1:], key[:-1], out=first[1:])
        starts = np.flatnonzero(first).astype(np.int64)
        counts = np.diff(np.append(starts, len(key)))
        return cls(starts, counts, np.cumsum(first, dtype=np.int64) - 1)

    def running(self, column: Ints) -> Ints:
        """The running total of each run, the row itself counted in."""
        total: Ints = np.cumsum(column)
        before = np.zeros(len(self.starts), dtype=np.int64)
        before[1:] = total[self.starts[1:] - 1]
        total -= np.repeat(before, self.counts)
        return total

    def totals(self, column: Ints) -> Ints:
        """The sum of each run."""
        summed: Ints = np.add.reduceat(column, self.starts) if len(column) else column
        return summed

    def largest(self, column: Ints) -> Ints:
        """The largest of each run."""
        found: Ints = np.maximum.reduceat(column, self.starts) if len(column) else column
        return found


def last_at(keys: Ints, days: Ints, key: Ints, day: Ints) -> Ints:
    """Per (key, day) the place of the last of the sorted (keys, days) with the same key and a day not after it.

    `NONE` where that key has none. Days are ordinals below 2**22.
    """
    found: Ints = np.searchsorted((keys << 22) | days, (key << 22) | day, side="right").astype(np.int64) - 1
    if not len(keys):
        return found
    found[keys[found] != key] = -1
    return found
