"""Reads of accumulation over all policies, as of any day, as known at any moment, in a bounded number of questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

import numpy as np
from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.rounding import half_up
from insurer.parties.public import Seat, seats_of
from insurer.reference.public import DayRates
from policies.facts import PolicyFacts, PolicyState
from policies.public import policies_list
from underwriting.accumulation.models import AccumulationCeiling
from underwriting.accumulation.terms import Ceilings, Standing
from underwriting.exposure.queries import covered_ledger
from underwriting.exposure.rules.columnar.book import MILLION
from underwriting.limits.queries import standing_limits

HOUSE_CURRENCY = "EUR"
"""In which figures over all currencies are added up, at the rates of the day looked at."""
_LONGEST_CHAIN = 50
Pair = tuple[PolicyId, PartyId]


@dataclass(frozen=True, slots=True)
class Standings:
    """All standings of a day, and what is left out of them because no rate is known, by currency."""

    rows: tuple[Standing, ...]
    without_rate: tuple[Money, ...]


def ceilings_on(day: date, known_by: datetime | None = None) -> Ceilings | None:
    """The ceilings that hold on a day, as known at a moment; None before the first were set."""
    query = select(AccumulationCeiling).where(AccumulationCeiling.valid_from <= day)
    if known_by is not None:
        query = query.where(AccumulationCeiling.recorded_at <= known_by)
    row = db.session.scalar(
        query.order_by(AccumulationCeiling.valid_from.desc(), AccumulationCeiling.id.desc()).limit(1)
    )
    return None if row is None else row.terms()


def ceilings_ever() -> list[AccumulationCeiling]:
    """Every row of ceilings, the last recorded first."""
    return list(db.session.scalars(select(AccumulationCeiling).order_by(AccumulationCeiling.id.desc())))


def standings(day: date, known_by: datetime) -> Standings:
    """What stands on every buyer under every policy: limits for shipments of the day, debts insured at its end."""
    limits = {(one.policy, one.party): one.amount for one in standing_limits(_in_force(day, known_by), day, known_by)}
    owed = _insured(day, known_by)
    pairs = sorted(limits.keys() | owed.keys())
    seats = seats_of({party for _policy, party in pairs}, known_by)
    heads = _heads(seats, known_by)
    rates = DayRates(day, known_by)
    found: list[Standing] = []
    missing: dict[str, Money] = {}
    for policy, party in pairs:
        amounts = _amounts(limits.get((policy, party)), owed.get((policy, party)))
        house = [rates.into(amount, HOUSE_CURRENCY) for amount in amounts]
        known = [one for one in house if one is not None]
        if len(known) < len(amounts):
            currency = amounts[0].currency
            missing[currency] = missing.get(currency, Money.zero(currency)) + max(amounts[0], amounts[1])
            continue
        seat = seats[party]
        found.append(
            Standing(policy, party, heads[party], seat.country or "", seat.sector or "", known[0], known[1], known[2])
        )
    return Standings(tuple(found), tuple(missing[currency] for currency in sorted(missing)))


def _amounts(limit: Money | None, owed: tuple[Money, Money] | None) -> tuple[Money, Money, Money]:
    """Limit, insured debts and the insurer's share of them, in the policy's currency."""
    if owed is None:
        nothing = Money.zero(limit.currency if limit is not None else HOUSE_CURRENCY)
        return limit or nothing, nothing, nothing
    return limit or Money.zero(owed[0].currency), *owed


def _in_force(day: date, known_by: datetime) -> list[PolicyId]:
    """The policies under which a shipment of the day could be insured, as known then."""
    return [one.id for one in policies_list(on=day) if _covers(one, day, known_by)]


def _covers(policy: PolicyFacts, day: date, known_by: datetime) -> bool:
    if policy.bound_at is None or policy.bound_at > known_by:
        return False
    running = policy.state in (PolicyState.BOUND, PolicyState.EXPIRED)
    return running or (policy.cancelled_on is not None and policy.cancelled_on > day)


def _insured(day: date, known_by: datetime) -> dict[Pair, tuple[Money, Money]]:
    """The insured debts of every buyer under every policy, and the insurer's share, rounded once per buyer."""
    ledger = covered_ledger(None, day, known_by)
    insured, risk = np.zeros((2, len(ledger.laid.party)), dtype=np.int64)
    np.add.at(insured, ledger.account, ledger.insured)
    np.add.at(risk, ledger.account, ledger.at_risk)
    found = {}
    for account in np.flatnonzero(insured > 0).tolist():
        policy = ledger.laid.policies[int(ledger.laid.book.policy[account])]
        share = half_up(Fraction(int(risk[account]), MILLION))
        amounts = Money(int(insured[account]), policy.currency), Money(share, policy.currency)
        found[policy.id, PartyId(int(ledger.laid.party[account]))] = amounts
    return found


def _heads(seats: Mapping[PartyId, Seat], known_by: datetime) -> dict[PartyId, PartyId]:
    """The head of each company's group: the head office of a branch, and from parent to parent up to the top."""
    known = dict(seats)
    head = {party: seat.parent or seat.answers for party, seat in seats.items()}
    for _step in range(_LONGEST_CHAIN):
        above = _unknown(head.values(), known)
        if above:
            known |= seats_of(above, known_by)
        higher = {party: _above(known.get(top), top) for party, top in head.items()}
        if higher == head:
            break
        head = higher
    return head


def _unknown(heads: Collection[PartyId], known: Mapping[PartyId, Seat]) -> set[PartyId]:
    return {top for top in heads if top not in known}


def _above(seat: Seat | None, top: PartyId) -> PartyId:
    return top if seat is None else seat.parent or seat.answers
