"""Recorded exchange rates on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from insurer.infra.commands import Act
from insurer.kernel.acting import ALL, Actor
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.reference.facts import May
from insurer.reference.public import (
    converted,
    exchange_rate,
    load_published_rates,
    record_rate,
    recorded_rates_span,
)

pytestmark = pytest.mark.usefixtures("in_app")

MORNING = datetime(2025, 6, 30, 9, 0, tzinfo=UTC)
FRIDAY, SUNDAY = date(2025, 6, 27), date(2025, 6, 29)


def act(at: datetime = MORNING) -> Act:
    return Act(Actor("ann", "Ann", None, frozenset({May.LOAD}), scope=ALL), at)


def test_published_rates_are_loaded_once_and_carried_over_the_weekend():
    loaded = load_published_rates(act(), date(2025, 6, 23), FRIDAY)

    assert loaded == 150
    assert load_published_rates(act(), date(2025, 6, 23), FRIDAY) == 0
    assert recorded_rates_span() == (date(2025, 6, 23), FRIDAY)
    rate = exchange_rate("EUR", "USD", SUNDAY)
    assert (rate.day, rate.carried) == (FRIDAY, True)
    assert converted(Money(10000, "EUR"), "EUR", SUNDAY)[0] == Money(10000, "EUR")


def test_a_corrected_rate_prevails_but_what_was_known_before_stays_known():
    record_rate(act(), FRIDAY, "USD", Decimal("1.25"), "bank")
    record_rate(act(MORNING + timedelta(hours=1)), FRIDAY, "USD", Decimal("1.20"), "bank, corrected")

    assert exchange_rate("EUR", "USD", FRIDAY).rate == Fraction(6, 5)
    assert exchange_rate("EUR", "USD", FRIDAY, known_by=MORNING).rate == Fraction(5, 4)


def test_a_rate_is_exact_to_its_last_digit():
    record_rate(act(), FRIDAY, "TRY", Decimal("46.123456789012345678"), "bank")

    assert exchange_rate("EUR", "TRY", FRIDAY).rate == Fraction(Decimal("46.123456789012345678"))


@pytest.mark.parametrize(
    ("currency", "per_euro", "source"),
    [
        ("USD", "0", "bank"),
        ("USD", "-1", "bank"),
        ("USD", "NaN", "bank"),
        ("EUR", "1", "bank"),
        ("ZZZ", "1", "bank"),
        ("USD", "1", " "),
    ],
)
def test_a_rate_without_sense_or_source_is_refused(currency, per_euro, source):
    with pytest.raises(InvalidInput):
        record_rate(act(), FRIDAY, currency, Decimal(per_euro), source)


def test_without_any_rate_the_answer_is_a_refusal():
    with pytest.raises(InvalidInput, match=r"reference\.no_rate"):
        exchange_rate("EUR", "USD", FRIDAY)
    with pytest.raises(InvalidInput, match=r"reference\.no_rates_recorded"):
        recorded_rates_span()
