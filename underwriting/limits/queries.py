"""Reads of limits: histories with two times, the request queue, and a buyer's capacity for the insurer's eyes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, or_, select

from insurer.infra.db import db
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import LimitRequestId, PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from policies.facts import PolicyTerms
from policies.public import terms_of
from underwriting.limits.models import BuyerCapacity, CapacityUse, LimitDecision, LimitRequest
from underwriting.limits.states import LimitOutcome, RequestState
from underwriting.limits.terms import LimitHistory, LimitKind, LimitSpan

HOLDS = (LimitOutcome.HOLD.value,)


def limit_history(policy_id: PolicyId, party_id: PartyId) -> LimitHistory:
    """Every decision on one buyer under one policy, with the policy's discretionary limit beneath them."""
    rows = _decisions(select(LimitDecision).where(LimitDecision.policy_id == policy_id), party_id)
    return _history(rows, discretionary_spans(terms_of(policy_id)))


def limit_histories(policy_id: PolicyId, terms: PolicyTerms | None = None) -> dict[PartyId, LimitHistory]:
    """The histories of all buyers of a policy that were ever decided on, in one read."""
    return histories_by_policy({policy_id: terms or terms_of(policy_id)})[policy_id]


def histories_by_policy(terms: Mapping[PolicyId, PolicyTerms]) -> dict[PolicyId, dict[PartyId, LimitHistory]]:
    """The same under several policies, each with its terms, in one read."""
    decided: dict[tuple[PolicyId, PartyId], list[LimitDecision]] = defaultdict(list)
    query = select(LimitDecision).where(LimitDecision.policy_id.in_(terms)).order_by(LimitDecision.id)
    for row in db.session.scalars(query):
        decided[row.policy_id, row.party_id].append(row)
    beneath = {policy_id: discretionary_spans(one) for policy_id, one in terms.items()}
    found: dict[PolicyId, dict[PartyId, LimitHistory]] = {policy_id: {} for policy_id in terms}
    for (policy_id, party), rows in decided.items():
        found[policy_id][party] = _history(rows, beneath[policy_id])
    return found


def histories_on(party_id: PartyId) -> dict[PolicyId, LimitHistory]:
    """The named limits on one buyer under every policy of the reader's scope, in one read."""
    by_policy: dict[PolicyId, list[LimitDecision]] = defaultdict(list)
    for row in _decisions(select(LimitDecision), party_id):
        by_policy[row.policy_id].append(row)
    return {policy: LimitHistory(spans_of(rows)) for policy, rows in by_policy.items()}


def discretionary_spans(terms: PolicyTerms) -> tuple[LimitSpan, ...]:
    """What the policy lets its holder grant by itself, as spans: one per value the term ever had."""
    return tuple(
        LimitSpan(
            shipments=Period(row.valid_from),
            amount=row.value,
            kind=LimitKind.DISCRETIONARY,
            decided_at=row.recorded_at,
            reference=terms.number,
        )
        for row in terms.history("discretionary_limit")
        if isinstance(row.value, Money)
    )


def _history(rows: Sequence[LimitDecision], beneath: tuple[LimitSpan, ...]) -> LimitHistory:
    return LimitHistory((*beneath, *spans_of(rows)))


def spans_of(rows: Sequence[LimitDecision]) -> tuple[LimitSpan, ...]:
    """What decisions say on shipments, in the order they were made.

    A refused request leaves a limit that stands as it is: to refuse more is not to withdraw. Where nothing stands,
    the refusal is a limit of zero and ends what the policyholder may grant by itself.
    """
    return spans_that_count((row.span(), row.outcome == LimitOutcome.REFUSED) for row in rows)


def spans_that_count(decided: Iterable[tuple[LimitSpan, bool]]) -> tuple[LimitSpan, ...]:
    """Of decisions in the order they were made, each with whether it refused a request, those that say something."""
    spans: list[LimitSpan] = []
    for span, refused in decided:
        standing = LimitHistory(tuple(spans)).for_shipment(span.shipments.first) if refused else None
        if not refused or standing is None or standing.refused:
            spans.append(span)
    return tuple(spans)


def _decisions(query: Select[LimitDecision], party_id: PartyId) -> list[LimitDecision]:
    return list(db.session.scalars(query.where(LimitDecision.party_id == party_id).order_by(LimitDecision.id)))


