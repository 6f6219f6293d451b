"""The chain's arithmetic: what is hashed, and how a chain and its kept heads are checked. Pure but for reading lines.

Each record's hash covers the one before it, so an edit, a swap or a deletion inside breaks the chain. A chain
alone cannot see a cut tail or a chain computed anew; heads kept outside the database do.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum

from insurer.kernel.money import Money

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """The hashed content of one record; moments as ISO text in UTC."""

    sequence: int
    recorded_at: str
    at: str
    login: str
    command: str
    subject: str
    what: str
    facts: str
    request: str
    previous: str

    @property
    def hash(self) -> str:
        return hashlib.sha256(canonical(asdict(self)).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stood: the number and hash of its last record, of which installation."""

    installation: str
    sequence: int
    hash: str


def canonical(value: object) -> str:
    """One text for one value: sorted keys, no spare spaces, amounts and days as text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    raise TypeError(f"{type(value).__name__} does not belong in the audit trail")


def moment_text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Break:
    """Where the trail no longer holds, and how: a code and the record's number."""

    code: str
    sequence: int


def breaks(records: Iterable[tuple[Link, str]], head: Head, kept: Iterable[Head]) -> Iterator[Break]:
    """Every place where the trail fails: `records` in order with their stored hashes, the head row, the kept heads."""
    return (found for found in steps(records, head, kept) if isinstance(found, Break))


def steps(
    records: Iterable[tuple[Link, str]], head: Head, kept: Iterable[Head], every: int = 0
) -> Iterator[Break | int]:
    """`breaks` as they are found and, after each `every` records, how many were read: for those who watch."""
    kept_at = {known.sequence: known.hash for known in kept if known.installation == head.installation}
    previous, number, recorded = FIRST, 0, ""
    for link, stored in records:
        number += 1
        if link.sequence != number:
            yield Break("audit.gap", number)
            number = link.sequence
        if link.previous != previous:
            yield Break("audit.chain_broken", link.sequence)
        if link.hash != stored:
            yield Break("audit.record_changed", link.sequence)
        if link.recorded_at < recorded:
            yield Break("audit.time_runs_backwards", link.sequence)
        if kept_at.get(link.sequence, stored) != stored:
            yield Break("audit.kept_head_differs", link.sequence)
        previous, recorded = stored, link.recorded_at
        if every and number % every == 0:
            yield number
    if (head.sequence, head.hash) != (number, previous):
        yield Break("audit.head_row_differs", number)
    if kept_at and max(kept_at) > number:
        yield Break("audit.tail_cut", number)
