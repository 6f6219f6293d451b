"""The history of the limits on one buyer under one policy, with two times: valid and known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.period import Period

ALWAYS_KNOWN = datetime(1900, 1, 1, tzinfo=UTC)
"""The known time of a span handed in without one: it was known before anything happened."""


class PaymentMethod(StrEnum):
    """How the buyer pays, from the safest to the riskiest."""

    LC = "LC"
    DP = "DP"
    DA = "DA"
    OA = "OA"

    @property
    def risk(self) -> int:
        """Rank of risk: letter of credit 0 … open account 3."""
        return _RISK[self]


_RISK = {method: rank for rank, method in enumerate(PaymentMethod)}


class LimitKind(StrEnum):
    """Who set the limit, and whether it stands alone or on top of another."""

    NAMED = "named"
    DISCRETIONARY = "discretionary"
    TOP_UP = "top_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSpan:
    """One decision: the amount for shipments made on the days of `shipments`. Zero is a refusal."""

    shipments: Period
    amount: Money
    kind: LimitKind = LimitKind.NAMED
    insured_percentage: Decimal | None = None
    maximum_payment_term_days: int | None = None
    payment_method: PaymentMethod | None = None
    decided_at: datetime = ALWAYS_KNOWN
    reference: str = ""


@dataclass(frozen=True, slots=True)
class StandingLimit:
    """The limit of one day: `span` gives percentage, term and method, `amount` includes a top-up."""

    span: LimitSpan
    amount: Money

    @property
    def refused(self) -> bool:
        return self.amount.minor <= 0


@dataclass(frozen=True, slots=True)
class LimitHistory:
    """Every decision on one buyer. Of one kind and day the one decided last prevails."""

    spans: tuple[LimitSpan, ...] = ()

    def for_shipment(self, day: date, known_by: datetime | None = None) -> StandingLimit | None:
        """The limit that governs a shipment: named before discretionary, top-up added, as known at `known_by`.

        A named limit beats a discretionary one even when it is zero. None when nothing was decided for that day.
        """
        standing: dict[LimitKind, LimitSpan] = {}
        for span in self.spans:
            if day not in span.shipments or (known_by is not None and span.decided_at > known_by):
                continue
            held = standing.get(span.kind)
            if held is None or span.decided_at >= held.decided_at:
                standing[span.kind] = span
        base = standing.get(LimitKind.NAMED) or standing.get(LimitKind.DISCRETIONARY)
        top_up = standing.get(LimitKind.TOP_UP)
        if base is None:
            return StandingLimit(top_up, top_up.amount) if top_up else None
        if top_up is None:
            return StandingLimit(base, base.amount)
        governing = base if base.amount else top_up
        return StandingLimit(governing, base.amount + top_up.amount)

    def highest(self, first: date, last: date, known_by: datetime | None = None) -> StandingLimit | None:
        """The highest limit in force on any day from `first` to `last`: an increase covers the balance already open."""
        return self.calendar(known_by).highest(first, last)

    def withdrawn_on(self, day: date, known_by: datetime | None = None) -> bool:
        """Whether a buyer who once had a limit has none above zero on `day`."""
        return self.calendar(known_by).withdrawn_on(day)

    def calendar(self, known_by: datetime | None = None) -> LimitCalendar:
        """The history as known at `known_by`, laid out day by day: for asking about many shipments."""
        if known_by is None:
            return LimitCalendar(self)
        return LimitCalendar(LimitHistory(tuple(span for span in self.spans if span.decided_at <= known_by)))


class LimitCalendar:
    """The limit of every stretch of days between two changes, worked out once."""

    __slots__ = ("_days", "_standing")

    def __init__(self, history: LimitHistory) -> None:
        days = {day for span in history.spans for day in (span.shipments.first, span.shipments.end) if day is not None}
        self._days = sorted(days)
        self._standing = [history.for_shipment(day) for day in self._days]

    def stretches(self) -> Iterator[tuple[date, StandingLimit | None]]:
        """The first day of every stretch with what stands on its days."""
        yield from zip(self._days, self._standing, strict=True)

    def for_shipment(self, day: date) -> StandingLimit | None:
        """The limit that governs a shipment of that day."""
        place = bisect_right(self._days, day)
        return self._standing[place - 1] if place else None

    def highest(self, first: date, last: date) -> StandingLimit | None:
        """The highest limit in force on any day from `first` to `last`; that of `first` when `last` is before it."""
        best = self.for_shipment(first)
        for standing in self._standing[bisect_right(self._days, first) : bisect_right(self._days, last)]:
            if standing is not None and (best is None or standing.amount > best.amount):
                best = standing
        return best

    def withdrawn_on(self, day: date) -> bool:
        """Whether a buyer who once had a limit has none above zero on `day`."""
        now = self.for_shipment(day)
        if now is not None and not now.refused:
            return False
        earlier = self._standing[: bisect_right(self._days, day)]
        return any(standing is not None and not standing.refused for standing in earlier)


def refuse_overlaps(spans: Sequence[LimitSpan], field: str = "limits") -> None:
    """Refuses two spans of one kind that share a day, where no known time says which of them prevails."""
    for kind in LimitKind:
        places = sorted(
            (place for place, span in enumerate(spans) if span.kind is kind),
            key=lambda place: (spans[place].shipments.first, place),
        )
        for before, after in pairwise(places):
            if spans[before].shipments.overlaps(spans[after].shipments):
                day, later = spans[after].shipments.first, max(before, after)
                raise InvalidInput("input.limits_overlap", f"{field}.{later}.from", kind=kind, day=day)
