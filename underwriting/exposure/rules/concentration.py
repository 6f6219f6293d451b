"""Concentration: how much of the whole the largest buyers or groups carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from insurer.kernel.money import Money
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working

COUNTED = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Exposure:
    """What one buyer owes; buyers of one group count together."""

    id: str
    amount: Money
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Concentration:
    """The total, the shares of the largest 1, 5 and 10 in percent, and the Herfindahl index, 0 to 10 000."""

    total: Money
    top_1: Decimal
    top_5: Decimal
    top_10: Decimal
    hhi: Decimal
    working: Working


def concentration(exposures: Sequence[Exposure], currency: str) -> Concentration:
    """Shares of the largest buyer groups in the total, in percent to two decimals, and the sum of squared shares.

    Nothing owed at all gives shares and index of 0.
    """
    owed: dict[tuple[bool, str], int] = {}
    for exposure in exposures:
        key = (exposure.group is not None, exposure.group if exposure.group is not None else exposure.id)
        owed[key] = owed.get(key, 0) + exposure.amount.minor
    sizes = sorted(owed.values(), reverse=True)
    total = sum(sizes)
    shares = [Fraction(size * 100, total) if total else Fraction(0) for size in sizes]
    whole = Money(total, currency)
    working = Working().then("concentration.total", whole, "exposures", risks=len(sizes), exposures=len(exposures))
    tops = [to_places(sum(shares[:count], Fraction(0)), 2) for count in COUNTED]
    for count, top in zip(COUNTED, tops, strict=True):
        largest = Money(sum(sizes[:count]), currency)
        working = working.then("concentration.top", top, "exposures", number=count, largest=largest, total=whole)
    hhi = to_places(sum((share * share for share in shares), Fraction(0)), 2)
    working = working.then("concentration.hhi", hhi, "exposures", risks=len(sizes))
    return Concentration(whole, tops[0], tops[1], tops[2], hhi, working)
