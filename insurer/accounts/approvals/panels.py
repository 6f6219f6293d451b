"""Kinds of matters: the packages that own them say how each reads, who may check it and what agreeing does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from insurer.accounts.approvals.terms import Matter, Wording
from insurer.infra.commands import Act


@dataclass(frozen=True, slots=True)
class ApprovalKind:
    """One kind of matter. `say` words several at once, in their order, with questions that do not grow with them.

    `agree` is the owner's command that binds to the content and carries it out; `decline` the owner's where saying no
    moves its subject, None where nothing else changes.
    """

    code: str
    checks: StrEnum
    say: Callable[[Sequence[Matter]], list[Wording]]
    agree: Callable[[Act, Matter], object]
    decline: Callable[[Act, Matter, str], object] | None = None


def each(say: Callable[[Matter], Wording]) -> Callable[[Sequence[Matter]], list[Wording]]:
    """For a kind whose matters say everything by themselves: each worded alone."""
    return lambda matters: [say(one) for one in matters]


_kinds: dict[str, ApprovalKind] = {}


def add_approval_kind(kind: ApprovalKind) -> None:
    """Register a kind when the application is composed; again is harmless."""
    _kinds[kind.code] = kind


def approval_kind(code: str) -> ApprovalKind | None:
    """The kind of that code, None for one that is checked elsewhere."""
    return _kinds.get(code)


def checkable_kinds(permissions: frozenset[str]) -> frozenset[str]:
    """The kinds that a person with these permissions may check."""
    return frozenset(code for code, kind in _kinds.items() if kind.checks in permissions)
