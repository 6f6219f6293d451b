"""Pooled behaviour: figures over all, the number behind them only as a bracket."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from underwriting.pooling.rules import bracket, level, pooled, rescored
from underwriting.pooling.terms import Payment, PaymentBehaviour, PaymentTrend

DAY = date(2025, 6, 30)


def paid(holder: int, due_before: int, late: int | None) -> Payment:
    due = DAY - timedelta(days=due_before)
    return Payment(holder, due, None if late is None else due + timedelta(days=late))


def test_days_and_share_late_count_every_invoice_once() -> None:
    found = pooled([paid(1, 100, 0), paid(1, 90, 10), paid(2, 40, None), paid(2, 400, 300)], DAY)

    assert found is not None
    # 0 + 10 + 40 over three invoices; the one of more than a year ago does not count
    assert found.mean_days_late == Fraction(50, 3)
    assert found.share_late == Fraction(2, 3)
    assert (found.invoices, found.behaviour) == (3, PaymentBehaviour.POOR)


def test_nothing_due_is_nothing_known() -> None:
    assert pooled([paid(1, -5, None)], DAY) is None


@pytest.mark.parametrize(("holders", "enough"), [(4, False), (5, True)])
def test_below_five_policyholders_no_figure_may_leave_the_desk(holders: int, enough: bool) -> None:
    found = pooled([paid(key, 30, 0) for key in range(holders)], DAY)

    assert found is not None
    assert found.enough is enough


def test_the_number_of_policyholders_is_a_bracket() -> None:
    assert [bracket(count) for count in (1, 4, 5, 9, 10, 19, 20, 300)] == [
        "1–4", "1–4", "5–9", "5–9", "10–19", "10–19", "20+", "20+",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "now", "trend"),
    [
        (5, 5, PaymentTrend.STEADY),
        (5, 11, PaymentTrend.WORSE),
        (11, 5, PaymentTrend.BETTER),
        (5, 10, PaymentTrend.STEADY),
    ],
)
def test_a_change_of_more_than_five_days_is_a_trend(before: int, now: int, trend: PaymentTrend) -> None:
    found = pooled([paid(1, 300, before), paid(1, 100, now)], DAY)

    assert found is not None
    assert found.trend is trend


def test_levels_begin_above_five_fifteen_and_thirty_days() -> None:
    assert [level(Fraction(days)).value for days in (5, 6, 15, 16, 30, 31)] == [
        "prompt", "slow", "slow", "poor", "poor", "alarming",
    ]  # fmt: skip


def test_a_report_never_makes_a_buyer_better() -> None:
    prompt, poor, alarming = PaymentBehaviour.PROMPT, PaymentBehaviour.POOR, PaymentBehaviour.ALARMING

    assert rescored(prompt, prompt, 1) is poor
    assert rescored(prompt, prompt, 2) is alarming
    assert rescored(alarming, prompt, 1) is alarming
    assert rescored(prompt, alarming, 1) is alarming
