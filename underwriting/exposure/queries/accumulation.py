"""How much stands on a buyer, its group and its country over all policyholders. Insurer-internal."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select

from insurer.infra.db import db
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties_in
from insurer.reference.public import DayRates
from underwriting.limits.models import BuyerCapacity


@dataclass(frozen=True, slots=True)
class Accumulation:
    """How much stands on a buyer, a group or a country, what of it may stand at most, and what would stand then.

    `most` is None where the house has set no bound. One currency throughout.
    """

    code: str
    standing: Money
    then: Money
    most: Money | None
    members: int = 1

    @property
    def used(self) -> Fraction | None:
        """The part of the bound that would be used."""
        return self.then.over(self.most) if self.most else None

    @property
    def tone(self) -> str:
        """Good up to four fifths of the bound, care up to all of it, bad beyond."""
        used = self.used
        return "" if used is None else "good" if used <= Fraction(4, 5) else "care" if used <= 1 else "bad"


def capacities_of(party_ids: Collection[PartyId]) -> dict[PartyId, BuyerCapacity]:
    """The capacities of some buyers, by buyer."""
    rows = db.session.scalars(select(BuyerCapacity).where(BuyerCapacity.party_id.in_(set(party_ids))))
    return {row.party_id: row for row in rows}


def accumulations(
    buyer: PartyFacts, group: list[PartyFacts], change: Money, currency: str, today: date
) -> list[Accumulation]:
    """Buyer, group and country: what stands, what would stand after `change`, and the bounds, in `currency`."""
    rates = DayRates(today)
    rows = capacities_of([member.id for member in group])
    found: list[Accumulation | None] = []
    if buyer.id in rows:
        found.append(_sum("buyer", [rows[buyer.id]], change, currency, rates))
    if len(group) > 1:
        found.append(_sum("group", list(rows.values()), change, currency, rates))
    if buyer.country is not None:
        found.append(_in_country(buyer.country, change, currency, rates))
    return [one for one in found if one is not None]


def _sum(code: str, rows: list[BuyerCapacity], change: Money, currency: str, rates: DayRates) -> Accumulation | None:
    granted = [rates.into(row.granted, currency) for row in rows]
    most = [rates.into(row.amount, currency) for row in rows]
    if any(one is None for one in (*granted, *most)):
        return None
    standing = Money.total((one for one in granted if one is not None), currency)
    bound = Money.total((one for one in most if one is not None), currency)
    return Accumulation(code, standing, (standing + change).floor_zero(), bound, len(rows))


def _in_country(country: str, change: Money, currency: str, rates: DayRates) -> Accumulation | None:
    """What stands on all buyers of a country; the house sets no bound there."""
    rows = db.session.execute(
        select(BuyerCapacity.currency, func.sum(BuyerCapacity.granted_minor), func.count())
        .where(BuyerCapacity.party_id.in_(parties_in(country)), BuyerCapacity.granted_minor > 0)
        .group_by(BuyerCapacity.currency)
    ).all()
    sums = [rates.into(Money(int(minor), code), currency) for code, minor, _count in rows]
    if any(one is None for one in sums):
        return None
    standing = Money.total((one for one in sums if one is not None), currency)
    return Accumulation(
        "country", standing, (standing + change).floor_zero(), None, sum(int(count) for _c, _m, count in rows)
    )
