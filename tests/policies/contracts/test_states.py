"""Every state of a policy against every move."""

from __future__ import annotations

import pytest

from insurer.kernel.errors import OutOfTurn
from policies.contracts.states import POLICY_LIFE, PolicyState

MOVES = ("endorse", "bind", "discard", "cancel", "expire")
ALLOWED = {
    ("draft", "endorse"): "draft",
    ("draft", "bind"): "bound",
    ("draft", "discard"): "cancelled",
    ("bound", "endorse"): "bound",
    ("bound", "cancel"): "cancelled",
    ("bound", "expire"): "expired",
}


@pytest.mark.parametrize("state", PolicyState)
@pytest.mark.parametrize("move", MOVES)
def test_a_policy_moves_as_the_table_says_and_no_other_way(state: PolicyState, move: str):
    if (state.value, move) in ALLOWED:
        assert POLICY_LIFE.after(state, move) == ALLOWED[state.value, move]
    else:
        with pytest.raises(OutOfTurn):
            POLICY_LIFE.after(state, move)
