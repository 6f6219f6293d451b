"""What the desk reads of many requests at once: a fixed number of reads, however long the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from sqlalchemy import func, select

from insurer.infra.db import db
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from insurer.reference.public import DayRates
from policies.facts import PolicyFacts
from policies.public import policies_by_id, terms_by_policy
from underwriting.authority.queries import authority_of, automatic_authority
from underwriting.authority.rules import Exceeded, exceeded
from underwriting.authority.terms import Authority
from underwriting.exposure.queries.accumulation import capacities_of
from underwriting.exposure.queries.trade import Trade, trades_of
from underwriting.limits.models import BuyerCapacity, CapacityUse, LimitDecision, LimitRequest
from underwriting.limits.queries import spans_of
from underwriting.limits.rules.automatic import LimitCase
from underwriting.limits.rules.credit_limit import RecommendedLimit
from underwriting.limits.rules.ground import Ground, limit_case
from underwriting.limits.rules.recommended import recommended_limit
from underwriting.limits.states import LimitOutcome
from underwriting.limits.terms import LimitHistory

Pair = tuple[PolicyId, PartyId]


class Flag(StrEnum):
    """What the eye should fall on in the queue."""

    ON_HOLD = "on_hold"
    OVERDUE = "overdue"
    ABOVE_AUTHORITY = "above_authority"
    AGAINST_POLICY = "against_policy"
    UNREGISTERED = "unregistered"
    NEW_BUYER = "new_buyer"


_TONES = {Flag.ON_HOLD: "bad", Flag.AGAINST_POLICY: "bad", Flag.OVERDUE: "care", Flag.ABOVE_AUTHORITY: "care"}


def flag_tone(flag: Flag) -> str:
    return _TONES.get(flag, "quiet")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request with everything that the queue and the screen of decision say of it."""

    request: LimitRequest
    policy: PolicyFacts
    buyer: PartyFacts
    holder: PartyFacts
    case: LimitCase
    capacity: BuyerCapacity | None
    others: Money | None
    history: LimitHistory
    limit_today: Money | None
    trade: Trade
    authority: Authority | None
    recommended: RecommendedLimit

    def raised(self, amount: Money) -> Money:
        """By how much granting `amount` raises the limit that stands; nothing where it does not."""
        return (amount - (self.limit_today or Money.zero(amount.currency))).floor_zero()

    def beyond(
        self, amount: Money, *, in_group: Money | None = None, over_period: Money | None = None
    ) -> Exceeded | None:
        """The bound of the reader's authority that granting `amount` passes; None inside it or where nothing rises.

        The group and the period count where they are known.
        """
        if not self.raised(amount):
            return None
        if self.authority is None:
            return Exceeded("authority.none", amount, Money.zero(amount.currency))
        on_buyer = amount if self.others is None else self.others + amount
        return exceeded(self.authority, amount, on_buyer, in_group=in_group, over_period=over_period)

    @property
    def used(self) -> Fraction | None:
        """The part of the buyer's capacity that stands granted."""
        return self.capacity.granted.over(self.capacity.amount) if self.capacity and self.capacity.amount else None

    @property
    def flags(self) -> list[Flag]:
        against = not (self.case.insurable and self.case.country_covered)
        too_long = (self.case.payment_days or 0) > (self.case.term_allowed or self.case.payment_days or 0)
        found = {
            Flag.ON_HOLD: self.case.on_hold,
            Flag.AGAINST_POLICY: against or too_long,
            Flag.OVERDUE: bool(self.trade.overdue),
            Flag.ABOVE_AUTHORITY: self.beyond(self.recommended.recommended) is not None,
            Flag.UNREGISTERED: self.buyer.entry.national_id is None,
            Flag.NEW_BUYER: not self.history.spans,
        }
        return [flag for flag, said in found.items() if said]


