"""A buyer's capacity: counted under the lock of its one row, whoever grants and for whichever policyholder."""

from __future__ import annotations

from datetime import date

from sqlalchemy.exc import IntegrityError

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import BeyondAuthority, Conflict
from insurer.kernel.ids import LimitDecisionId, Minor, PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.public import party
from insurer.reference.public import converted
from underwriting.authority.queries import authority_of, automatic_authority
from underwriting.limits.models import BuyerCapacity, CapacityUse
from underwriting.limits.queries import capacity_taken, history_without_holds, policies_on
from underwriting.limits.terms import LimitHistory


@command(needs=May.LIMIT_DECIDE)
def set_capacity(act: Act, party_id: PartyId, amount: Money) -> None:
    """Set the most the insurer will have on a buyer; within the authority per buyer of whoever sets it.

    It may be set beneath what stands granted: nothing is withdrawn, but nothing more is granted.
    """
    authority = authority_of(act.actor.roles, act.today, amount.currency)
    if authority is None or amount > authority.per_buyer:
        most = None if authority is None else authority.per_buyer
        about = f"buyer:{party(party_id).public_id}"
        raise BeyondAuthority("authority.per_buyer_exceeded", about, amount=amount, most=most)
    capacity = locked_capacity(act, party_id, amount.currency)
    before = capacity.amount
    if capacity.currency != amount.currency:
        raise Conflict("limits.capacity_in_another_currency", currency=capacity.currency)
    capacity.amount_minor, capacity.set_at, capacity.set_by = Minor(amount.minor), act.at, act.actor.login
    act.record(
        f"buyer:{party(party_id).public_id}", "capacity.set", before=before, amount=amount, granted=capacity.granted
    )


@command(needs=May.LIMIT_DECIDE)
def recount_capacity(act: Act, party_id: PartyId) -> None:
    """Count anew what stands on a buyer: limits that ended and reductions that took effect give capacity back."""
    capacity = lock(BuyerCapacity, party_id)
    before = capacity.granted
    for policy_id in policies_on(party_id):
        count_decision(act, capacity, policy_id, history_without_holds(policy_id, party_id), None)
    act.record(f"buyer:{party(party_id).public_id}", "capacity.recounted", before=before, granted=capacity.granted)


def locked_capacity(act: Act, party_id: PartyId, currency: str) -> BuyerCapacity:
    """The buyer's row, locked until the act ends.

    A buyer nobody assessed begins with what may stand on one buyer without a person, nothing without such authority.
    """
    if db.session.get(BuyerCapacity, party_id) is None:
        automatic = automatic_authority(act.today, currency)
        first = automatic.per_buyer if automatic is not None else Money.zero(currency)
        try:
            with db.session.begin_nested():
                db.session.add(
                    BuyerCapacity(
                        party_id=party_id,
                        currency=first.currency,
                        amount_minor=Minor(first.minor),
                        granted_minor=Minor(0),
                        set_at=act.at,
                        set_by=act.actor.login,
                    )
                )
        except IntegrityError:
            db.session.expire_all()
    return lock(BuyerCapacity, party_id)


def headroom(capacity: BuyerCapacity, policy_id: PolicyId) -> Money:
    """What one policy may have on the buyer: what is left and what it has already."""
    left = capacity.amount_minor - capacity.granted_minor + capacity_taken(capacity.party_id, policy_id)
    return Money(left, capacity.currency).floor_zero()


def on_others(capacity: BuyerCapacity, policy_id: PolicyId) -> Money:
    """What stands on the buyer for everybody but this policy."""
    return Money(capacity.granted_minor - capacity_taken(capacity.party_id, policy_id), capacity.currency)


def count_decision(
    act: Act, capacity: BuyerCapacity, policy_id: PolicyId, history: LimitHistory, decision_id: LimitDecisionId | None
) -> None:
    """Bring the locked capacity to what `history` grants from today on; refuses to pass it, never to fall.

    The highest limit of any day from today counts, so a reduction frees capacity when it takes effect and is
    counted next, not when it is announced.
    """
    highest = history.highest(act.today, date.max)
    needed = _in(highest.amount, capacity.currency, act.today).minor if highest is not None else 0
    change = needed - capacity_taken(capacity.party_id, policy_id)
    if not change:
        return
    if change > 0 and capacity.granted_minor + change > capacity.amount_minor:
        raise Conflict(
            "limits.capacity_exceeded", left=headroom(capacity, policy_id), asked=Money(needed, capacity.currency)
        )
    capacity.granted_minor = Minor(capacity.granted_minor + change)
    db.session.add(
        CapacityUse(
            party_id=capacity.party_id,
            policy_id=policy_id,
            decision_id=decision_id,
            change_minor=Minor(change),
            recorded_at=act.at,
        )
    )


def _in(amount: Money, currency: str, day: date) -> Money:
    """The amount in another currency at the day's rate; refuses where no rate is recorded."""
    return amount if amount.currency == currency else converted(amount, currency, day)[0]
