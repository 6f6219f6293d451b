"""Facts are kept as plain text and come back the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import pytest

from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.kernel.plain import from_plain, to_plain
from insurer.kernel.working import Line, Working


class _Kind(StrEnum):
    ONE = "one"


@dataclass(frozen=True, slots=True)
class _Inner:
    amount: Money | None
    share: Decimal


@dataclass(frozen=True, slots=True)
class _Facts:
    kind: _Kind
    days: Period
    parts: tuple[_Inner, ...]
    by_cause: Mapping[str, Decimal]
    at: datetime
    exact: Fraction
    count: int | None = None
    free: Mapping[str, object] = field(default_factory=dict)


FACTS = _Facts(
    kind=_Kind.ONE,
    days=Period(date(2025, 1, 1), None),
    parts=(_Inner(Money(-12345, "EUR"), Decimal("0.90")), _Inner(None, Decimal("1E-3"))),
    by_cause={"repudiation": Decimal("0.80")},
    at=datetime(2025, 6, 30, 9, 0, tzinfo=UTC),
    exact=Fraction(1, 3),
    free={
        "money": Money(500, "JPY"),
        "rate": Decimal("0.350"),
        "day": date(2025, 2, 28),
        "at": datetime(2025, 6, 30, 9, 0, tzinfo=UTC),
        "numbers": (1, "a", None, True),
        "period": Period(date(2025, 1, 1), date(2025, 2, 1)),
        "nested": {"third": Fraction(1, 3)},
    },
)


def test_facts_come_back_the_same_with_every_digit():
    text = json.dumps(to_plain(FACTS, _Facts))

    again = from_plain(_Facts, json.loads(text))

    assert again == FACTS
    assert str(again.parts[0].share) == "0.90"
    assert json.dumps(to_plain(again, _Facts)) == text


def test_a_working_comes_back_line_by_line():
    working = Working((Line("a.b", Money(1, "KWD"), "policy.x", {"left": Money(2, "KWD"), "n": 3}), Line("c.d", None)))

    assert from_plain(Working, to_plain(working, Working)) == working


def test_a_set_is_kept_in_order():
    assert to_plain(frozenset({"b", "a"}), object) == ["a", "b"]


def test_a_type_without_a_form_is_a_fault():
    with pytest.raises(TypeError, match="no plain form"):
        to_plain(b"bytes", bytes)
    with pytest.raises(TypeError, match="no plain form"):
        to_plain({"x": b"bytes"}, Mapping[str, object])
    with pytest.raises(TypeError, match="no plain form"):
        from_plain(bytes, "x")
