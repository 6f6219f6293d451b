"""Stop of cover: when the buyer's oldest unpaid invoice has passed its maximum extension."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from underwriting.exposure.terms import CoverTerms, ExtensionFrom, Receivable


@dataclass(frozen=True, slots=True)
class Stop:
    """Shipments from `first` on, before `cleared`, are without cover because invoice `number` was unpaid.

    `cleared` is the day the invoice was paid in full, None while it is open.
    """

    number: str
    first: date
    cleared: date | None

    def strikes(self, shipped: date) -> bool:
        """A shipment on the last day of the extension is in; so is one on the day the debt was cleared."""
        return self.first <= shipped and (self.cleared is None or shipped < self.cleared)


def extension_last_day(receivable: Receivable, days: int, start: ExtensionFrom) -> date:
    """The last day on which the debt may stay unpaid without stopping cover."""
    began = receivable.due if start is ExtensionFrom.DUE_DATE else receivable.invoiced
    return began + timedelta(days=days)


class StopCalendar:
    """All stops of one buyer, earliest first; a shipment meets the one that lasts longest."""

    __slots__ = ("_firsts", "_longest", "stops")

    def __init__(self, found: Sequence[Stop]) -> None:
        self.stops = tuple(sorted(found, key=lambda stop: (stop.first, stop.number)))
        self._firsts = [stop.first for stop in self.stops]
        self._longest: list[Stop] = []
        for stop in self.stops:
            held = self._longest[-1] if self._longest else None
            longer = held is None or (
                held.cleared is not None and (stop.cleared is None or stop.cleared > held.cleared)
            )
            self._longest.append(stop if longer or held is None else held)

    def stop_on(self, shipped: date) -> Stop | None:
        """A stop that strikes a shipment of that day, if any."""
        begun = bisect_right(self._firsts, shipped)
        if not begun or not self._longest[begun - 1].strikes(shipped):
            return None
        return self._longest[begun - 1]


def stop_calendar(
    terms: CoverTerms, receivables: Sequence[Receivable], cleared: Sequence[date | None], settled: Sequence[bool]
) -> StopCalendar:
    """The stops that the invoices of the buyer cause, insured or not.

    `cleared` holds per invoice the day of the receipt that closed it; `settled` marks those that never were open
    (paid by deposit). A later payment ends a stop but does not heal a shipment made meanwhile.
    Source: calculation contract, "Stop of cover"; domain rules, section 8.
    """
    found = []
    if terms.maximum_extension_days is not None:
        for receivable, paid_on, never_open in zip(receivables, cleared, settled, strict=True):
            ended = extension_last_day(receivable, terms.maximum_extension_days, terms.extension_from)
            first = max(ended + timedelta(days=1), min(receivable.shipped, receivable.invoiced))
            if not never_open and (paid_on is None or first < paid_on):
                found.append(Stop(receivable.number, first, paid_on))
    return StopCalendar(found)
