"""The life of a claim: every state with every move."""

from __future__ import annotations

import pytest

from claims.cases.states import CLAIM_LIFE, ClaimState
from insurer.kernel.errors import OutOfTurn

S = ClaimState
MOVES = sorted({move for _state, move in CLAIM_LIFE.moves})
ALLOWED = {
    (S.DRAFT, "file"): S.FILED,
    (S.FILED, "hold"): S.WAITING,
    (S.FILED, "review"): S.UNDER_REVIEW,
    (S.WAITING, "review"): S.UNDER_REVIEW,
    (S.WAITING, "suspend"): S.SUSPENDED,
    (S.WAITING, "withdraw"): S.CLOSED,
    (S.UNDER_REVIEW, "suspend"): S.SUSPENDED,
    (S.UNDER_REVIEW, "assess"): S.ASSESSED,
    (S.UNDER_REVIEW, "withdraw"): S.CLOSED,
    (S.SUSPENDED, "resume"): S.UNDER_REVIEW,
    (S.SUSPENDED, "withdraw"): S.CLOSED,
    (S.ASSESSED, "assess"): S.ASSESSED,
    (S.ASSESSED, "return"): S.UNDER_REVIEW,
    (S.ASSESSED, "approve"): S.APPROVED,
    (S.ASSESSED, "decline"): S.DECLINED,
    (S.APPROVED, "reopen"): S.UNDER_REVIEW,
    (S.APPROVED, "pay"): S.PAID,
    (S.APPROVED, "close"): S.CLOSED,
    (S.DECLINED, "reopen"): S.UNDER_REVIEW,
    (S.DECLINED, "close"): S.CLOSED,
    (S.PAID, "close"): S.CLOSED,
}


@pytest.mark.parametrize("state", list(ClaimState))
@pytest.mark.parametrize("move", MOVES)
def test_every_state_takes_only_its_moves(state: ClaimState, move: str):
    if (state, move) in ALLOWED:
        assert CLAIM_LIFE.after(state, move) is ALLOWED[state, move]
    else:
        with pytest.raises(OutOfTurn):
            CLAIM_LIFE.after(state, move)


def test_a_closed_claim_is_final():
    assert CLAIM_LIFE.open_moves(S.CLOSED) == ()
