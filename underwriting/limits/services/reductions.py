"""Reducing the limits on one buyer under every policy at once: everyone who is hit is listed, then told."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insurer.accounts.facts import May
from insurer.infra.audit.chain import canonical
from insurer.infra.commands import Act, command
from insurer.infra.db import lock
from insurer.kernel.errors import Conflict, InvalidInput, OutOfTurn
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.facts import PolicyFacts, PolicyState
from policies.public import policies_by_id
from underwriting.limits.models import BuyerCapacity
from underwriting.limits.queries import capacity_of, histories_on
from underwriting.limits.services.decisions import change_limit, first_shipment, reason_of
from underwriting.limits.states import DecisionReason


@dataclass(frozen=True, slots=True)
class Hit:
    """One policy whose limit on the buyer becomes smaller."""

    policy: PolicyFacts
    before: Money
    after: Money
    ship_from: date


def hits(party_id: PartyId, keep: Decimal, ship_from: date) -> list[Hit]:
    """Every bound policy that ends after `ship_from` with a limit on the buyer, and what `keep` of it leaves.

    What is kept is rounded down to whole units of the currency. Limits that stay as they are are not hit.
    """
    histories = histories_on(party_id)
    found = []
    for policy in policies_by_id(list(histories)).values():
        first = max(ship_from, policy.period.first)
        if policy.state is not PolicyState.BOUND or first not in policy.period:
            continue
        standing = histories[policy.id].for_shipment(first)
        if standing is None or not standing.amount:
            continue
        after = _kept(standing.amount, keep)
        if after < standing.amount:
            found.append(Hit(policy, standing.amount, after, first))
    return sorted(found, key=lambda hit: hit.policy.number)


def _kept(amount: Money, keep: Decimal) -> Money:
    whole = Money.of(1, amount.currency).minor
    return Money(int(amount.minor * keep) // whole * whole, amount.currency)


def digest(found: Sequence[Hit]) -> str:
    """What a list of those hit says, as one fingerprint: a list that changed is another list."""
    said = [[hit.policy.number, hit.before, hit.after, hit.ship_from] for hit in found]
    return hashlib.sha256(canonical(said).encode()).hexdigest()


@command(needs=May.LIMIT_DECIDE)
def reduce_limits(
    act: Act, party_id: PartyId, *, keep: Decimal, ship_from: date, reason: DecisionReason | str, seen: str
) -> int:
    """Keep a part of every limit on the buyer (nothing: withdraw) for shipments from a day on that is not past.

    `seen` is the fingerprint of the list the decider looked at; when another decision has changed it meanwhile,
    nothing is done. Returns how many policies were hit. Source: feature map, S21.
    """
    if ship_from < act.today:
        raise InvalidInput("limits.back_dated", "ship_from", day=ship_from, today=act.today)
    if not 0 <= keep < 1:
        raise InvalidInput("input.not_a_share", "keep", value=f"{keep * 100:f}", least="0%", most="99%")
    if capacity_of(party_id) is not None:
        lock(BuyerCapacity, party_id)
    why, found = reason_of(reason), hits(party_id, keep, ship_from)
    if not found:
        raise OutOfTurn("limits.nobody_hit")
    if digest(found) != seen:
        raise Conflict("limits.hit_list_changed")
    for hit in found:
        first = max(hit.ship_from, first_shipment(act, hit.policy))
        change_limit(act, hit.policy.id, party_id, amount=hit.after, ship_from=first, reason=why)
    act.record(
        f"buyer:{party(party_id).public_id}",
        "limit.reduced_for_all",
        policies=len(found),
        share=keep,
        ship_from=ship_from,
        reason=f"decision_reason.{why.value}",
    )
    return len(found)