def decisions_on(policy_id: PolicyId, party_id: PartyId) -> list[LimitDecision]:
    """The decisions on one buyer under one policy, oldest first."""
    return _decisions(select(LimitDecision).where(LimitDecision.policy_id == policy_id), party_id)


def decision_numbered(number: str) -> LimitDecision:
    """The decision of that number within the reader's scope."""
    found = db.session.scalar(select(LimitDecision).where(LimitDecision.number == number))
    if found is None:
        raise NotFound("limits.no_such_decision", number=number)
    return found


def decision_on_request(request_id: LimitRequestId) -> LimitDecision | None:
    return db.session.scalar(select(LimitDecision).where(LimitDecision.request_id == request_id))


def held(policy_id: PolicyId, party_id: PartyId, day: date) -> LimitDecision | None:
    """The hold that stands on `day`, if the last decision for that day is one."""
    rows = decisions_on(policy_id, party_id)
    standing = [row for row in rows if day in row.shipments and row.outcome != LimitOutcome.REFUSED]
    last = max(standing, key=lambda row: (row.decided_at, row.id), default=None)
    return last if last is not None and last.outcome in HOLDS else None


def history_without_holds(policy_id: PolicyId, party_id: PartyId) -> LimitHistory:
    """What would stand if nobody had ever held cover: what a release brings back."""
    rows = [row for row in decisions_on(policy_id, party_id) if row.outcome not in HOLDS]
    return LimitHistory(spans_of(rows))


def request_of(request_id: LimitRequestId) -> LimitRequest:
    """The request within the reader's scope."""
    found = db.session.scalar(select(LimitRequest).where(LimitRequest.id == request_id))
    if found is None:
        raise NotFound("limits.no_such_request", id=request_id)
    return found


def request_numbered(number: str) -> LimitRequest:
    """The request of that number within the reader's scope."""
    found = db.session.scalar(select(LimitRequest).where(LimitRequest.number == number))
    if found is None:
        raise NotFound("limits.no_such_request", number=number)
    return found


def waiting_requests() -> list[LimitRequest]:
    """Requests that wait for a person, oldest first."""
    return list(
        db.session.scalars(
            select(LimitRequest)
            .where(LimitRequest.state == RequestState.REFERRED)
            .order_by(LimitRequest.asked_at, LimitRequest.id)
        )
    )


def requests_like(number: str, most: int) -> list[LimitRequest]:
    """Requests of the reader's scope whose number has this part, or whose decision's number has; the newest first."""
    decided = select(LimitDecision).where(LimitDecision.number.contains(number, autoescape=True))
    keys = {row.request_id for row in db.session.scalars(decided.order_by(LimitDecision.id.desc()).limit(most))}
    query = select(LimitRequest).where(
        or_(LimitRequest.number.contains(number, autoescape=True), LimitRequest.id.in_(keys - {None}))
    )
    return list(db.session.scalars(query.order_by(LimitRequest.id.desc()).limit(most)))


def requests_of(policy_ids: Collection[PolicyId]) -> list[LimitRequest]:
    """The requests under some policies, newest first."""
    return list(
        db.session.scalars(
            select(LimitRequest).where(LimitRequest.policy_id.in_(policy_ids)).order_by(LimitRequest.id.desc())
        )
    )


def decisions_by_request(request_ids: Collection[LimitRequestId]) -> dict[LimitRequestId, LimitDecision]:
    """The decisions on some requests, by request."""
    rows = db.session.scalars(select(LimitDecision).where(LimitDecision.request_id.in_(request_ids)))
    return {row.request_id: row for row in rows if row.request_id is not None}


def capacity_of(party_id: PartyId) -> BuyerCapacity | None:
    """How much the insurer will have on a buyer and how much stands granted. Insurer-internal."""
    return db.session.get(BuyerCapacity, party_id)


def capacities_most_used(most: int) -> list[BuyerCapacity]:
    """The buyers of whose capacity the largest part stands granted, from four fifths on, the fullest first."""
    used = BuyerCapacity.granted_minor * 1.0 / BuyerCapacity.amount_minor
    query = select(BuyerCapacity).where(
        BuyerCapacity.amount_minor > 0, BuyerCapacity.granted_minor * 5 >= BuyerCapacity.amount_minor * 4
    )
    return list(db.session.scalars(query.order_by(used.desc(), BuyerCapacity.party_id).limit(most)))


