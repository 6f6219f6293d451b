"""Life cycles as one table of moves: what is not in the table cannot happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from insurer.kernel.errors import OutOfTurn

State = TypeVar("State", bound=StrEnum)


@dataclass(frozen=True)
class Lifecycle(Generic[State]):
    """The first state and every allowed (state, move) with the state it leads to."""

    initial: State
    moves: Mapping[tuple[State, str], State]

    def after(self, state: State, move: str) -> State:
        """The state after `move`; refuses a move that the table does not have."""
        try:
            return self.moves[state, move]
        except KeyError:
            raise OutOfTurn("lifecycle.out_of_turn", state=state.value, move=move) from None

    def open_moves(self, state: State) -> tuple[str, ...]:
        """The moves possible from `state`."""
        return tuple(move for (start, move) in self.moves if start == state)
