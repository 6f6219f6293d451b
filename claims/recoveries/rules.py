"""How money that comes in after the loss is shared, and who bears the cost of getting it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from claims.recoveries.terms import CostsRule, Recovery, RecoveryMethod
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.rounding import to_places
from insurer.kernel.working import Working


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryShares:
    """Who gets what: insurer + policyholder + surplus = net, net + costs - costs_left = recovered.

    `insurer_share` is the insurer's fraction before the ceiling; the sides are None but for `limit_over_debt`.
    """

    net: Money
    insurer: Money
    policyholder: Money
    insurer_share: Fraction
    insured_side: Money | None
    uninsured_side: Money | None
    costs_left: Money
    surplus: Money
    working: Working


@dataclass(frozen=True, slots=True)
class _Costs:
    """What comes off before sharing, and what each party bears of its own part."""

    first: Money
    insurer: Money
    policyholder: Money


@dataclass(frozen=True, slots=True)
class _Division:
    """A sum divided by the method, before the costs each party bears and before the ceiling."""

    insurer: Money
    policyholder: Money
    share: Fraction
    insured_side: Money | None = None


def recovery_shares(recovery: Recovery) -> RecoveryShares:
    """The recovery less its cost, divided by the method; nobody gets more than they are out of pocket.

    The insurer's amount is rounded half-up, the policyholder takes the rest. What one may not keep goes to the
    other, and what neither may keep is surplus. Source: calculation contract, "Recovery"; domain rules, section 13.
    """
    _refuse_impossible(recovery)
    zero = Money.zero(recovery.recovered.currency)
    working = Working().then("recovery.recovered", recovery.recovered, "recovered")
    costs = _costs(recovery)
    shared = (recovery.recovered - costs.first).floor_zero()
    divided = _division(recovery, shared)
    insurer = (divided.insurer - costs.insurer).floor_zero()
    policyholder = (divided.policyholder - costs.policyholder).floor_zero()
    net = insurer + policyholder
    costs_left = net - recovery.recovered + recovery.costs
    working = working.then("recovery.net", net, "costs_rule", costs=recovery.costs, rule=recovery.costs_rule)
    if costs_left:
        working = working.then("recovery.costs_left", costs_left, "costs")
    working = _division_lines(working, recovery, divided, shared, costs)
    insurer, policyholder, surplus, working = _within_pocket(recovery, insurer, policyholder, working)
    return RecoveryShares(
        net=net,
        insurer=insurer,
        policyholder=policyholder,
        insurer_share=divided.share,
        insured_side=divided.insured_side,
        uninsured_side=None if divided.insured_side is None else shared - divided.insured_side,
        costs_left=costs_left if costs_left else zero,
        surplus=surplus,
        working=working.then("recovery.insurer", insurer).then("recovery.policyholder", policyholder),
    )


def _refuse_impossible(recovery: Recovery) -> None:
    """A claim where nothing was owed, or more was insured or paid than was owed."""
    if recovery.total_debt.minor <= 0:
        raise InvalidInput("input.not_above_zero", "total_debt", value=recovery.total_debt.plain())
    if recovery.insured_debt > recovery.total_debt:
        raise InvalidInput("input.above_total_debt", "insured_debt", value=recovery.insured_debt.plain())
    if recovery.indemnity_paid > recovery.total_debt:
        raise InvalidInput("input.above_total_debt", "indemnity_paid", value=recovery.indemnity_paid.plain())
    loss = recovery.actual_loss
    if loss is not None and (not loss or loss < recovery.indemnity_paid):
        raise InvalidInput("input.below_indemnity_paid", "actual_loss", value=loss.plain())


def _costs(recovery: Recovery) -> _Costs:
    """First off the recovery; or insurer and policyholder each for its part of the debt; or the insurer alone."""
    zero, costs = Money.zero(recovery.costs.currency), recovery.costs
    if recovery.costs_rule is CostsRule.FIRST:
        return _Costs(costs, zero, zero)
    if recovery.costs_rule is CostsRule.INSURER:
        return _Costs(zero, costs, zero)
    by_insurer = costs.share(recovery.insured_debt.over(recovery.total_debt))
    return _Costs(zero, by_insurer, costs - by_insurer)


def _division(recovery: Recovery, shared: Money) -> _Division:
    """The insurer's part of `shared` by the method, before the ceiling."""
    if recovery.method is RecoveryMethod.LIMIT_OVER_DEBT:
        part = recovery.insured_debt.over(recovery.total_debt)
        side = shared.share(part)
        insurer = side.share(recovery.insured_percentage)
        return _Division(insurer, shared - insurer, part * Fraction(recovery.insured_percentage), side)
    insurer = shared.share(share := _share(recovery))
    return _Division(insurer, shared - insurer, share)


def _share(recovery: Recovery) -> Fraction:
    match recovery.method:
        case RecoveryMethod.INSURER_FIRST:
            return Fraction(1)
        case RecoveryMethod.INSURED_FIRST:
            return Fraction(0)
        case RecoveryMethod.RISK_SHARE:
            return recovery.indemnity_paid.over(recovery.actual_loss or recovery.total_debt)
        case _:
            return recovery.indemnity_paid.over(recovery.total_debt)


def _division_lines(working: Working, recovery: Recovery, divided: _Division, shared: Money, costs: _Costs) -> Working:
    share = to_places(divided.share, 6)
    if divided.insured_side is not None:
        part = to_places(recovery.insured_debt.over(recovery.total_debt), 6)
        working = working.then("recovery.insured_side", divided.insured_side, "insured_debt", share=part, base=shared)
        base, percentage = divided.insured_side, recovery.insured_percentage
        working = working.then(
            "recovery.insurer_of_insured_side", divided.insurer, "insured_percentage", percentage=percentage, base=base
        )
    else:
        code = f"recovery.{recovery.method.value}"
        paid, debt = recovery.indemnity_paid, recovery.actual_loss or recovery.total_debt
        working = working.then(code, divided.insurer, "method", share=share, base=shared, paid=paid, debt=debt)
    if costs.insurer:
        working = working.then("recovery.costs_of_insurer", costs.insurer, "costs_rule")
    if costs.policyholder:
        working = working.then("recovery.costs_of_policyholder", costs.policyholder, "costs_rule")
    return working


def _within_pocket(
    recovery: Recovery, insurer: Money, policyholder: Money, working: Working
) -> tuple[Money, Money, Money, Working]:
    """Each party up to what it is out of pocket, the excess to the other, the rest is surplus."""
    insurer_out = (recovery.indemnity_paid - recovery.insurer_received).floor_zero()
    own_loss = recovery.total_debt - recovery.indemnity_paid
    policyholder_out = (own_loss - recovery.policyholder_received).floor_zero()
    over_insurer = (insurer - insurer_out).floor_zero()
    over_policyholder = (policyholder - policyholder_out).floor_zero()
    kept_insurer = min(insurer - over_insurer + over_policyholder, insurer_out)
    kept_policyholder = min(policyholder - over_policyholder + over_insurer, policyholder_out)
    surplus = insurer + policyholder - kept_insurer - kept_policyholder
    if over_insurer:
        working = working.then("recovery.insurer_out_of_pocket", over_insurer, "insurer_received", ceiling=insurer_out)
    if over_policyholder:
        working = working.then(
            "recovery.policyholder_out_of_pocket", over_policyholder, "policyholder_received", ceiling=policyholder_out
        )
    if surplus:
        working = working.then("recovery.surplus", surplus)
    return kept_insurer, kept_policyholder, surplus, working