def capacity_taken(party_id: PartyId, policy_id: PolicyId) -> int:
    """What one policy takes of a buyer's capacity, in minor units of the capacity's currency."""
    taken = db.session.scalar(
        select(func.coalesce(func.sum(CapacityUse.change_minor), 0)).where(
            CapacityUse.party_id == party_id, CapacityUse.policy_id == policy_id
        )
    )
    return int(taken or 0)


def policies_on(party_id: PartyId) -> list[PolicyId]:
    """The policies that take or took some of a buyer's capacity."""
    return list(
        db.session.scalars(
            select(CapacityUse.policy_id)
            .where(CapacityUse.party_id == party_id)
            .distinct()
            .order_by(CapacityUse.policy_id)
        )
    )


def capacities_out_of_step() -> list[PartyId]:
    """Buyers whose running figure is not the sum of its changes, or passes their capacity: always none."""
    total = func.coalesce(func.sum(CapacityUse.change_minor), 0)
    rows = db.session.execute(
        select(BuyerCapacity.party_id, BuyerCapacity.granted_minor, total)
        .outerjoin(CapacityUse, CapacityUse.party_id == BuyerCapacity.party_id)
        .group_by(BuyerCapacity.party_id, BuyerCapacity.granted_minor)
    )
    return [party for party, granted, changes in rows if int(granted) != int(changes)]


def known_at(moment: datetime, policy_id: PolicyId, party_id: PartyId, shipped: date) -> Money | None:
    """What was covered for a shipment as it was known at a moment."""
    standing = limit_history(policy_id, party_id).for_shipment(shipped, moment)
    return None if standing is None else standing.amount


@dataclass(frozen=True, slots=True)
class StandingSum:
    """What stands granted on one buyer under one policy for shipments of a day."""

    party: PartyId
    policy: PolicyId
    amount: Money


def standing_limits(policy_ids: Collection[PolicyId], day: date, known_by: datetime) -> list[StandingSum]:
    """Every limit above nothing under some policies for shipments of `day`, as known at a moment, in one read.

    Of one kind the decision made last governs; a request that was refused leaves a limit that stands as it is.
    """
    place = func.row_number().over(
        partition_by=(LimitDecision.policy_id, LimitDecision.party_id, LimitDecision.kind),
        order_by=(LimitDecision.decided_at.desc(), LimitDecision.id.desc()),
    )
    ranked = (
        select(
            LimitDecision.party_id, LimitDecision.policy_id, LimitDecision.currency, LimitDecision.amount_minor,
            place.label("place"),
        )
        .where(
            LimitDecision.policy_id.in_(policy_ids),
            LimitDecision.outcome != LimitOutcome.REFUSED,
            LimitDecision.ship_from <= day,
            or_(LimitDecision.ship_until.is_(None), LimitDecision.ship_until > day),
            LimitDecision.decided_at <= known_by,
        )
        .subquery()
    )  # fmt: skip
    total = func.sum(ranked.c.amount_minor)
    rows = db.session.execute(
        select(ranked.c.party_id, ranked.c.policy_id, ranked.c.currency, total)
        .where(ranked.c.place == 1)
        .group_by(ranked.c.party_id, ranked.c.policy_id, ranked.c.currency)
        .having(total > 0)
    )
    return [StandingSum(party, policy, Money(int(minor), currency)) for party, policy, currency, minor in rows]


@dataclass(frozen=True, slots=True)
class Answered:
    """One answered request: when it came and was answered, whether a rule did it, asked and granted."""

    asked_at: datetime
    decided_at: datetime
    automatic: bool
    asked: Money
    granted: Money


def answers_between(first: datetime, last: datetime) -> list[Answered]:
    """The requests answered after `first` up to `last`, in one read."""
    rows = db.session.execute(
        select(
            LimitRequest.asked_at, LimitDecision.decided_at, LimitDecision.automatic, LimitRequest.currency,
            LimitRequest.amount_minor, LimitDecision.amount_minor,
        )
        .join(LimitDecision, LimitDecision.request_id == LimitRequest.id)
        .where(LimitDecision.decided_at > first, LimitDecision.decided_at <= last)
    )  # fmt: skip
    return [
        Answered(asked, decided, automatic, Money(int(wanted), currency), Money(int(granted), currency))
        for asked, decided, automatic, currency, wanted, granted in rows
    ]
