"""Acts on orders: the seller's own limit and rule, entering a checked order, and what becomes of it."""

from __future__ import annotations

from datetime import date

from insurer.accounts.facts import May
from insurer.infra.audit.chain import canonical
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.numbering import next_number
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import Minor, PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.plain import to_plain
from insurer.parties.public import party
from policies.facts import PolicyFacts
from policies.public import lock_policy, policy_facts
from underwriting.buyers.queries import require_buyer
from underwriting.orders.models import BuyerOrder, OrderRule, OrderStep, OwnLimit
from underwriting.orders.queries import checked, order_known, order_numbered
from underwriting.orders.states import ORDER_LIFE
from underwriting.orders.terms import OrderAnswer, OrderAsked
from underwriting.receivables.rules.keys import invoice_key


@command(needs=May.ORDER_RELEASE)
def set_own_limit(
    act: Act,
    policy_id: PolicyId,
    party_id: PartyId,
    *,
    amount: Money,
    payment_days: int | None,
    valid_from: date,
    reason: str,
) -> None:
    """Say what a policyholder itself lets a buyer owe, in policy currency, from a day on; nothing binds the insurer."""
    policy = policy_facts(policy_id)
    require_buyer(policy_id, party_id)
    if amount.currency != policy.currency:
        raise InvalidInput("orders.other_currency", "amount", currency=policy.currency)
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    db.session.add(
        OwnLimit(
            policyholder_id=policy.policyholder,
            policy_id=policy_id,
            party_id=party_id,
            currency=policy.currency,
            amount_minor=Minor(amount.minor),
            payment_days=payment_days,
            valid_from=valid_from,
            reason=reason.strip(),
            recorded_at=act.at,
            recorded_by=act.actor.login,
        )
    )
    _record(act, policy, f"policy:{policy.number}", "own_limit.set", buyer=party(party_id).public_id, amount=amount)


@command(needs=May.ORDER_RELEASE)
def set_order_rule(act: Act, policy_id: PolicyId, *, days: int) -> None:
    """Say from how many days late on a buyer's orders are held."""
    policy = policy_facts(policy_id)
    if not 0 <= days <= 365:
        raise InvalidInput("input.out_of_range", "days", value=str(days))
    db.session.add(
        OrderRule(
            policyholder_id=policy.policyholder,
            policy_id=policy_id,
            overdue_days=days,
            recorded_at=act.at,
            recorded_by=act.actor.login,
        )
    )
    _record(act, policy, f"policy:{policy.number}", "order_rule.set", days=days)


@command(needs=May.ORDER_ENTER)
def enter_order(act: Act, policy_id: PolicyId, party_id: PartyId, *, reference: str, order: OrderAsked) -> str:
    """Check an order alone among all to this policy's buyers and keep it with its answer: open, or held; its number.

    The seller's own order number is taken once under a policy.
    """
    policy = policy_facts(policy_id)
    require_buyer(policy_id, party_id)
    lock_policy(policy_id)
    key = invoice_key(reference)
    if not key:
        raise InvalidInput("input.required", "reference")
    if (known := order_known(policy_id, key)) is not None:
        raise InvalidInput("orders.known_already", "reference", number=known.number)
    if not order.amount.minor > 0 or order.deposit > order.amount:
        raise InvalidInput("orders.deposit_beyond_amount", "deposit")
    answer = checked(policy, party_id, order, act.today)
    row = _kept(act, policy, party_id, reference.strip(), key, order, answer)
    _record(
        act, policy, f"order:{row.number}", "order.entered", outcome=answer.outcome, amount=order.amount,
        uninsured=answer.uninsured, buyer=party(party_id).public_id,
    )  # fmt: skip
    return row.number


def _kept(
    act: Act, policy: PolicyFacts, buyer: PartyId, reference: str, key: str, order: OrderAsked, answer: OrderAnswer
) -> BuyerOrder:
    row = BuyerOrder(
        number=next_number("OR", act.today.year),
        policyholder_id=policy.policyholder,
        policy_id=policy.id,
        party_id=buyer,
        reference=reference,
        reference_key=key,
        currency=order.amount.currency,
        amount_minor=Minor(order.amount.minor),
        deposit_minor=Minor(order.deposit.minor),
        exposure_minor=Minor(answer.exposure.minor),
        exposure_currency=answer.exposure.currency,
        payment_days=order.payment_days,
        method=order.method.value,
        ships_on=order.ships_on,
        outcome=answer.outcome.value,
        kept=canonical(to_plain(answer, OrderAnswer)),
        checked_at=act.at,
        checked_by=act.actor.login,
    )
    db.session.add(row)
    db.session.flush()
    return row


@command(needs=May.ORDER_RELEASE)
def release_order(act: Act, number: str, *, reason: str) -> None:
    """Let an order through that was held, with the reason; the insurer's limit stays what it is."""
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    _step(act, number, "release", reason.strip())


@command(needs=May.ORDER_ENTER)
def close_order(act: Act, number: str, move: str, *, reason: str = "") -> None:
    """An order was shipped (its invoice takes its room in the ledger from now on) or was cancelled."""
    if move not in ("ship", "cancel"):
        raise InvalidInput("input.not_a_choice", "move", value=move[:20])
    _step(act, number, move, reason.strip())


def _step(act: Act, number: str, move: str, reason: str) -> None:
    lock_policy(order_numbered(number).row.policy_id)
    view = order_numbered(number)
    after = ORDER_LIFE.after(view.state, move)
    policy = policy_facts(view.row.policy_id)
    db.session.add(
        OrderStep(
            policyholder_id=policy.policyholder,
            order_id=view.row.id,
            move=move,
            reason=reason,
            taken_at=act.at,
            taken_by=act.actor.login,
        )
    )
    db.session.flush()
    _record(act, policy, f"order:{number}", f"order.{after.value}", reason=reason)


def _record(act: Act, policy: PolicyFacts, subject: str, what: str, **facts: object) -> None:
    also = () if subject == f"policy:{policy.number}" else (f"policy:{policy.number}",)
    act.record(subject, what, also=also, policyholder=policy.policyholder, **facts)
