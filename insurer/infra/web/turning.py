"""Pages of a list that is worked out as a whole: which one is asked for, and its part of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

Item = TypeVar("Item")
PAGE_OF = 50
_MOST = 100_000


def asked_page() -> int:
    """The page that the address asks for; the first where it asks for none or for nonsense."""
    asked = request.args.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked) < _MOST else 1


@dataclass(frozen=True, slots=True)
class Turned(Generic[Item]):
    """One page of a list: its items, which page of how many, and how many items there are in all."""

    items: Sequence[Item]
    page: int
    pages: int
    count: int


def turned(every: Sequence[Item]) -> Turned[Item]:
    """The part of a list that the address asks for."""
    return _part(every, asked_page())


def first_page(every: Sequence[Item]) -> Turned[Item]:
    """The first part of a list that stands among others on one page."""
    return _part(every, 1)


def _part(every: Sequence[Item], page: int) -> Turned[Item]:
    return Turned(every[(page - 1) * PAGE_OF : page * PAGE_OF], page, -(-len(every) // PAGE_OF), len(every))
