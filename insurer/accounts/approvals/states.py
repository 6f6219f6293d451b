"""Where a matter for four eyes stands."""

from __future__ import annotations

from enum import StrEnum


class ApprovalState(StrEnum):
    """The standing of a matter; each but the first two is for good."""

    WAITING = "waiting"
    AGREED = "agreed"
    CARRIED_OUT = "carried_out"
    DECLINED = "declined"
    TAKEN_BACK = "taken_back"
    VOIDED = "voided"

    @property
    def tone(self) -> str:
        """Its colour: work, good, bad or quiet."""
        return _TONES[self]


_TONES = {
    ApprovalState.WAITING: "work",
    ApprovalState.AGREED: "good",
    ApprovalState.CARRIED_OUT: "good",
    ApprovalState.DECLINED: "bad",
    ApprovalState.TAKEN_BACK: "quiet",
    ApprovalState.VOIDED: "quiet",
}
