"""Reads of orders: the seller's own limits and rule, what stands between seller and buyer, orders with their state."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.plain import from_plain
from insurer.reference.public import converted
from policies.facts import PolicyFacts
from policies.public import terms_of
from underwriting.exposure.queries import verdicts
from underwriting.limits.queries import limit_history
from underwriting.limits.terms import PaymentMethod
from underwriting.orders.models import BuyerOrder, OrderRule, OrderStep, OwnLimit
from underwriting.orders.rules import order_check
from underwriting.orders.states import COUNTED, LIVE, OrderState, state_after
from underwriting.orders.terms import (
    USUAL_OVERDUE_DAYS,
    InsurerLimit,
    LateInvoice,
    OrderAnswer,
    OrderAsked,
    OrderOutcome,
    OwnLimitFacts,
    Standing,
)


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with where it stands and the steps it took."""

    row: BuyerOrder
    state: OrderState
    steps: tuple[OrderStep, ...]

    @property
    def answer(self) -> OrderAnswer:
        """The answer of the check as it was given."""
        return from_plain(OrderAnswer, json.loads(self.row.kept))


def own_limits(policy: PolicyId, day: date) -> dict[PartyId, OwnLimitFacts]:
    """The seller's own limits that stand on a day, by buyer."""
    rows = db.session.scalars(
        select(OwnLimit)
        .where(OwnLimit.policy_id == policy, OwnLimit.valid_from <= day)
        .order_by(OwnLimit.valid_from, OwnLimit.id)
    )
    return {row.party_id: _own(row) for row in rows}


def own_limit_history(policy: PolicyId, party: PartyId) -> list[OwnLimitFacts]:
    """Every own limit on one buyer, the newest first."""
    rows = db.session.scalars(
        select(OwnLimit)
        .where(OwnLimit.policy_id == policy, OwnLimit.party_id == party)
        .order_by(OwnLimit.valid_from.desc(), OwnLimit.id.desc())
    )
    return [_own(row) for row in rows]


def _own(row: OwnLimit) -> OwnLimitFacts:
    return OwnLimitFacts(row.amount, row.payment_days, row.valid_from, row.reason, row.recorded_by)


def overdue_days(policy: PolicyId) -> int:
    """From how many days late on orders are held: what the policyholder said last, else what is usual."""
    row = db.session.scalar(
        select(OrderRule).where(OrderRule.policy_id == policy).order_by(OrderRule.id.desc()).limit(1)
    )
    return USUAL_OVERDUE_DAYS if row is None else row.overdue_days


def checked(policy: PolicyFacts, party: PartyId, order: OrderAsked, day: date) -> OrderAnswer:
    """The order check of today, nothing recorded; refused where no exchange rate is usable."""
    exposure = order.credit
    if exposure.currency != policy.currency:
        exposure = converted(exposure, policy.currency, day)[0]
    return order_check(order, exposure, standing(policy, party, order, day))


def standing(policy: PolicyFacts, party: PartyId, order: OrderAsked, day: date) -> Standing:
    """What stands between the policyholder and a buyer on a day, with the limit of the order's day of shipment."""
    found = next(iter(verdicts(policy.id, day, party_id=party)), None)
    nothing = Money.zero(policy.currency)
    items = found.open_items if found else []
    late = tuple(
        LateInvoice(one.receivable.number, one.receivable.due, (day - one.receivable.due).days)
        for one in items
        if one.receivable.due < day
    )
    stops = found.verdict.stops if found else ()
    stopping = next((one.number for one in stops if one.strikes(order.ships_on)), "")
    return Standing(
        open=found.verdict.outstanding if found else nothing,
        ordered=Money.total((one.row.exposure for one in _counted(policy.id, party)), policy.currency),
        own=own_limits(policy.id, day).get(party),
        insured=_insurer_limit(policy, party, order.ships_on),
        insurable=order.ships_on in policy.period,
        stopped_by=stopping,
        late=late,
        overdue_days=overdue_days(policy.id),
    )


def _insurer_limit(policy: PolicyFacts, party: PartyId, day: date) -> InsurerLimit | None:
    """The limit for a day of shipment with the shorter of its own longest term and the policy's."""
    limit = limit_history(policy.id, party).for_shipment(day)
    if limit is None:
        return None
    of_policy = terms_of(policy.id).days("maximum_payment_term_days", day)
    terms = [one for one in (of_policy, limit.span.maximum_payment_term_days) if one is not None]
    method = None if limit.span.payment_method is None else PaymentMethod(limit.span.payment_method)
    return InsurerLimit(limit.amount.floor_zero(), min(terms, default=None), method, limit.span.reference)


def _counted(policy: PolicyId, party: PartyId) -> list[OrderView]:
    return [one for one in orders_of([policy], party) if one.state in COUNTED]


def orders_of(policies: Collection[PolicyId], party: PartyId | None = None, *, live: bool = False) -> list[OrderView]:
    """The orders under some policies, to one buyer or all, newest first."""
    query = select(BuyerOrder).where(BuyerOrder.policy_id.in_(policies))
    if party is not None:
        query = query.where(BuyerOrder.party_id == party)
    rows = list(db.session.scalars(query.order_by(BuyerOrder.id.desc())))
    views = _views(rows)
    return [one for one in views if one.state in LIVE] if live else views


def order_numbered(number: str) -> OrderView:
    """The order of that number within the reader's scope."""
    row = db.session.scalar(select(BuyerOrder).where(BuyerOrder.number == number))
    if row is None:
        raise NotFound("orders.absent", number=number)
    return _views([row])[0]


def order_known(policy: PolicyId, reference_key: str) -> BuyerOrder | None:
    """The order that has the seller's own number under a policy."""
    return db.session.scalar(
        select(BuyerOrder).where(BuyerOrder.policy_id == policy, BuyerOrder.reference_key == reference_key)
    )


def _views(rows: Sequence[BuyerOrder]) -> list[OrderView]:
    steps: dict[int, list[OrderStep]] = defaultdict(list)
    ids = [row.id for row in rows]
    for step in db.session.scalars(select(OrderStep).where(OrderStep.order_id.in_(ids)).order_by(OrderStep.id)):
        steps[step.order_id].append(step)
    return [
        OrderView(
            row,
            state_after(row.outcome == OrderOutcome.HELD, [one.move for one in steps[row.id]]),
            tuple(steps[row.id]),
        )
        for row in rows
    ]
