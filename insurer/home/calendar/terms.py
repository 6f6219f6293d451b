"""One deadline of the calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from insurer.kernel.money import Money


class Due(StrEnum):
    """What a day of the calendar is for."""

    NOTIFY = "notify"
    CLAIM = "claim"
    STOP = "stop"
    DECLARE = "declare"
    PAY = "pay"


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """One thing to be done by a day: for whom, under which policy, what is at stake, by which clause, where.

    `about` names what it is, the same on every reading, so that a calendar program moves the entry and makes no
    second one; `amount` is open or to be paid, `lost` what goes when the day passes; `invoices` are those concerned.
    """

    what: Due
    about: str
    day: date
    whom: str
    policy: str
    amount: Money | None
    lost: Money | None
    clause: str
    invoices: tuple[str, ...]
    href: str
