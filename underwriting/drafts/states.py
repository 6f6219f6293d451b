"""The life of a commercial draft: only the honoured one is payment."""

from __future__ import annotations

from enum import StrEnum

from insurer.kernel.lifecycle import Lifecycle


class DraftState(StrEnum):
    """Where a draft stands."""

    RECEIVED = "received"
    ENDORSED = "endorsed"
    DISCOUNTED = "discounted"
    HONOURED = "honoured"
    DISHONOURED = "dishonoured"
    GIVEN_BACK = "given_back"

    @property
    def tone(self) -> str:
        """The colour of the word."""
        tones = {"honoured": "good", "dishonoured": "bad", "given_back": "quiet"}
        return tones.get(self.value, "work")


DRAFT_LIFE = Lifecycle(
    initial=DraftState.RECEIVED,
    moves={
        (DraftState.RECEIVED, "endorse"): DraftState.ENDORSED,
        (DraftState.RECEIVED, "discount"): DraftState.DISCOUNTED,
        (DraftState.RECEIVED, "give_back"): DraftState.GIVEN_BACK,
        (DraftState.RECEIVED, "honour"): DraftState.HONOURED,
        (DraftState.ENDORSED, "honour"): DraftState.HONOURED,
        (DraftState.DISCOUNTED, "honour"): DraftState.HONOURED,
        (DraftState.RECEIVED, "dishonour"): DraftState.DISHONOURED,
        (DraftState.ENDORSED, "dishonour"): DraftState.DISHONOURED,
        (DraftState.DISCOUNTED, "dishonour"): DraftState.DISHONOURED,
        (DraftState.DISHONOURED, "honour"): DraftState.HONOURED,
    },
)
PENDING = frozenset({DraftState.RECEIVED, DraftState.ENDORSED, DraftState.DISCOUNTED})
"""States in which a draft still may be honoured at its maturity."""


def state_after(moves: list[str]) -> DraftState:
    """Where a draft stands after the steps it took."""
    state = DRAFT_LIFE.initial
    for move in moves:
        state = DRAFT_LIFE.after(state, move)
    return state
