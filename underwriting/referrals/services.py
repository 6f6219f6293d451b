"""Acts of referral: putting a decision forward, and agreeing to it, which carries it out in the same transaction."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from insurer.accounts.facts import Matter, May
from insurer.accounts.public import agree, put_forward, standing_matter, use
from insurer.infra.commands import Act, command
from insurer.infra.db import lock
from insurer.kernel.errors import Conflict, InvalidInput, OutOfTurn
from insurer.kernel.ids import LimitRequestId
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_day
from insurer.parties.public import party
from policies.public import policy_facts
from underwriting.limits.models import LimitRequest
from underwriting.limits.queries import limit_history
from underwriting.limits.services.decisions import LIMIT_DECISION, decide_limit, reason_of
from underwriting.limits.states import DecisionReason, RequestState


@command(needs=May.LIMIT_DECIDE)
def refer_decision(
    act: Act,
    request_id: LimitRequestId,
    *,
    amount: Money,
    reason: DecisionReason | str,
    ship_from: date | None = None,
    ship_until: date | None = None,
    insured_percentage: Decimal | None = None,
    maximum_payment_term_days: int | None = None,
    note: str = "",
    why: str = "",
) -> None:
    """Put a decision forward to somebody with more authority, with the reason why it should be made.

    An earlier version on the same request is void. A first day of today means the day of the agreement.
    """
    request = lock(LimitRequest, request_id)
    if request.state != RequestState.REFERRED:
        raise OutOfTurn("lifecycle.out_of_turn", state=request.state, move="decide")
    if not 0 < amount.minor <= request.amount.minor or amount.currency != request.currency:
        raise InvalidInput("limits.more_than_asked", "amount", asked=request.amount)
    if ship_from is not None and ship_from < act.today:
        raise InvalidInput("limits.back_dated", "ship_from", day=ship_from, today=act.today)
    decided = {
        "amount": amount,
        "reason": reason_of(reason),
        "ship_from": ship_from if ship_from is not None and ship_from > act.today else None,
        "ship_until": ship_until,
        "insured_percentage": insured_percentage,
        "payment_days": maximum_payment_term_days,
        "note": note,
    }
    subject = f"limit:{request.number}"
    put_forward(act, LIMIT_DECISION, subject, {**decided, **_circumstances(request, act.today)}, reason=why.strip())
    act.record(subject, "limit.referred_up", policyholder=request.policyholder_id, amount=amount)


@command(needs=May.LIMIT_AGREE)
def agree_to_decision(act: Act, request_id: LimitRequestId) -> str:
    """Agree to exactly the decision put forward and make it, within one's own authority; the decision's number.

    Refused when the limit that stands, or what was asked, is no longer what it was when it was put forward.
    """
    request = lock(LimitRequest, request_id)
    subject = f"limit:{request.number}"
    found = standing_matter(LIMIT_DECISION, subject)
    if found is None:
        raise Conflict("approval.nothing_put_forward", kind=LIMIT_DECISION, subject=subject)
    content = {**found.content, **_circumstances(request, act.today)}
    agree(act, LIMIT_DECISION, subject, content)
    use(act, LIMIT_DECISION, subject, content)
    return _decide(act, request_id, found)


def _circumstances(request: LimitRequest, day: date) -> dict[str, object]:
    """What a decision is made on besides its own terms: what was asked, by whom, on whom, and what stood on a day."""
    standing = limit_history(request.policy_id, request.party_id).for_shipment(day)
    return {
        "request": request.number,
        "asked": request.amount,
        "policy": policy_facts(request.policy_id).number,
        "buyer": party(request.party_id).public_id,
        "before": None if standing is None else standing.amount,
    }


def _decide(act: Act, request_id: LimitRequestId, found: Matter) -> str:
    share, days = found.text("insured_percentage"), found.text("payment_days")
    first, until = found.text("ship_from"), found.text("ship_until")
    return decide_limit(
        act,
        request_id,
        amount=found.stated("amount"),
        reason=found.text("reason"),
        ship_from=parse_day(first, "ship_from") if first else None,
        ship_until=parse_day(until, "ship_until") if until else None,
        insured_percentage=Decimal(share) if share else None,
        maximum_payment_term_days=int(days) if days else None,
        note=found.text("note"),
    )
