"""The order check: one order against the lower of the seller's own limit and the insurer's, and against overdues.

Beyond the insurer's limit an order is a warning: the seller may bear it alone. Beyond the seller's own limit, or with a
debt that is late for longer than the seller lets pass, it is held. Who set no limit of his own has the insurer's.
Source: feature map S77, S95.
"""

from __future__ import annotations

from insurer.kernel.findings import Finding, Weight
from insurer.kernel.money import Money
from insurer.kernel.working import Working
from underwriting.orders.terms import OrderAnswer, OrderAsked, OrderOutcome, Standing


def order_check(order: OrderAsked, exposure: Money, standing: Standing) -> OrderAnswer:
    """Check an order whose credit is `exposure` in policy currency; the room left is what could still be ordered."""
    total = standing.open + standing.ordered + exposure
    working = (
        Working()
        .then("order.exposure", exposure, amount=order.amount, deposit=order.deposit)
        .then("order.open", standing.open)
        .then("order.ordered", standing.ordered)
        .then("order.total", total)
    )
    nothing = Money.zero(exposure.currency)
    refusals = _without_cover(order, standing)
    insured = nothing if standing.insured is None else standing.insured.amount
    uninsured = exposure if refusals else min(exposure, (total - insured).floor_zero())
    own = insured if standing.own is None else standing.own.amount
    over_own = (total - own).floor_zero()
    working = _limits_said(working, standing, own, over_own, insured, uninsured)
    holds = tuple(_holds(order, exposure, standing, over_own))
    warnings = refusals if exposure else ()
    if uninsured and not refusals:
        facts = {"uninsured": uninsured, "limit": insured, "total": total}
        warnings = (Finding("order.part_uninsured", Weight.WARNING, "limits.amount", facts),)
    outcome = OrderOutcome.HELD if holds else OrderOutcome.WARNED if warnings else OrderOutcome.CLEAR
    lower = min(own, insured)
    return OrderAnswer(
        outcome=outcome,
        exposure=exposure,
        total=total,
        uninsured=uninsured,
        over_own=over_own,
        room=(lower - standing.open - standing.ordered).floor_zero(),
        holds=holds,
        warnings=warnings,
        working=working,
    )


def _limits_said(
    working: Working, standing: Standing, own: Money, over_own: Money, insured: Money, uninsured: Money
) -> Working:
    named = "order.own_limit" if standing.own else "order.own_limit_none"
    working = working.then(named, own).then("order.over_own", over_own)
    if standing.insured is None:
        working = working.then("order.insured_limit_none", insured, "limits")
    else:
        working = working.then("order.insured_limit", insured, "limits.amount", reference=standing.insured.reference)
    working = working.then("order.uninsured", uninsured)
    latest = max((one.days for one in standing.late), default=0)
    return working.then("order.days_late", latest, most=standing.overdue_days)


def _holds(order: OrderAsked, exposure: Money, standing: Standing, over_own: Money) -> list[Finding]:
    """Why a person of the seller's has to decide; an order paid in full before shipment is no credit at all."""
    if not exposure:
        return []
    found: list[Finding] = []
    if over_own:
        code = "order.over_own_limit" if standing.own else "order.over_only_limit"
        found.append(Finding(code, Weight.ERROR, "own_limit", {"over": over_own}))
    longest = standing.own.payment_days if standing.own else None
    if longest is not None and order.payment_days > longest:
        facts = {"days": order.payment_days, "longest": longest}
        found.append(Finding("order.own_term_too_long", Weight.ERROR, "own_limit", facts))
    late = [one for one in standing.late if one.days > standing.overdue_days]
    if late:
        worst = max(late, key=lambda one: one.days)
        named: dict[str, object] = {
            "count": len(late),
            "number": worst.number,
            "days": worst.days,
            "most": standing.overdue_days,
        }
        found.append(Finding("order.buyer_overdue", Weight.ERROR, "order_rule", named))
    return found


def _without_cover(order: OrderAsked, standing: Standing) -> tuple[Finding, ...]:
    """Why nothing of the order would be insured, in the words of the policy."""
    found: list[tuple[str, str, dict[str, object]]] = []
    if not standing.insurable:
        found.append(("order.outside_period", "policy.attachment", {"day": order.ships_on}))
    limit = standing.insured
    if limit is None:
        found.append(("order.no_limit", "limits", {"day": order.ships_on}))
    elif not limit.amount:
        found.append(("order.limit_refused", "limits.amount", {"reference": limit.reference}))
    else:
        if limit.longest_days is not None and order.payment_days > limit.longest_days:
            facts: dict[str, object] = {"days": order.payment_days, "longest": limit.longest_days}
            found.append(("order.term_too_long", "limits.maximum_payment_term_days", facts))
        if limit.method is not None and order.method.risk > limit.method.risk:
            methods: dict[str, object] = {"used": order.method, "allowed": limit.method}
            found.append(("order.method_too_risky", "limits.payment_method", methods))
    if standing.stopped_by:
        found.append(("order.cover_stopped", "policy.maximum_extension_days", {"number": standing.stopped_by}))
    return tuple(Finding(code, Weight.WARNING, clause, facts) for code, clause, facts in found)
