"""The life of a collection case, and the steps that are taken in it."""

from __future__ import annotations

from enum import StrEnum

from insurer.kernel.lifecycle import Lifecycle


class CaseState(StrEnum):
    """Whether a case is worked on."""

    OPEN = "open"
    CLOSED = "closed"


class CaseEnd(StrEnum):
    """Why a case was closed: everything was paid, it went to the insurer as a claim, or it was given up."""

    PAID = "paid"
    CLAIMED = "claimed"
    GIVEN_UP = "given_up"


class CollectionStep(StrEnum):
    """The steps of the ladder, in the order in which they are usually taken, and what happens between them."""

    REMINDER = "reminder"
    CALL = "call"
    FRIENDLY = "friendly"
    DEMAND = "demand"
    STOP_SUPPLY = "stop_supply"
    HAND_OVER = "hand_over"
    LAWYER = "lawyer"
    PROMISE = "promise"
    NOTE = "note"


CASE_LIFE = Lifecycle(initial=CaseState.OPEN, moves={(CaseState.OPEN, "close"): CaseState.CLOSED})
