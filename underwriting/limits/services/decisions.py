"""Deciding: by a person within authority, for later shipments only, each decision a row of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from insurer.accounts.facts import May
from insurer.accounts.public import withdraw
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.numbering import next_number
from insurer.kernel.errors import Conflict, InvalidInput, OutOfTurn
from insurer.kernel.ids import LimitRequestId, Minor, PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.public import party
from policies.facts import PolicyFacts, PolicyState
from policies.public import policy_facts
from underwriting.limits.jobs import ask_for_limit_letter
from underwriting.limits.models import BuyerCapacity, LimitDecision, LimitRequest
from underwriting.limits.queries import decision_numbered, held, history_without_holds
from underwriting.limits.services.authorised import lock_group, refuse_beyond_authority, use_authority
from underwriting.limits.services.capacity import count_decision, locked_capacity
from underwriting.limits.states import DecisionReason, LimitOutcome
from underwriting.limits.terms import LimitKind, PaymentMethod

LIMIT_DECISION = "limit_decision"
"""The kind of matter that four eyes see: a decision above the authority of whoever prepared it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided on one buyer. `ship_until` is the first day that is no longer meant."""

    party: PartyId
    outcome: LimitOutcome
    amount: Money
    reason: DecisionReason
    ship_from: date
    ship_until: date | None = None
    kind: LimitKind = LimitKind.NAMED
    insured_percentage: Decimal | None = None
    maximum_payment_term_days: int | None = None
    method: PaymentMethod | None = None
    note: str = ""
    request: LimitRequest | None = None
    automatic: bool = False


@command(needs=May.LIMIT_DECIDE)
def decide_limit(
    act: Act,
    request_id: LimitRequestId,
    *,
    amount: Money,
    reason: DecisionReason | str,
    ship_from: date | None = None,
    ship_until: date | None = None,
    insured_percentage: Decimal | None = None,
    maximum_payment_term_days: int | None = None,
    method: PaymentMethod | None = None,
    note: str = "",
) -> str:
    """Answer a referred request in full, in part or with nothing; returns the decision's number.

    Refuses more than was asked, a back-dated first day, what passes the decider's authority or the buyer's capacity.
    """
    request = lock(LimitRequest, request_id)
    policy = policy_facts(request.policy_id)
    if amount > request.amount:
        raise InvalidInput("limits.more_than_asked", "amount", asked=request.amount)
    lock_group(request.party_id)
    capacity = locked_capacity(act, request.party_id, policy.currency)
    request.move("decide")
    withdraw(act, LIMIT_DECISION, f"limit:{request.number}")
    outcome = LimitOutcome.FULL if amount == request.amount else LimitOutcome.PARTIAL
    decided = Decided(
        party=request.party_id,
        outcome=outcome if amount else LimitOutcome.REFUSED,
        amount=amount,
        reason=reason_of(reason),
        ship_from=ship_from or first_shipment(act, policy),
        ship_until=ship_until,
        insured_percentage=insured_percentage,
        maximum_payment_term_days=maximum_payment_term_days,
        method=method,
        note=note,
        request=request,
    )
    return _by_authority(act, policy, capacity, decided)


@command(needs=May.LIMIT_DECIDE)
def change_limit(
    act: Act,
    policy_id: PolicyId,
    party_id: PartyId,
    *,
    amount: Money,
    ship_from: date | None = None,
    reason: DecisionReason | str,
    note: str = "",
) -> str:
    """Increase, reduce or withdraw the limit that stands, for shipments from a day on that is not past."""
    policy = policy_facts(policy_id)
    first = ship_from or first_shipment(act, policy)
    lock_group(party_id)
    capacity = locked_capacity(act, party_id, policy.currency)
    standing = history_without_holds(policy_id, party_id).for_shipment(first)
    if standing is None:
        raise OutOfTurn("limits.nothing_to_change", policy=policy.number)
    if standing.amount == amount:
        raise InvalidInput("limits.nothing_changes", "amount", amount=amount)
    risen = LimitOutcome.INCREASED if amount > standing.amount else LimitOutcome.REDUCED
    decided = Decided(
        party=party_id,
        outcome=risen if amount else LimitOutcome.WITHDRAWN,
        amount=amount,
        reason=reason_of(reason),
        ship_from=first,
        kind=standing.span.kind if standing.span.kind is not LimitKind.DISCRETIONARY else LimitKind.NAMED,
        insured_percentage=standing.span.insured_percentage,
        maximum_payment_term_days=standing.span.maximum_payment_term_days,
        method=standing.span.payment_method,
        note=note,
    )
    return _by_authority(act, policy, capacity, decided)


@command(needs=May.LIMIT_DECIDE)
def place_hold(
    act: Act, policy_id: PolicyId, party_id: PartyId, *, ship_from: date | None = None, reason: DecisionReason | str
) -> str:
    """Stop cover for shipments from a day on until released; nothing shipped before is touched."""
    policy = policy_facts(policy_id)
    first = ship_from or first_shipment(act, policy)
    capacity = locked_capacity(act, party_id, policy.currency)
    if held(policy_id, party_id, first) is not None:
        raise Conflict("limits.held_already", policy=policy.number)
    decided = Decided(
        party=party_id,
        outcome=LimitOutcome.HOLD,
        amount=Money.zero(policy.currency),
        reason=reason_of(reason),
        ship_from=first,
    )
    return record_decision(act, policy, capacity, decided)


@command(needs=May.LIMIT_DECIDE)
def release_hold(act: Act, policy_id: PolicyId, party_id: PartyId, *, ship_from: date | None = None) -> str:
    """Let the limit that stood before the hold govern shipments again from a day on that is not past."""
    policy = policy_facts(policy_id)
    first = ship_from or first_shipment(act, policy)
    capacity = locked_capacity(act, party_id, policy.currency)
    if held(policy_id, party_id, first) is None:
        raise OutOfTurn("limits.not_held", policy=policy.number)
    before = history_without_holds(policy_id, party_id).for_shipment(first)
    span = None if before is None else before.span
    decided = Decided(
        party=party_id,
        outcome=LimitOutcome.RELEASED,
        amount=Money.zero(policy.currency) if before is None else before.amount,
        reason=DecisionReason.CLEARED,
        ship_from=first,
        ship_until=None if span is None else span.shipments.end,
        insured_percentage=None if span is None else span.insured_percentage,
        maximum_payment_term_days=None if span is None else span.maximum_payment_term_days,
        method=None if span is None else span.payment_method,
    )
    return record_decision(act, policy, capacity, decided)


def _by_authority(act: Act, policy: PolicyFacts, capacity: BuyerCapacity, decided: Decided) -> str:
    """Record what a person decides within their authority, and count what it raises as used of it."""
    raised = refuse_beyond_authority(act, policy, capacity, decided.amount, decided.ship_from)
    number = record_decision(act, policy, capacity, decided)
    use_authority(act, decision_numbered(number).id, raised)
    return number


def record_decision(act: Act, policy: PolicyFacts, capacity: BuyerCapacity, decided: Decided) -> str:
    """Add the decision to the history and count it on the locked capacity; returns its number."""
    _check(act, policy, decided)
    number = next_number("LD", act.today.year)
    row = LimitDecision(
        number=number,
        policyholder_id=policy.policyholder,
        policy_id=policy.id,
        party_id=decided.party,
        request_id=decided.request.id if decided.request is not None else None,
        kind=decided.kind.value,
        outcome=decided.outcome.value,
        amount_minor=Minor(decided.amount.minor),
        currency=decided.amount.currency,
        ship_from=decided.ship_from,
        ship_until=decided.ship_until,
        insured_percentage=decided.insured_percentage,
        maximum_payment_term_days=decided.maximum_payment_term_days,
        method=decided.method.value if decided.method else None,
        reason=decided.reason.value,
        note=decided.note,
        automatic=decided.automatic,
        decided_at=act.at,
        decided_by=act.actor.login,
    )
    db.session.add(row)
    db.session.flush()
    count_decision(act, capacity, policy.id, history_without_holds(policy.id, decided.party), row.id)
    subjects = [f"policy:{policy.number}", f"buyer:{party(decided.party).public_id}"]
    if decided.request is not None:
        subjects.append(f"limit:{decided.request.number}")
    act.record(
        f"limit:{number}",
        f"limit.{decided.outcome.value}",
        also=tuple(subjects),
        policyholder=policy.policyholder,
        amount=decided.amount,
        ship_from=decided.ship_from,
        reason=f"decision_reason.{decided.reason.value}",
    )
    ask_for_limit_letter(act, number, policy.policyholder)
    return number


def first_shipment(act: Act, policy: PolicyFacts) -> date:
    """The first day a decision of today can count for: today, or the policy's first day when it is still to come."""
    return max(act.today, policy.period.first)


