"""What a job works out before its transaction opens, so that a long reading holds up nobody who writes.

The handler of such a job asks for its long readings with `ahead` and returns after them while `reading_ahead`. It is
gone through once as a reader, which keeps the answers, and then done, which finds them. Both bear one moment: a
reading as known at that moment is the same both times, whatever is recorded in between.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import TypeVar, cast

from insurer.infra.jobs.running import Work, handles

Found = TypeVar("Found")

_kept: ContextVar[dict[Hashable, object] | None] = ContextVar("kept", default=None)
_reading: ContextVar[bool] = ContextVar("reading", default=False)


def handles_ahead(kind: str) -> Callable[[Work], Work]:
    """Register the command that does jobs of `kind`, whose long readings are made ahead of its transaction."""
    return handles(kind, around=_ahead_of)


def ahead(key: Hashable, make: Callable[[], Found]) -> Found:
    """The answer that was made ahead under `key`; made now where there is none."""
    kept = _kept.get()
    if kept is None:
        return make()
    if key not in kept:
        kept[key] = make()
    return cast(Found, kept[key])


def reading_ahead() -> bool:
    """Whether the job is only gone through for its readings: nothing may be written."""
    return _reading.get()


def _ahead_of(rehearse: Callable[[], None], perform: Callable[[], None]) -> None:
    kept = _kept.set({})
    try:
        reading = _reading.set(True)
        try:
            rehearse()
        finally:
            _reading.reset(reading)
        perform()
    finally:
        _kept.reset(kept)
