"""What an authority says: how much in one decision, how much on one buyer in all."""

from __future__ import annotations

from dataclasses import dataclass

from insurer.kernel.money import Money

AUTOMATIC = "automatic"
"""Stands in place of a role for decisions that no person takes."""


@dataclass(frozen=True, slots=True)
class Authority:
    """The most that `role` may grant in one decision, and the most that may then stand on the buyer in all."""

    role: str
    per_decision: Money
    per_buyer: Money
