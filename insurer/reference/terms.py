"""Frozen data of the trade's reference lists, each with where it comes from and of which day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from insurer.kernel.money import Money, currency_decimals


class May(StrEnum):
    """Permissions of this package."""

    LOAD = "reference.load"


@dataclass(frozen=True, slots=True)
class Source:
    """Who published a datum and the day the list stands at; `edition` is the publisher's or package's version."""

    name: str
    edition: str
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """One entry of ISO 3166-1: `CN`, `CHN`, `156` and its English short name."""

    alpha2: str
    alpha3: str
    numeric: str
    name: str


class CodeStanding(StrEnum):
    """What a written country turned out to be."""

    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"  # has the form of a code, but ISO 3166-1 has not given it to anybody
    UNKNOWN = "unknown"  # neither a code nor a name we know


@dataclass(frozen=True, slots=True)
class CountryReading:
    """How a written country was understood; `alpha2` is None unless it is assigned."""

    written: str
    standing: CodeStanding
    alpha2: str | None = None


@dataclass(frozen=True, slots=True)
class Sector:
    """A section (`C`) or division (`25`) of NACE Rev. 2.1; `section` is the letter it belongs to."""

    code: str
    section: str
    english: str
    chinese: str

    def name(self, locale: str) -> str:
        return self.chinese if locale.startswith("zh") else self.english


@dataclass(frozen=True, slots=True)
class CrossRate:
    """Units of `quote` for one `base`, exact, as published for `day` when it was asked for `asked`.

    `day` is earlier than `asked` when nothing was published that day (weekend, bank holiday): `carried` says so.
    """

    base: str
    quote: str
    asked: date
    day: date
    rate: Fraction
    source: str

    @property
    def carried(self) -> bool:
        """True when the last published day stands in for the asked one."""
        return self.day != self.asked

    def convert(self, amount: Money) -> Money:
        """`amount` of `base` in `quote`, rounded half-up once."""
        if amount.currency != self.base:
            raise ValueError(f"a rate of {self.base} does not convert {amount.currency}")
        return Money.of(Fraction(amount.minor, 10 ** currency_decimals(self.base)) * self.rate, self.quote)
