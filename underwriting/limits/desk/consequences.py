"""What an amount would bring about: outcome, authority, capacity. Asked before deciding, and by what-if."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from insurer.kernel.ids import PartyId, PersonId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import group_of
from insurer.reference.public import DayRates
from underwriting.authority.queries import used_over
from underwriting.authority.rules import Exceeded
from underwriting.exposure.queries.accumulation import Accumulation, accumulations, capacities_of
from underwriting.limits.desk.reading import Waiting
from underwriting.limits.states import LimitOutcome


@dataclass(frozen=True, slots=True)
class Consequences:
    """Everything that follows from granting `amount`."""

    amount: Money
    outcome: LimitOutcome
    not_granted: Money
    change: Money
    beyond: Exceeded | None
    accumulations: tuple[Accumulation, ...]
    period_left: Money | None = None
    """What the person may still add over the period of their authority, this amount not counted; None unbounded."""

    @property
    def over_capacity(self) -> bool:
        """Whether the buyer's capacity forbids it to everybody."""
        first = next((one for one in self.accumulations if one.code == "buyer"), None)
        return first is not None and first.most is not None and self.change.minor > 0 and first.then > first.most


def consequences(
    one: Waiting, amount: Money, group: list[PartyFacts], person: PersonId | None, today: date
) -> Consequences:
    """What granting `amount` on the request would do, decided by `person` today; nothing is changed."""
    asked, currency = one.request.amount, one.policy.currency
    standing = one.limit_today or Money.zero(currency)
    keeps = not amount and bool(standing)
    change = Money.zero(currency) if keeps else amount - standing
    outcome = LimitOutcome.REFUSED if not amount else LimitOutcome.FULL if amount == asked else LimitOutcome.PARTIAL
    piled = tuple(accumulations(one.buyer, group, change, currency, today))
    used = _used_over_period(one, person, today)
    return Consequences(
        amount=amount,
        outcome=outcome,
        not_granted=(asked - amount).floor_zero(),
        change=change,
        beyond=one.beyond(
            amount,
            in_group=next((pile.then for pile in piled if pile.code == "group"), None),
            over_period=None if used is None else used + one.raised(amount),
        ),
        accumulations=piled,
        period_left=_period_left(one, used),
    )


def _used_over_period(one: Waiting, person: PersonId | None, today: date) -> Money | None:
    """What the person has added over the period of their authority; None without such a bound."""
    bound = one.authority.over_period if one.authority else None
    if bound is None or person is None:
        return None
    return used_over(person, bound.months, one.policy.currency, today)


def _period_left(one: Waiting, used: Money | None) -> Money | None:
    bound = one.authority.over_period if one.authority else None
    return None if bound is None or used is None else (bound.most - used).floor_zero()


def group_members(party_id: PartyId) -> list[PartyFacts]:
    """The buyer's whole group, itself among it."""
    return group_of(party_id)


def group_left(group: list[PartyFacts], currency: str, today: date) -> Money | None:
    """What may still be granted on a group of several: the sum over its members; None for a company alone."""
    if len(group) < 2:
        return None
    rates, left = DayRates(today), Money.zero(currency)
    for row in capacities_of([member.id for member in group]).values():
        found = rates.into(row.left, currency)
        if found is None:
            return None
        left = left + found
    return left
