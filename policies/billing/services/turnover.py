"""Booking declared turnover, on which premium is charged."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.kernel.errors import Conflict, InvalidInput, OutOfTurn
from insurer.kernel.ids import Minor, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from policies.billing import queries
from policies.billing.models import TurnoverBooked
from policies.contracts.models import Policy
from policies.contracts.states import PolicyState


@command(needs=May.DECLARE)
def book_turnover(act: Act, policy_id: PolicyId, *, first: date, last: date, amount: Money, reference: str) -> None:
    """Book the turnover of a period, both days included, resting on the paper `reference`.

    The same paper twice changes nothing; the same paper with another amount is refused. Another paper for the
    same period corrects the earlier one: the later booking counts. A period that cuts across one already booked,
    or lies outside the policy's, is refused.
    """
    policy, period = lock(Policy, policy_id), Period.including(first, last)
    if policy.state == PolicyState.DRAFT:
        raise OutOfTurn("billing.policy_not_bound", number=policy.number, state=policy.state)
    if amount.currency != policy.currency:
        raise InvalidInput("billing.other_currency", "amount", currency=policy.currency)
    if amount.minor < 0:
        raise InvalidInput("input.negative", "amount")
    if first < policy.first_day or last >= policy.end_day:
        raise InvalidInput("policy.day_outside_period", "first", day=first, period=policy.period)
    if not reference.strip():
        raise InvalidInput("input.required", "reference")
    if _known(policy, period, amount, reference):
        act.record(
            f"policy:{policy.number}", "billing.turnover_unchanged",
            policyholder=policy.policyholder_id, reference=reference,
        )  # fmt: skip
        return
    db.session.add(
        TurnoverBooked(
            policy_id=policy_id,
            policyholder_id=policy.policyholder_id,
            first_day=period.first,
            end_day=period.end,
            currency=amount.currency,
            amount_minor=Minor(amount.minor),
            reference=reference,
            recorded_at=act.at,
            recorded_by=act.actor.name,
        )
    )
    db.session.flush()
    act.record(
        f"policy:{policy.number}",
        "billing.turnover_booked",
        policyholder=policy.policyholder_id,
        first=first,
        last=last,
        amount=amount,
        reference=reference,
    )


def _known(policy: Policy, period: Period, amount: Money, reference: str) -> bool:
    """Whether the same paper booked the same amount before; refuses a clash with what was booked."""
    for row in queries.turnover_of(policy.id):
        if row.period == period:
            if row.reference == reference and row.amount != amount:
                raise Conflict("billing.reference_used", reference=reference, amount=row.amount)
            if row.reference == reference:
                return True
        elif row.period.overlaps(period):
            raise Conflict("billing.periods_overlap", period=row.period, reference=row.reference)
    return False
