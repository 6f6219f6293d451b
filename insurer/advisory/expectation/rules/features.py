"""What was known of a buyer's payments when an invoice was issued: never anything that came later."""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median, pstdev

from insurer.advisory.expectation.terms import Bill
from insurer.kernel.ids import PartyId

NAMES = (
    "amount_log", "term_days", "invoice_weekday", "invoice_month", "invoice_day", "paid_before", "mean_delay",
    "median_delay", "spread_of_delay", "last_delay", "mean_of_last_three", "share_late", "due_weekday", "due_day",
)  # fmt: skip
"""The features in the order of a row."""
SHRUNK_BY = 2
"""The buyer's median counts as so many payments of all buyers' median beside it: a short habit is not trusted far."""


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of a buyer on a day: its delays in the order of payment."""

    delays: tuple[int, ...]

    def habit(self, everybody: float) -> float:
        """The buyer's median delay, drawn towards everybody's by the payments it lacks."""
        count = len(self.delays)
        own = median(self.delays) if count else everybody
        return (own * count + everybody * SHRUNK_BY) / (count + SHRUNK_BY)


class Memory:
    """Payments by the day they came in, asked as of any day."""

    def __init__(self, bills: Iterable[Bill]) -> None:
        self._own: dict[PartyId, list[tuple[date, int, int]]] = defaultdict(list)
        self._all: list[tuple[date, int]] = []
        for one in bills:
            if one.paid_on is not None and one.delay is not None:
                insort(self._own[one.buyer], (one.paid_on, one.key, one.delay))
                self._all.append((one.paid_on, one.delay))
        self._all.sort()
        self._means: dict[date, float] = {}

    def of(self, buyer: PartyId, before: date) -> Known:
        """What of a buyer was paid before a day."""
        own = self._own.get(buyer, [])
        until = bisect_left(own, (before, -1, 0))
        return Known(tuple(delay for _day, _key, delay in own[:until]))

    def everybody(self, before: date) -> float:
        """The median delay of everything paid before a day, 0 when nothing was."""
        known = self._before(before)
        return float(median(known)) if known else 0.0

    def average(self, buyer: PartyId, before: date) -> float:
        """The plain guess: the mean of the buyer's delays before a day, of everybody's when it has none, else 0."""
        own = self.of(buyer, before).delays
        if own:
            return fmean(own)
        if before not in self._means:
            known = self._before(before)
            self._means[before] = fmean(known) if known else 0.0
        return self._means[before]

    def delays(self, before: date) -> list[int]:
        """Everybody's delays of what was paid before a day."""
        return self._before(before)

    def _before(self, day: date) -> list[int]:
        return [delay for _day, delay in self._all[: bisect_left(self._all, (day, -100_000))]]


def row_of(bill: Bill, known: Known) -> list[float]:
    """The features of one invoice, in the order of NAMES."""
    delays = known.delays
    return [
        math.log(max(bill.amount, 1)),
        float((bill.due - bill.invoiced).days),
        float(bill.invoiced.weekday()),
        float(bill.invoiced.month),
        float(bill.invoiced.day),
        float(len(delays)),
        fmean(delays) if delays else 0.0,
        float(median(delays)) if delays else 0.0,
        pstdev(delays) if len(delays) > 1 else 0.0,
        float(delays[-1]) if delays else 0.0,
        fmean(delays[-3:]) if delays else 0.0,
        sum(1 for delay in delays if delay > 0) / len(delays) if delays else 0.0,
        float(bill.due.weekday()),
        float(bill.due.day),
    ]
