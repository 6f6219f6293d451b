"""The history of limits answers both questions: what was valid, and what was known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from insurer.kernel.errors import InvalidInput
from tests.builders.cover import eur, history, span
from underwriting.facts import LimitKind, PaymentMethod, refuse_overlaps

JUNE_9, JUNE_10 = date(2026, 6, 9), date(2026, 6, 10)


def test_withdrawal_bites_on_later_shipments_only() -> None:
    limits = history(span("1000000"), span(0, JUNE_10, decided=20))

    assert limits.for_shipment(JUNE_9).amount == eur("1000000")
    assert limits.for_shipment(JUNE_10).refused


def test_what_was_not_yet_known_does_not_count() -> None:
    limits = history(span("1000000"), span(0, JUNE_10, decided=20))
    before = datetime(2026, 1, 19, tzinfo=UTC)

    assert limits.for_shipment(JUNE_10, known_by=before).amount == eur("1000000")
    assert limits.for_shipment(JUNE_10, known_by=datetime(2025, 12, 1, tzinfo=UTC)) is None


def test_named_beats_discretionary_even_when_it_is_zero() -> None:
    limits = history(span(500, kind=LimitKind.DISCRETIONARY), span(0, JUNE_10))

    assert limits.for_shipment(JUNE_9).span.kind is LimitKind.DISCRETIONARY
    assert limits.for_shipment(JUNE_10).refused


def test_a_top_up_adds_and_keeps_the_terms_of_the_limit_below_it() -> None:
    limits = history(
        span(500, insured_percentage=Decimal("0.85")),
        span(300, kind=LimitKind.TOP_UP, insured_percentage=Decimal("0.50")),
    )
    standing = limits.for_shipment(JUNE_9)

    assert standing.amount == eur(800)
    assert standing.span.insured_percentage == Decimal("0.85")


def test_a_top_up_alone_or_over_a_refusal_stands_on_its_own_terms() -> None:
    top_up = span(300, kind=LimitKind.TOP_UP, insured_percentage=Decimal("0.50"))

    for limits in (history(top_up), history(span(0), top_up)):
        standing = limits.for_shipment(JUNE_9)
        assert standing.amount == eur(300)
        assert standing.span is top_up


def test_the_highest_limit_between_two_days_counts_a_limit_that_comes_back() -> None:
    limits = history(
        span(900, kind=LimitKind.DISCRETIONARY),
        span(500, date(2026, 3, 1), date(2026, 6, 9)),
        span(100, date(2026, 8, 1)),
    )

    assert limits.highest(date(2026, 4, 1), JUNE_9).amount == eur(500)
    assert limits.highest(date(2026, 4, 1), JUNE_10).amount == eur(900)
    assert limits.highest(date(2026, 8, 5), date(2026, 8, 6)).amount == eur(100)
    assert history().highest(JUNE_9, JUNE_10) is None


def test_withdrawn_means_there_was_a_limit_and_there_is_none() -> None:
    limits = history(span(500, date(2026, 3, 1), JUNE_9))

    assert not limits.withdrawn_on(date(2026, 2, 1))
    assert not limits.withdrawn_on(JUNE_9)
    assert limits.withdrawn_on(JUNE_10)


def test_two_limits_of_one_kind_on_one_day_are_refused() -> None:
    spans = [span(1, last=JUNE_10), span(2, kind=LimitKind.TOP_UP), span(3, JUNE_10)]
    with pytest.raises(InvalidInput) as refused:
        refuse_overlaps(spans)

    assert refused.value.field == "limits.2.from"
    refuse_overlaps(spans[:2])


def test_payment_methods_stand_in_order_of_risk() -> None:
    assert [method.risk for method in PaymentMethod] == [0, 1, 2, 3]
    assert PaymentMethod.LC.risk < PaymentMethod.OA.risk
