"""The one place that reads the clock. Everything else is told the moment and the business day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from time import time as _seconds
from zoneinfo import ZoneInfo

from flask import Flask, current_app


class Clock:
    """The moment now (UTC) and the business day in the insurer's time zone."""

    def __init__(self, zone: str = "UTC") -> None:
        self.zone = ZoneInfo(zone)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def day_of(self, moment: datetime) -> date:
        """The business day a moment falls on."""
        return moment.astimezone(self.zone).date()

    def end_of(self, day: date) -> datetime:
        """The moment at which a business day is over."""
        return datetime.combine(day + timedelta(days=1), time(), self.zone).astimezone(UTC)


class SetClock(Clock):
    """A clock that stands where it is put; it can be moved on, as the story and the tests do."""

    def __init__(self, moment: datetime, zone: str = "UTC") -> None:
        super().__init__(zone)
        self.moment = moment

    def now(self) -> datetime:
        return self.moment

    def move_to(self, moment: datetime) -> None:
        self.moment = moment


def init_clock(app: Flask, clock: Clock) -> None:
    app.extensions["tradecover.clock"] = clock


def clock() -> Clock:
    """The application's clock."""
    found: Clock = current_app.extensions["tradecover.clock"]
    return found


def now() -> datetime:
    return clock().now()


def today() -> date:
    return clock().day_of(now())


def seconds_until(instant: float) -> float:
    """Seconds of the machine's own time, which no business clock moves, until an instant of it."""
    return instant - _seconds()
