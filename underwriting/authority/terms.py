"""What an authority says: how much in one decision, on one buyer in all, and over a period by one person."""

from __future__ import annotations

from dataclasses import dataclass

from insurer.kernel.money import Money

AUTOMATIC = "automatic"
"""Stands in place of a role for decisions that no person takes."""


@dataclass(frozen=True, slots=True)
class OverPeriod:
    """The most that one person may add to the insurer's exposure within `months` months back from a day."""

    most: Money
    months: int


@dataclass(frozen=True, slots=True)
class Authority:
    """The most that `role` may grant in one decision, the most that may then stand on the buyer and its group, and
    what the person may grant over a period; None where no such bound was set."""

    role: str
    per_decision: Money
    per_buyer: Money
    over_period: OverPeriod | None = None
