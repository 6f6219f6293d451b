"""Where the marks of a chart lie, in whole thousandths of its width and height. The templates draw them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up

Value = Money | Decimal | Fraction | int | None
WIDTH = 1000
"""The width and the height of every drawing."""


def bar_lengths(values: Sequence[Value]) -> list[int]:
    """How long each bar is, the longest being WIDTH; what is nothing or below zero has no bar."""
    sizes = [_size(value) for value in values]
    longest = max(sizes, default=Fraction(0))
    return [half_up(WIDTH * size / longest) if longest else 0 for size in sizes]


def bar_parts(values: Sequence[Value], longest: Value) -> list[tuple[int, int]]:
    """Where each part of a stacked bar begins and how long it is, the bar of `longest` being WIDTH."""
    whole = _size(longest)
    ends = [Fraction(0)]
    for value in values:
        ends.append(ends[-1] + _size(value))
    places = [half_up(WIDTH * end / whole) if whole else 0 for end in ends]
    return [(first, last - first) for first, last in pairwise(places)]


def line_points(values: Sequence[Value], highest: Value) -> str:
    """The points of a line from the left to the right edge, zero at the foot and `highest` at the top."""
    top, last = _size(highest), max(len(values) - 1, 1)
    return " ".join(
        f"{half_up(Fraction(WIDTH * place, last))},{WIDTH - (half_up(WIDTH * _size(value) / top) if top else 0)}"
        for place, value in enumerate(values)
        if value is not None
    )


def greatest(values: Sequence[Value]) -> Value:
    """The greatest of some values of one kind, None when there is none."""
    return max((value for value in values if value is not None), key=_size, default=None)


def summed(values: Sequence[Value]) -> Value:
    """All of one bar together: amounts of one currency, or numbers."""
    present = [value for value in values if value is not None]
    amounts = [value for value in present if isinstance(value, Money)]
    if amounts:
        return Money.total(amounts, amounts[0].currency)
    return sum((value for value in present if not isinstance(value, Money)), start=0)


def _size(value: Value) -> Fraction:
    if value is None:
        return Fraction(0)
    return max(Fraction(value.minor if isinstance(value, Money) else value), Fraction(0))
