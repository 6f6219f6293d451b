"""Money: whole minor units and an ISO 4217 currency. No float ever comes near an amount."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache

from iso4217 import Currency

from insurer.kernel.errors import CurrencyMismatch, InvalidInput
from insurer.kernel.rounding import Exact, half_up

LARGEST = 10**17
"""The largest amount in minor units: a sum of ninety of them still fits a 64-bit column."""


@cache
def currency_decimals(code: str) -> int:
    """Decimals of an ISO 4217 currency (JPY 0, EUR 2, KWD 3); refuses unknown codes and those without any."""
    try:
        exponent = Currency(code).exponent
    except ValueError:
        exponent = None
    if exponent is None:
        raise InvalidInput("input.unknown_currency", "currency", value=code)
    return int(exponent)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: `minor` whole minor units of `currency`."""

    minor: int
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def of(cls, amount: Exact | str, currency: str) -> Money:
        """`amount` major units, rounded half-up to the currency's decimals."""
        exact = Fraction(amount) if not isinstance(amount, str) else Fraction(Decimal(amount.replace("_", "")))
        return cls(half_up(exact * 10 ** currency_decimals(currency)), currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """The sum of `amounts`, zero of `currency` when there are none."""
        total = cls.zero(currency)
        for amount in amounts:
            total = total + amount
        return total

    @property
    def decimal(self) -> Decimal:
        """The amount in major units with exactly the currency's decimals."""
        return Decimal(self.minor).scaleb(-currency_decimals(self.currency))

    def plain(self) -> str:
        """The amount as contract text, without currency or thousands marks: `880000.00`."""
        return f"{self.decimal:f}"

    def __str__(self) -> str:
        return f"{self.currency} {self.decimal:,f}"

    def __bool__(self) -> bool:
        return self.minor != 0

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatch("money.currencies_differ", first=self.currency, second=other.currency)

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __gt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor > other.minor

    def __ge__(self, other: Money) -> bool:
        self._same(other)
        return self.minor >= other.minor

    def share(self, part: Exact) -> Money:
        """`part` of the amount (0.90 is 90 %), rounded half-up once."""
        return Money(half_up(Fraction(self.minor) * Fraction(part)), self.currency)

    def over(self, other: Money) -> Fraction:
        """This amount as an exact fraction of `other`; nothing over nothing is 0."""
        self._same(other)
        return Fraction(self.minor, other.minor) if other.minor else Fraction(0)

    def floor_zero(self) -> Money:
        """The amount, or nothing if it is negative."""
        return self if self.minor >= 0 else Money(0, self.currency)

    def split(self, count: int) -> tuple[Money, ...]:
        """`count` equal instalments; the last one takes the rounding."""
        each = half_up(Fraction(self.minor, count))
        return (*(Money(each, self.currency),) * (count - 1), Money(self.minor - each * (count - 1), self.currency))

    def spread(self, weights: Sequence[Money]) -> tuple[Money, ...]:
        """The amount in proportion to `weights`, each half-up, the last taking the rest; sums to the cent.

        No part exceeds what the earlier ones left over. Weights that sum to nothing leave all to the last.
        """
        total = sum(weight.minor for weight in weights)
        left, parts = self.minor, []
        for weight in weights[:-1]:
            part = min(half_up(Fraction(self.minor * weight.minor, total)), left) if total else 0
            parts.append(Money(part, self.currency))
            left -= part
        return (*parts, Money(left, self.currency))
