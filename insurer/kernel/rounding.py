"""Exact numbers and the one rounding rule of the house: half-up, away from zero on a tie."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

Exact = int | Decimal | Fraction


def half_up(value: Exact) -> int:
    """The nearest integer to `value`, ties away from zero; exact, whatever its size."""
    if isinstance(value, int):
        return value
    exact = value if isinstance(value, Fraction) else Fraction(value)
    whole, rest = divmod(abs(exact.numerator), exact.denominator)
    rounded = whole + (2 * rest >= exact.denominator)
    return rounded if exact.numerator >= 0 else -rounded


def to_places(value: Exact, places: int) -> Decimal:
    """`value` with exactly `places` decimals, half-up."""
    return Decimal(half_up(Fraction(value) * 10**places)).scaleb(-places)
