"""What the clocks of an open invoice are told, and what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from insurer.kernel.ids import PartyId, PolicyId, ReceivableId
from insurer.kernel.money import Money


class ClockKind(StrEnum):
    """The clocks of an invoice, in the order in which they usually run down."""

    STOP = "stop"
    NOTICE = "notice"
    CLAIM = "claim"


class ClockState(StrEnum):
    """How a clock stands: none set, running, run down on its last day or after it, or what it asks for was done."""

    UNSET = "unset"
    RUNNING = "running"
    RUN_DOWN = "run_down"
    DONE = "done"
    DONE_LATE = "done_late"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockedItem:
    """An open invoice as the clocks see it: what of it is insured, in policy currency, and the insured percentage."""

    policy: PolicyId
    party: PartyId
    receivable: ReceivableId
    shipped: date
    invoiced: date
    due: date
    insured: Money
    percentage: Decimal | None

    @property
    def indemnity(self) -> Money:
        """What the insurer would pay for it at most: the insured part at the insured percentage."""
        return self.insured.share(self.percentage or 0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """That something was sent: the paper's number, its day, when it was recorded, the letter that confirms it."""

    number: str
    day: date
    recorded_at: datetime | None = None
    letter: str = ""
    letter_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ItemClock:
    """One clock of an invoice.

    `last` is the last day for a notice or claim; for the stop it is the first day whose shipments have no cover.
    `left` counts days until then, 0 on the day itself and negative after it. `lost` is what is at stake in money:
    the indemnity of the invoice; for the stop the buyer's shipments of a usual month.
    """

    kind: ClockKind
    state: ClockState
    last: date | None = None
    left: int | None = None
    clause: str = ""
    lost: Money | None = None
    evidence: Evidence | None = None

    @property
    def running(self) -> bool:
        """Whether something is still to be done about it, in time or not."""
        return self.state in (ClockState.RUNNING, ClockState.RUN_DOWN)

    @property
    def tone(self) -> str:
        """Good with more than a week left, care within it, bad from the last day on; quiet when done or not set."""
        if self.state is ClockState.DONE:
            return "good"
        if self.state is ClockState.DONE_LATE:
            return "care"
        if self.left is None:
            return "quiet"
        return "bad" if self.left <= 0 else "care" if self.left <= SOON else "good"


SOON = 7
"""Days left from which a clock is close."""


@dataclass(frozen=True, slots=True)
class ItemClocks:
    """The three clocks of one invoice on a day."""

    item: ClockedItem
    day: date
    stop: ItemClock
    notice: ItemClock
    claim: ItemClock

    @property
    def all(self) -> tuple[ItemClock, ItemClock, ItemClock]:
        """In the order in which they are shown."""
        return self.stop, self.notice, self.claim

    @property
    def next(self) -> ItemClock | None:
        """The clock that runs down first among those still running, the last day itself included."""
        ahead = [one for one in self.all if one.running and one.left is not None and one.left >= 0]
        return min(ahead, key=lambda one: one.left or 0, default=None)
