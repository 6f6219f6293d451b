"""The life of a claim as one table of moves."""

from __future__ import annotations

from enum import StrEnum

from insurer.kernel.lifecycle import Lifecycle


class ClaimState(StrEnum):
    """Where a claim stands. Closed is final; a declined one may be opened again on an objection."""

    DRAFT = "draft"
    FILED = "filed"
    WAITING = "waiting"
    UNDER_REVIEW = "under_review"
    SUSPENDED = "suspended"
    ASSESSED = "assessed"
    APPROVED = "approved"
    DECLINED = "declined"
    PAID = "paid"
    CLOSED = "closed"


_S = ClaimState

CLAIM_LIFE = Lifecycle(
    initial=_S.DRAFT,
    moves={
        (_S.DRAFT, "file"): _S.FILED,
        (_S.FILED, "hold"): _S.WAITING,
        (_S.FILED, "review"): _S.UNDER_REVIEW,
        (_S.WAITING, "review"): _S.UNDER_REVIEW,
        (_S.WAITING, "suspend"): _S.SUSPENDED,
        (_S.WAITING, "withdraw"): _S.CLOSED,
        (_S.UNDER_REVIEW, "suspend"): _S.SUSPENDED,
        (_S.UNDER_REVIEW, "assess"): _S.ASSESSED,
        (_S.UNDER_REVIEW, "withdraw"): _S.CLOSED,
        (_S.SUSPENDED, "resume"): _S.UNDER_REVIEW,
        (_S.SUSPENDED, "withdraw"): _S.CLOSED,
        (_S.ASSESSED, "assess"): _S.ASSESSED,
        (_S.ASSESSED, "return"): _S.UNDER_REVIEW,
        (_S.ASSESSED, "approve"): _S.APPROVED,
        (_S.ASSESSED, "decline"): _S.DECLINED,
        (_S.APPROVED, "reopen"): _S.UNDER_REVIEW,
        (_S.APPROVED, "pay"): _S.PAID,
        (_S.APPROVED, "close"): _S.CLOSED,
        (_S.DECLINED, "reopen"): _S.UNDER_REVIEW,
        (_S.DECLINED, "close"): _S.CLOSED,
        (_S.PAID, "close"): _S.CLOSED,
    },
)

DECIDED = frozenset({_S.APPROVED, _S.DECLINED, _S.PAID, _S.CLOSED})
"""States from which the policyholder sees figures and the letter."""
