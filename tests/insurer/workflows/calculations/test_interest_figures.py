"""Late interest: the exact meanings of the contract, one by one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insurer.kernel.errors import InvalidInput
from insurer.workflows.calculations.book import CALCULATIONS


def interest(*segments, principal="1000000.00", first="2024-07-01", to="2024-08-15", **more):
    rows = [{"from": start, kind: rate} for start, kind, rate in segments]
    given = {"currency": "EUR", "principal": principal, "from": first, "to": to, "segments": rows, **more}
    return CALCULATIONS.named("late-interest").answer(given, "en")["result"]


@pytest.mark.parametrize(
    ("kind", "rate", "amount"),
    [
        ("daily_rate", "0.0005", "22500.00"),
        ("annual_rate", "0.1225", "15102.74"),
        ("annual_rate", "0.1325", "16335.62"),
    ],
)
def test_forty_five_days_on_a_million(kind, rate, amount):
    found = interest(("2024-07-01", kind, rate))

    assert (found["days"], found["interest"]) == (45, amount)


def test_the_day_of_payment_does_not_count():
    assert interest(("2024-01-01", "annual_rate", "0.365"), principal="1000.00", to="2024-07-02")["interest"] == "1.00"
    assert interest(("2024-01-01", "annual_rate", "0.365"), to="2024-07-01")["interest"] == "0.00"


def test_rates_may_change_inside_a_debts_life_and_the_sum_is_rounded_once():
    found = interest(
        ("2024-01-01", "annual_rate", "0.10"),
        ("2024-07-02", "annual_rate", "0.10"),
        ("2030-01-01", "annual_rate", "0.99"),
        principal="18.25",
        to="2024-07-03",
    )

    assert [segment["interest"] for segment in found["segments"]] == ["0.01", "0.01"]
    assert found["interest"] == "0.01"


def test_days_may_be_rounded_first_or_the_whole_at_the_end():
    given = {"principal": "3000.00", "to": "2024-10-09"}
    rate = ("2024-01-01", "annual_rate", "0.10")

    assert interest(rate, **given)["interest"] == "82.19"
    assert interest(rate, **given, rounding="daily")["interest"] == "82.00"


def test_actual_counts_each_day_over_the_days_of_its_own_year():
    given = {"principal": "366000.00", "first": "2024-12-31", "to": "2025-01-02"}
    rate = ("2024-01-01", "annual_rate", "0.365")

    assert interest(rate, **given, day_base="actual")["interest"] == "731.00"
    assert interest(rate, **given)["interest"] == "732.00"
    assert interest(rate, **given, day_base=360)["interest"] == "742.17"


def test_the_total_is_interest_and_fixed_compensation():
    found = interest(("2024-07-01", "annual_rate", "0.1225"), fixed_compensation="40.00")

    assert found["total"] == "15142.74"


@pytest.mark.parametrize(
    ("segments", "field"),
    [
        ((("2024-07-02", "annual_rate", "0.1"),), "segments"),
        ((("2024-07-01", "annual_rate", "0.1"), ("2024-07-01", "annual_rate", "0.2")), "segments.1.from"),
    ],
    ids=["a day without a rate", "rates not in order of time"],
)
def test_every_day_needs_one_rate(segments, field):
    with pytest.raises(InvalidInput) as refused:
        interest(*segments)
    assert refused.value.field == field


@settings(max_examples=60, deadline=None)
@given(minor=st.integers(0, 10**11), days=st.integers(0, 900), cut=st.integers(1, 899))
def test_cutting_a_debts_life_at_the_same_rate_changes_nothing(minor, days, cut):
    first = date(2024, 1, 1)
    given = {
        "principal": f"{Decimal(minor).scaleb(-2):f}",
        "first": str(first),
        "to": str(first + timedelta(days=days)),
        "day_base": "actual",
    }
    one = interest((str(first), "annual_rate", "0.1225"), **given)
    two = interest(
        (str(first), "annual_rate", "0.1225"), (str(first + timedelta(days=cut)), "annual_rate", "0.1225"), **given
    )

    assert one["interest"] == two["interest"]
