"""The ageing as a table. Pure; amounts of one currency in minor units, a place per invoice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from insurer.kernel.money import Money
from underwriting.ageing.terms import BOUNDS, LABELS, AgeingRow, AgeingTable

Ints = NDArray[np.int64]
_EDGES = np.array([1, *(bound + 1 for bound in BOUNDS)], dtype=np.int64)


def buckets_of(late: Ints) -> Ints:
    """The places of the buckets in LABELS: 30 days late is in 1-30, 31 in 31-60; due today is not overdue."""
    return np.searchsorted(_EDGES, late, side="right").astype(np.int64)


def ageing_table(keys: Sequence[str], row: Ints, late: Ints, amount: Ints, currency: str) -> AgeingTable:
    """Every open invoice in its row and bucket; the rows and the buckets both sum to the total, to the cent.

    `row` is the place of each invoice's row in `keys`, `late` its days past the due date, `amount` the part of it that
    is asked for. An invoice that has nothing of it stands in no row.
    """
    sums = np.zeros((len(keys), len(LABELS)), dtype=np.int64)
    np.add.at(sums, (row, buckets_of(late)), amount)
    counts = np.bincount(row[amount != 0], minlength=len(keys))
    rows = [_row(key, sums[at], int(counts[at]), currency) for at, key in enumerate(keys) if counts[at]]
    rows.sort(key=lambda one: (-one.overdue.minor, -one.total.minor, one.key))
    return AgeingTable(tuple(rows), _row("", sums.sum(axis=0), int(counts.sum()), currency))


def _row(key: str, minors: Ints, invoices: int, currency: str) -> AgeingRow:
    return AgeingRow(
        key, tuple(Money(int(minor), currency) for minor in minors), Money(int(minors.sum()), currency), invoices
    )