def waiting_rows(requests: Sequence[LimitRequest], roles: Collection[str], today: date) -> list[Waiting]:
    """The requests as the rules judge them today, for a reader with `roles`; nothing is locked."""
    pairs = [(one.policy_id, one.party_id) for one in requests]
    policies = policies_by_id([policy for policy, _ in pairs])
    terms, decided = terms_by_policy(list(policies)), _decisions(pairs)
    people = parties([*(party for _, party in pairs), *(policy.policyholder for policy in policies.values())])
    capacities, taken = capacities_of([party for _, party in pairs]), _taken([party for _, party in pairs])
    trades, rates, reach = trades_of(pairs, policies, today), DayRates(today), _Reach(roles, today)
    found = []
    for one in requests:
        policy, capacity = policies[one.policy_id], capacities.get(one.party_id)
        rows, day = decided[one.policy_id, one.party_id], max(today, policies[one.policy_id].period.first)
        mine = taken.get((one.policy_id, one.party_id), 0)
        others = left = None
        if capacity is not None:
            others = rates.into(Money(capacity.granted_minor - mine, capacity.currency), policy.currency)
            free = Money(capacity.amount_minor - capacity.granted_minor + mine, capacity.currency)
            left = rates.into(free.floor_zero(), policy.currency)
        ground = Ground(
            policy=policy, terms=terms[policy.id], buyer=people[one.party_id], home=people[policy.policyholder].country,
            automatic=reach.automatic(policy.currency), others=others, headroom=left, on_hold=_on_hold(rows, day),
        )  # fmt: skip
        case, history = limit_case(one.amount, one.payment_days, ground, today), LimitHistory(spans_of(rows))
        standing, trade = history.for_shipment(day), trades[one.policy_id, one.party_id]
        found.append(
            Waiting(
                one, policy, ground.buyer, people[policy.policyholder], case, capacity, others, history,
                standing.amount if standing else None, trade, reach.own(policy.currency),
                recommended_limit(case, trade.need, None),
            )
        )  # fmt: skip
    return found


class _Reach:
    """Authorities by currency, each read once."""

    def __init__(self, roles: Collection[str], day: date) -> None:
        self._roles, self._day = roles, day
        self._own: dict[str, Authority | None] = {}
        self._automatic: dict[str, Authority | None] = {}

    def own(self, currency: str) -> Authority | None:
        if currency not in self._own:
            self._own[currency] = authority_of(self._roles, self._day, currency)
        return self._own[currency]

    def automatic(self, currency: str) -> Authority | None:
        if currency not in self._automatic:
            self._automatic[currency] = automatic_authority(self._day, currency)
        return self._automatic[currency]


def _taken(party_ids: Collection[PartyId]) -> dict[Pair, int]:
    """What each policy takes of some buyers' capacity, in minor units of the capacity's currency."""
    rows = db.session.execute(
        select(CapacityUse.policy_id, CapacityUse.party_id, func.sum(CapacityUse.change_minor))
        .where(CapacityUse.party_id.in_(set(party_ids)))
        .group_by(CapacityUse.policy_id, CapacityUse.party_id)
    )
    return {(policy, party): int(minor) for policy, party, minor in rows}


def _decisions(pairs: Collection[Pair]) -> dict[Pair, list[LimitDecision]]:
    """The decisions on some buyers under some policies, oldest first."""
    found: dict[Pair, list[LimitDecision]] = defaultdict(list)
    for row in db.session.scalars(
        select(LimitDecision)
        .where(
            LimitDecision.policy_id.in_({policy for policy, _ in pairs}),
            LimitDecision.party_id.in_({party for _, party in pairs}),
        )
        .order_by(LimitDecision.id)
    ):
        found[row.policy_id, row.party_id].append(row)
    return found


def _on_hold(rows: Sequence[LimitDecision], day: date) -> bool:
    standing = [row for row in rows if day in row.shipments and row.outcome != LimitOutcome.REFUSED]
    last = max(standing, key=lambda row: (row.decided_at, row.id), default=None)
    return last is not None and last.outcome == LimitOutcome.HOLD
