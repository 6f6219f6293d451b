"""The life of a dispute."""

from __future__ import annotations

from enum import StrEnum


class DisputeMove(StrEnum):
    """What happened to a dispute."""

    OPEN = "open"
    RESOLVE = "resolve"


class DisputeOutcome(StrEnum):
    """How a dispute ended: the debt stands, the buyer was right (a credit follows), or they met half way."""

    DEBT_STANDS = "debt_stands"
    CREDITED = "credited"
    COMPROMISE = "compromise"
