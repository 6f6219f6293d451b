"""How the three clocks of an open invoice stand on a day, from the policy's dates and what was sent."""

from __future__ import annotations

from datetime import date

from claims.clocks.terms import ClockedItem, ClockKind, ClockState, Evidence, ItemClock, ItemClocks
from insurer.kernel.money import Money
from policies.facts import Deadlines


def three_clocks(
    item: ClockedItem,
    dates: Deadlines,
    day: date,
    *,
    notice: Evidence | None = None,
    claim: Evidence | None = None,
    monthly: Money | None = None,
) -> ItemClocks:
    """Stop of shipments, last day to notify, last day to claim of one invoice at the end of `day`.

    An invoice 55 days late under 60 days for notice has 5 days left; on the last day 0 are left and the indemnity is
    what is lost. `monthly` is what is shipped to the buyer in a usual month, which loses cover with the stop. What was
    sent stops the clock that asks for it; a notice or claim after its last day is done late. Source: domain rules,
    sections 7 and 8.
    """
    clauses = dates.clauses
    return ItemClocks(
        item=item,
        day=day,
        stop=_clock(ClockKind.STOP, dates.stop_of_cover_on, day, clauses.get("stop_of_cover_on", ""), monthly, None),
        notice=_clock(
            ClockKind.NOTICE, dates.notify_by, day, clauses.get("notify_by", ""), item.indemnity, notice or claim
        ),
        claim=_clock(ClockKind.CLAIM, dates.claim_by, day, clauses.get("claim_by", ""), item.indemnity, claim),
    )


def _clock(
    kind: ClockKind, last: date | None, day: date, clause: str, lost: Money | None, evidence: Evidence | None
) -> ItemClock:
    left = None if last is None else (last - day).days
    if evidence is not None:
        late = last is not None and evidence.day > last
        state = ClockState.DONE_LATE if late else ClockState.DONE
    elif left is None:
        state = ClockState.UNSET
    else:
        state = ClockState.RUNNING if left > 0 else ClockState.RUN_DOWN
    return ItemClock(kind, state, last, left, clause, lost, evidence)
