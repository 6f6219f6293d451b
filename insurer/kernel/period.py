"""A span of days: half-open inside, both days included in speech."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from insurer.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to but not including `end`; open-ended when `end` is None."""

    first: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.first:
            raise InvalidInput("period.ends_before_it_begins", "period", first=self.first, end=self.end)

    @classmethod
    def including(cls, first: date, last: date | None) -> Period:
        """As people say it: from `first` to `last`, both included."""
        return cls(first, None if last is None else last + timedelta(days=1))

    @property
    def last(self) -> date | None:
        """The last day inside, or None when open-ended."""
        return None if self.end is None else self.end - timedelta(days=1)

    @property
    def days(self) -> int:
        """Number of days inside; refuses an open-ended period."""
        if self.end is None:
            raise InvalidInput("period.open_ended", "period", first=self.first)
        return (self.end - self.first).days

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.end is None or day < self.end)

    def overlaps(self, other: Period) -> bool:
        return (other.end is None or self.first < other.end) and (self.end is None or other.first < self.end)

    def __str__(self) -> str:
        return f"{self.first} – {self.last or '…'}"
