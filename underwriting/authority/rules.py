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


def exceeded(authority: Authority, amount: Money, on_buyer: Money) -> Exceeded | None:
    """The bound that granting `amount` passes when `on_buyer` then stands on the buyer; both bounds are inclusive."""
    if amount > authority.per_decision:
        return Exceeded("authority.per_decision_exceeded", amount, authority.per_decision)
    if on_buyer > authority.per_buyer:
        return Exceeded("authority.per_buyer_exceeded", on_buyer, authority.per_buyer)
    return None
