"""What the manager's overview is made of, in plain values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money

HOUSE_CURRENCY = "EUR"
"""In which figures over all currencies are added up, at the rates of the day looked at."""


@dataclass(frozen=True, slots=True)
class Granted:
    """What stands granted on one buyer under one policy: as decided, and in the house's currency if a rate is known."""

    party: PartyId
    public_id: str
    name: str
    country: str
    sector: str
    group: PartyId
    policy: PolicyId
    amount: Money
    in_house: Money | None


@dataclass(frozen=True, slots=True)
class Cut:
    """One slice of the portfolio: a country, a sector, a buyer; how many limits, and what stands on it."""

    key: str
    label: str
    limits: int
    amount: Money
    share: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class YearOf:
    """The year so far in one currency, from notes and books. `insured` is what stood insured when last declared."""

    currency: str
    granted: Money
    insured: Money
    written: Money
    earned: Money
    incurred: Money
    paid: Money
    recovered: Money

    @property
    def loss_ratio(self) -> Fraction | None:
        """Claims incurred less recoveries, of the premium earned; None where nothing was earned."""
        return (self.incurred - self.recovered).over(self.earned) if self.earned else None


@dataclass(frozen=True, slots=True)
class Answers:
    """How requests were answered over a period.

    `median_days` counts calendar days to half a day's tenth; shares are of the number of requests, `acceptance` of
    those granted in full or in part.
    """

    answered: int
    automatic: int
    in_time: int
    granted: int
    median_days: Decimal | None

    def share(self, part: int) -> Fraction:
        return Fraction(part, self.answered) if self.answered else Fraction(0)


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Open claims whose examination has run for some days, and how many of them are past their day."""

    first: int
    last: int | None
    in_time: int
    late: int


@dataclass(frozen=True, slots=True)
class Concentrated:
    """How much of all limits the largest groups carry, in percent, and the Herfindahl index from 0 to 10 000."""

    top_1: Decimal
    top_5: Decimal
    top_10: Decimal
    hhi: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """The overview of one day."""

    day: date
    total: Money
    without_rate: Sequence[Money]
    countries: Sequence[Cut]
    sectors: Sequence[Cut]
    buyers: Sequence[Cut]
    concentrated: Concentrated
    years: Sequence[YearOf]
    months: Sequence[tuple[str, Money, Money]]
    answers: Answers
    ages: Sequence[AgeBand]
    decided_in_time: int
    decided_late: int
