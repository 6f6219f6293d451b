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


def in_order(*keys: Ints) -> Ints:
    """The places of rows in order of the first key, of equal ones the second and so on; equal rows as they stand.

    Keys whose spans fit one whole number together are sorted as that, which is many times faster than one by one.
    """
    if not len(keys[0]):
        return np.empty(0, dtype=np.int64)
    lowest = [int(key.min()) for key in keys]
    bits = [(int(key.max()) - low).bit_length() for key, low in zip(keys, lowest, strict=True)]
    if sum(bits) >= ROOM.bit_length():
        return np.lexsort(keys[::-1]).astype(np.int64)
    whole = keys[0] - lowest[0]
    for key, low, width in zip(keys[1:], lowest[1:], bits[1:], strict=True):
        whole = (whole << width) | (key - low)
    return np.argsort(whole, kind="stable").astype(np.int64)


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
