"""Whether a person may add to the insurer's exposure, counted under locks, and what they used of their authority."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from insurer.infra.commands import Act
from insurer.infra.db import db, lock
from insurer.kernel.errors import BeyondAuthority, NotAllowed
from insurer.kernel.ids import LimitDecisionId, Minor, PartyId, PersonId
from insurer.kernel.money import Money
from insurer.parties.public import group_of, party
from insurer.reference.public import converted
from policies.facts import PolicyFacts
from underwriting.authority.models import AuthorityHolder, AuthorityUse
from underwriting.authority.queries import authority_of, used_over
from underwriting.authority.rules import exceeded
from underwriting.limits.models import BuyerCapacity
from underwriting.limits.queries import limit_history
from underwriting.limits.services.capacity import on_others


def lock_group(party_id: PartyId) -> None:
    """Hold what stands on the buyer's group until the act ends; always in one order, so that nobody waits in a ring."""
    members = sorted(member.id for member in group_of(party_id))
    if len(members) > 1:
        db.session.scalars(
            select(BuyerCapacity)
            .where(BuyerCapacity.party_id.in_(members))
            .order_by(BuyerCapacity.party_id)
            .with_for_update()
        ).all()


def refuse_beyond_authority(
    act: Act, policy: PolicyFacts, capacity: BuyerCapacity, amount: Money, ship_from: date
) -> Money:
    """Refuse what passes the decider's authority; answers by how much the decision raises what stands.

    Only what makes the insurer's exposure larger needs authority; to lower it is everybody's duty. Counted are the
    decision, the buyer over all policies, its group, and what the person added over the authority's period.
    """
    standing = limit_history(policy.id, capacity.party_id).for_shipment(ship_from)
    before = standing.amount if standing is not None else Money.zero(policy.currency)
    if amount <= before:
        return Money.zero(policy.currency)
    authority = authority_of(act.actor.roles, act.today, policy.currency)
    if authority is None:
        raise BeyondAuthority("authority.none", _about(capacity), amount=amount)
    others = _in(on_others(capacity, policy.id), policy.currency, act.today)
    holder = lock(AuthorityHolder, _holder(act))
    bound, used = authority.over_period, None
    if bound is not None:
        used = used_over(holder.person_id, bound.months, policy.currency, act.today) + (amount - before)
    in_group = others + _on_group(capacity.party_id, policy.currency, act.today) + amount
    beyond = exceeded(authority, amount, others + amount, in_group=in_group, over_period=used)
    if beyond is not None:
        months = bound.months if bound is not None else None
        raise BeyondAuthority(beyond.code, _about(capacity), amount=beyond.amount, most=beyond.most, months=months)
    return amount - before


def use_authority(act: Act, decision_id: LimitDecisionId, raised: Money) -> None:
    """Count what a decision raised as used of the decider's authority; the holder's row is locked already."""
    if raised:
        db.session.add(
            AuthorityUse(
                person_id=_holder(act),
                decision_id=decision_id,
                raised_minor=Minor(raised.minor),
                currency=raised.currency,
                used_on=act.today,
                recorded_at=act.at,
            )
        )
        db.session.flush()


def _about(capacity: BuyerCapacity) -> str:
    """The buyer under whose name an attempt above authority is filed."""
    return f"buyer:{party(capacity.party_id).public_id}"


def _holder(act: Act) -> PersonId:
    """The person whose authority is used, entered as one who holds some; a job of the house has none."""
    person = act.actor.person
    if person is None:
        raise NotAllowed("approval.needs_a_person")
    if db.session.get(AuthorityHolder, person) is None:
        # where another act of the same person enters the row first, it is there now
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.add(AuthorityHolder(person_id=person, since=act.at))
    return person


def _on_group(party_id: PartyId, currency: str, day: date) -> Money:
    """What stands granted on the other members of the buyer's group."""
    members = [member.id for member in group_of(party_id) if member.id != party_id]
    rows = db.session.scalars(select(BuyerCapacity).where(BuyerCapacity.party_id.in_(members))) if members else ()
    return Money.total((_in(row.granted, currency, day) for row in rows), currency)


def _in(amount: Money, currency: str, day: date) -> Money:
    return amount if amount.currency == currency else converted(amount, currency, day)[0]
