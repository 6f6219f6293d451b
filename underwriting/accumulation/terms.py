"""What accumulation is made of: single standings, their piles, and the ceilings held against them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money


class Dimension(StrEnum):
    """By what the portfolio is piled up."""

    BUYER = "buyer"
    GROUP = "group"
    COUNTRY = "country"
    SECTOR = "sector"


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on one buyer under one policy, in the house's currency.

    `limit` is granted, `insured` the debts under cover, `at_risk` the insurer's share of them. `group` is the head
    of the buyer's group as the register knew it.
    """

    policy: PolicyId
    party: PartyId
    group: PartyId
    country: str
    sector: str
    limit: Money
    insured: Money
    at_risk: Money

    def key(self, dimension: Dimension) -> str:
        """The pile it belongs to."""
        return {
            Dimension.BUYER: str(self.party),
            Dimension.GROUP: str(self.group),
            Dimension.COUNTRY: self.country,
            Dimension.SECTOR: self.sector,
        }[dimension]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceilings:
    """What the house lets pile up. Shares are fractions: 0.05 is 5 %.

    `net_assets` of the insurer bear one obligor with its group up to `per_group` of them and the whole portfolio up
    to `in_all` times; both are held against the retained exposure, of which `ceded` goes to reinsurers by quota.
    A country or a sector may have up to `per_country` and `per_sector` of the whole, None where no bound is set.
    """

    net_assets: Money
    per_group: Decimal
    in_all: Decimal
    ceded: Decimal
    per_country: Decimal | None
    per_sector: Decimal | None
    valid_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """One buyer, group, country or sector with what stands on it, its share of the whole and its ceiling.

    `retained` is what is at risk less the part that reinsurers bear. `most` is None where no bound is set.
    """

    key: str
    standings: int
    limit: Money
    insured: Money
    at_risk: Money
    retained: Money
    share: Fraction
    most: Money | None

    @property
    def used(self) -> Fraction | None:
        """The part of the ceiling that is used; of a ceiling of nothing everything is too much."""
        if self.most is None:
            return None
        return self.retained.over(self.most) if self.most else Fraction(1 if not self.retained else 2)

    @property
    def tone(self) -> str:
        """Good up to four fifths of the ceiling, care up to all of it, bad beyond; nothing without one."""
        used = self.used
        return "" if used is None else "good" if used <= Fraction(4, 5) else "care" if used <= 1 else "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The whole portfolio: its sums, what may be retained in all, and how unevenly the risk lies on the piles."""

    limit: Money
    insured: Money
    at_risk: Money
    retained: Money
    most: Money | None
    top_1: Decimal
    top_5: Decimal
    top_10: Decimal
    hhi: Decimal

    @property
    def over(self) -> bool:
        return self.most is not None and self.retained > self.most
