"""A figure that explains itself: the lines of its derivation, top to bottom.

A line holds a message key, never words; whoever shows it puts it into the reader's language. `clause`
names the term of the contract the line rests on (`policy.insured_percentage`), so the rule behind a
printed figure is found by searching for its clause.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from insurer.kernel.money import Money

Result = Money | Decimal | int | str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One step: the rule's code, what came out, the clause behind it and the facts it used."""

    code: str
    result: Result
    clause: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Working:
    """The whole derivation in order."""

    lines: tuple[Line, ...] = ()

    def then(self, code: str, result: Result, clause: str = "", **facts: object) -> Working:
        """This working with one more line."""
        return Working((*self.lines, Line(code, result, clause, facts)))

    def __add__(self, other: Working) -> Working:
        return Working(self.lines + other.lines)


@dataclass(frozen=True, slots=True)
class Worked:
    """An amount together with its working."""

    amount: Money
    working: Working
