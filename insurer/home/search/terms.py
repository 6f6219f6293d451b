"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST = 80
"""Characters of a search; what is typed beyond is not looked for."""
FEW, MANY = 5, 20
"""Things of one kind: while typing, and on the page of results."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing: its kind in words, what it is called, what tells it apart, where it is."""

    kind: str
    name: str
    note: str
    href: str
