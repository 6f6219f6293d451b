"""The ladder of collection: which step by which day, never after the policy's own clocks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from claims.collections.states import CollectionStep
from claims.collections.terms import PlannedStep
from insurer.kernel.calendar import add_days

LADDER = (
    (CollectionStep.REMINDER, -7),
    (CollectionStep.FRIENDLY, 3),
    (CollectionStep.DEMAND, 15),
    (CollectionStep.STOP_SUPPLY, 30),
    (CollectionStep.HAND_OVER, 60),
    (CollectionStep.LAWYER, 90),
)
"""Steps with their days after the oldest due day. A house setting after the ladders in use in the trade."""


def ladder(
    due: date,
    taken: Collection[CollectionStep],
    *,
    notify_by: date | None = None,
    stop_on: date | None = None,
    hurried: bool = False,
) -> tuple[PlannedStep, ...]:
    """The steps for a debt due on `due`, each with its day and whether it was taken.

    No step falls after the last day for the notice; supply stops at the latest on the day from which shipments have no
    cover. A buyer that pays badly is hurried: half the days. What comes before the due day is over and left out.
    Source: domestic and export collection practice, "Collections ladder".
    """
    found = []
    for step, days in LADDER:
        if days < 0:
            continue
        day = add_days(due, (days + 1) // 2 if hurried else days)
        limits = [one for one in (notify_by, stop_on if step is CollectionStep.STOP_SUPPLY else None) if one]
        latest = min([day, *limits])
        found.append(PlannedStep(step, latest, latest < day, step in taken))
    return tuple(found)
