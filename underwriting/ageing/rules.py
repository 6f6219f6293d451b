"""The ageing as a table. Pure; amounts of one currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from insurer.kernel.money import Money
from underwriting.ageing.terms import LABELS, AgedItem, AgeingPart, AgeingRow, AgeingTable, bucket_of


def ageing_table(items: Iterable[AgedItem], part: AgeingPart, currency: str) -> AgeingTable:
    """Every open item in its row and bucket; the rows and the buckets both sum to the total, to the cent.

    An item that has nothing of the part asked for stands in no row.
    """
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * len(LABELS))
    counts: dict[str, int] = defaultdict(int)
    for item in items:
        amount = item.of(part).minor
        if amount:
            sums[item.key][bucket_of(item.late)] += amount
            counts[item.key] += 1
    rows = [_row(key, minors, counts[key], currency) for key, minors in sums.items()]
    rows.sort(key=lambda row: (-row.overdue.minor, -row.total.minor, row.key))
    whole = [sum(minors[place] for minors in sums.values()) for place in range(len(LABELS))]
    return AgeingTable(tuple(rows), _row("", whole, sum(counts.values()), currency))


def _row(key: str, minors: list[int], invoices: int, currency: str) -> AgeingRow:
    return AgeingRow(key, tuple(Money(minor, currency) for minor in minors), Money(sum(minors), currency), invoices)