def reason_of(reason: DecisionReason | str) -> DecisionReason:
    """A reason by its code; refuses one that is not in the list."""
    try:
        return DecisionReason(reason)
    except ValueError:
        raise InvalidInput("limits.unknown_reason", "reason", value=str(reason)[:40]) from None


def _check(act: Act, policy: PolicyFacts, decided: Decided) -> None:
    if policy.state is not PolicyState.BOUND:
        raise OutOfTurn("limits.policy_not_in_force", number=policy.number)
    if decided.amount.currency != policy.currency:
        raise InvalidInput("limits.wrong_currency", "amount", currency=policy.currency)
    if decided.amount.minor < 0:
        raise InvalidInput("input.negative", "amount", value=decided.amount.plain())
    if decided.ship_from < act.today:
        raise InvalidInput("limits.back_dated", "ship_from", day=decided.ship_from, today=act.today)
    if decided.ship_until is not None and decided.ship_until <= decided.ship_from:
        raise InvalidInput(
            "period.ends_before_it_begins", "ship_until", first=decided.ship_from, end=decided.ship_until
        )
    releasing = decided.outcome in (LimitOutcome.RELEASED, LimitOutcome.HOLD)
    if decided.amount and not releasing and held(policy.id, decided.party, decided.ship_from) is not None:
        raise Conflict("limits.on_hold", policy=policy.number)
