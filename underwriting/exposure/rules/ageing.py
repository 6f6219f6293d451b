"""The ageing of receivables: what is not due, and what is late by how many days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working

USUAL_BUCKETS = (30, 60, 90, 180)
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class AgeingItem:
    """One open debt; `insured` is the part under cover, None where nobody asked."""

    due: date
    amount: Money
    insured: Money | None = None


@dataclass(frozen=True, slots=True)
class AgeingBucket:
    """Debts late by `from_days` to `to_days`, both counted; the last bucket has no end."""

    label: str
    from_days: int | None
    to_days: int | None
    amount: Money
    insured: Money | None
    uninsured: Money | None


@dataclass(frozen=True, slots=True)
class Ageing:
    """All buckets, their total, what is overdue, and the overdue items' amount-weighted days late, two decimals."""

    buckets: tuple[AgeingBucket, ...]
    total: Money
    overdue: Money
    average_days_late: Decimal
    working: Working


def days_late(due: date, as_of: date) -> int:
    """Whole days past the due date at the end of `as_of`; 0 or less is not overdue."""
    return (as_of - due).days


def ageing(items: Sequence[AgeingItem], as_of: date, bounds: Sequence[int], currency: str) -> Ageing:
    """Every open item in its bucket of days late at the end of `as_of`.

    `bounds` are the last days of the buckets, rising (30, 60, 90, 180). Due today is not overdue; 30 days late is
    in 1-30, 31 in 31-60. Insured parts are split off when any item names one; an item naming none has none.
    Raises InvalidInput for bounds that do not rise or an insured part above its item.
    """
    _check(items, bounds)
    split = any(item.insured is not None for item in items)
    amounts, insured = [0] * (len(bounds) + 2), [0] * (len(bounds) + 2)
    weighted = overdue = 0
    for item in items:
        late = days_late(item.due, as_of)
        at = _bucket(late, bounds)
        amounts[at] += item.amount.minor
        insured[at] += item.insured.minor if item.insured else 0
        if late > 0:
            overdue += item.amount.minor
            weighted += item.amount.minor * late
    summed = _Summed(len(items), amounts, insured if split else None, overdue, weighted)
    return _aged(summed, as_of, bounds, currency)


def ageing_of_columns(
    late: Ints, amount: Ints, insured: Ints, as_of: date, bounds: Sequence[int], currency: str
) -> Ageing:
    """The same of many items at once: days late, open and insured minor units of each."""
    _check((), bounds)
    place = np.searchsorted(np.array([0, *bounds], dtype=np.int64), late)
    sums = np.zeros((2, len(bounds) + 2), dtype=np.int64)
    np.add.at(sums[0], place, amount)
    np.add.at(sums[1], place, insured)
    overdue = np.flatnonzero(late > 0)
    weighted = sum(int(days) * int(minor) for days, minor in zip(*_by_day(late[overdue], amount[overdue]), strict=True))
    owed = int(amount[overdue].sum())
    return _aged(_Summed(len(late), sums[0].tolist(), sums[1].tolist(), owed, weighted), as_of, bounds, currency)


def _by_day(late: Ints, amount: Ints) -> tuple[Ints, Ints]:
    """What is late by each number of days; a year of days has few of them."""
    days, place = np.unique(late, return_inverse=True)
    owed = np.zeros(len(days), dtype=np.int64)
    np.add.at(owed, place, amount)
    return days, owed


@dataclass(frozen=True, slots=True)
class _Summed:
    """Minor units by bucket, what is overdue, and that weighted by days late."""

    items: int
    amounts: Sequence[int]
    insured: Sequence[int] | None
    overdue: int
    weighted: int


def _aged(summed: _Summed, as_of: date, bounds: Sequence[int], currency: str) -> Ageing:
    spans: list[tuple[int | None, int | None]] = [(None, 0), *_spans(bounds)]
    parts: Sequence[int | None] = summed.insured if summed.insured is not None else [None] * len(spans)
    buckets, working = [], Working()
    for (first, last), amount, part in zip(spans, summed.amounts, parts, strict=True):
        bucket = _named(first, last, Money(amount, currency), None if part is None else Money(part, currency))
        buckets.append(bucket)
        working = working.then("ageing.bucket", bucket.amount, "buckets", label=bucket.label)
    total, late_total = Money(sum(summed.amounts), currency), Money(summed.overdue, currency)
    average = to_places(Fraction(summed.weighted, summed.overdue) if summed.overdue else 0, 2)
    working = (
        working.then("ageing.total", total, "items", items=summed.items, as_of=as_of)
        .then("ageing.overdue", late_total, "items", as_of=as_of)
        .then("ageing.average_days_late", average, "items", overdue=late_total)
    )
    return Ageing(tuple(buckets), total, late_total, average, working)


def _check(items: Sequence[AgeingItem], bounds: Sequence[int]) -> None:
    if any(second <= first for first, second in pairwise((0, *bounds))):
        raise InvalidInput("ageing.buckets_do_not_rise", "buckets")
    for at, item in enumerate(items):
        if item.insured is not None and item.insured > item.amount:
            raise InvalidInput("ageing.insured_above_amount", f"items.{at}.insured", amount=item.amount)


def _spans(bounds: Sequence[int]) -> list[tuple[int | None, int | None]]:
    return [*((first + 1, last) for first, last in pairwise((0, *bounds))), (bounds[-1] + 1, None)]


def _bucket(late: int, bounds: Sequence[int]) -> int:
    """0 for not due, then one per bound, and one after the last."""
    if late <= 0:
        return 0
    return next((at for at, bound in enumerate(bounds, 1) if late <= bound), len(bounds) + 1)


def _named(first: int | None, last: int | None, amount: Money, insured: Money | None) -> AgeingBucket:
    label = "not_due" if first is None else f"{first}+" if last is None else f"{first}-{last}"
    return AgeingBucket(label, first, last, amount, insured, None if insured is None else amount - insured)
