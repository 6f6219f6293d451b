"""Asking for a limit: answered at once where no person is needed, else referred."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May, refuse_limit_request
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.numbering import next_number
from insurer.kernel.errors import InvalidInput, NotFound, OutOfTurn, Refusal
from insurer.kernel.ids import LimitRequestId, Minor, PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.parties.public import party
from insurer.reference.public import converted
from policies.facts import PolicyFacts, PolicyState
from policies.public import policy_facts, terms_of
from underwriting.authority.queries import automatic_authority
from underwriting.limits.models import BuyerCapacity, LimitRequest
from underwriting.limits.queries import capacity_of, held
from underwriting.limits.rules.automatic import LimitCase, Verdict, automatic_decision
from underwriting.limits.rules.ground import Ground, limit_case
from underwriting.limits.services.capacity import headroom, locked_capacity, on_others
from underwriting.limits.services.decisions import Decided, first_shipment, record_decision
from underwriting.limits.states import REQUEST_LIFE, LimitOutcome
from underwriting.limits.terms import PaymentMethod


@command(needs=May.LIMIT_REQUEST)
def request_limit(
    act: Act,
    policy_id: PolicyId,
    party_id: PartyId,
    *,
    amount: Money,
    payment_days: int | None = None,
    method: PaymentMethod | None = None,
) -> LimitRequestId:
    """Ask for a limit on a buyer in policy currency; the answer, if a rule may give it, is given in the same act."""
    policy = policy_facts(policy_id)
    _check(policy, amount, payment_days)
    refuse_limit_request(act.actor.bounds, policy.policyholder, amount)
    capacity = locked_capacity(act, party_id, policy.currency)
    request = LimitRequest(
        number=next_number("LR", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy_id,
        party_id=party_id,
        amount_minor=Minor(amount.minor),
        currency=amount.currency,
        payment_days=payment_days,
        method=method.value if method else None,
        state=REQUEST_LIFE.initial,
        asked_by=act.actor.login,
        asked_at=act.at,
    )
    db.session.add(request)
    db.session.flush()
    act.record(
        f"limit:{request.number}",
        "limit.requested",
        also=(f"policy:{policy.number}", f"buyer:{party(party_id).public_id}"),
        policyholder=policy.policyholder,
        amount=amount,
        payment_days=payment_days,
        method=request.method,
    )
    _answer(act, policy, request, capacity)
    return request.id


def _check(policy: PolicyFacts, amount: Money, payment_days: int | None) -> None:
    if policy.state is not PolicyState.BOUND:
        raise OutOfTurn("limits.policy_not_in_force", number=policy.number)
    if amount.currency != policy.currency:
        raise InvalidInput("limits.wrong_currency", "amount", currency=policy.currency)
    if amount.minor <= 0:
        raise InvalidInput("input.not_above_zero", "amount", value=amount.plain())
    if payment_days is not None and not 0 <= payment_days <= 720:
        raise InvalidInput("input.out_of_range", "payment_days", value=payment_days)


def _answer(act: Act, policy: PolicyFacts, request: LimitRequest, capacity: BuyerCapacity) -> None:
    """Decide by rule, or pass on to a person; either way the policyholder learns nothing of others."""
    decision = automatic_decision(_limit_case(act.today, policy, request, capacity))
    if decision.verdict is Verdict.REFER or decision.reason is None:
        request.move("refer")
        act.record(
            f"limit:{request.number}",
            "limit.referred",
            also=(f"policy:{policy.number}",),
            policyholder=policy.policyholder,
        )
        return
    request.move("decide")
    granted = decision.verdict is Verdict.GRANT
    record_decision(
        act,
        policy,
        capacity,
        Decided(
            party=request.party_id,
            outcome=LimitOutcome.FULL if granted else LimitOutcome.REFUSED,
            amount=decision.amount,
            reason=decision.reason,
            ship_from=first_shipment(act, policy),
            maximum_payment_term_days=request.payment_days if granted else None,
            method=PaymentMethod(request.method) if request.method and granted else None,
            request=request,
            automatic=True,
        ),
    )


def case_of(request: LimitRequest, today: date) -> LimitCase:
    """A request as it would be judged today, for a person to look at; nothing is locked."""
    capacity = capacity_of(request.party_id)
    if capacity is None:
        raise NotFound("limits.no_capacity", party=request.party_id)
    return _limit_case(today, policy_facts(request.policy_id), request, capacity)


def _limit_case(today: date, policy: PolicyFacts, request: LimitRequest, capacity: BuyerCapacity) -> LimitCase:
    """The request with everything that decides it, in policy currency."""
    day = max(today, policy.period.first)
    ground = Ground(
        policy=policy,
        terms=terms_of(policy.id),
        buyer=party(request.party_id),
        home=party(policy.policyholder).country,
        automatic=automatic_authority(today, policy.currency),
        others=_in_policy_currency(today, on_others(capacity, policy.id), policy.currency),
        headroom=_in_policy_currency(today, headroom(capacity, policy.id), policy.currency),
        on_hold=held(policy.id, request.party_id, day) is not None,
    )
    return limit_case(request.amount, request.payment_days, ground, today)


def _in_policy_currency(today: date, amount: Money, currency: str) -> Money | None:
    """The amount in policy currency; None where no rate is known, so that a person looks at it."""
    if amount.currency == currency:
        return amount
    try:
        return converted(amount, currency, today)[0]
    except Refusal:
        return None
