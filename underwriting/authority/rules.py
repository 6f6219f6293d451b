"""Whether a decision lies within an authority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from insurer.kernel.money import Money
from underwriting.authority.terms import Authority


@dataclass(frozen=True, slots=True)
class Exceeded:
    """Which bound of an authority an amount passes, and by which figures."""

    code: str
    amount: Money
    most: Money


def greatest(authorities: Iterable[Authority]) -> Authority | None:
    """Of several roles' authorities the one that reaches furthest in one decision, then on one buyer."""
    return max(authorities, key=lambda one: (one.per_decision.minor, one.per_buyer.minor), default=None)


def exceeded(
    authority: Authority,
    amount: Money,
    on_buyer: Money,
    *,
    in_group: Money | None = None,
    over_period: Money | None = None,
) -> Exceeded | None:
    """The bound that granting `amount` passes when `on_buyer` then stands on the buyer; every bound is inclusive.

    `in_group` is what then stands on the buyer's whole group, bounded like a single buyer; `over_period` what the
    person has then added within the authority's period. Each is left out where it is not known.
    """
    if amount > authority.per_decision:
        return Exceeded("authority.per_decision_exceeded", amount, authority.per_decision)
    if on_buyer > authority.per_buyer:
        return Exceeded("authority.per_buyer_exceeded", on_buyer, authority.per_buyer)
    if in_group is not None and in_group > authority.per_buyer:
        return Exceeded("authority.per_group_exceeded", in_group, authority.per_buyer)
    bound = authority.over_period
    if bound is not None and over_period is not None and over_period > bound.most:
        return Exceeded("authority.per_period_exceeded", over_period, bound.most)
    return None
