"""The limit that the figures recommend: the lowest of need, trade and capacity rules and is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from insurer.kernel.money import Money
from tests.builders.policies import eur
from underwriting.limits.rules.automatic import LimitCase
from underwriting.limits.rules.credit_limit import NEED, TradeNeed
from underwriting.limits.rules.recommended import BUYER, GROUP, TRADE, recommended_limit, trade_need
from underwriting.limits.rules.service_level import answer_by

CASE = LimitCase(
    asked=eur("1000000"),
    payment_days=60,
    term_allowed=90,
    country="IT",
    country_covered=True,
    insurable=True,
    on_hold=False,
    most_alone=eur("50000"),
    most_on_buyer=eur("80000"),
    headroom=eur("2000000"),
)
TRADED = TradeNeed(eur("300000"), payment_days=60, delay_days=30)


def test_monthly_sales_over_terms_and_delay_are_the_need():
    assert trade_need(TRADED) == eur("900000")


@pytest.mark.parametrize(
    ("trade", "headroom", "group", "amount", "ruling"),
    [
        (None, "2000000", None, "1000000", NEED),
        (TRADED, "2000000", None, "900000", TRADE),
        (TRADED, "800000", None, "800000", BUYER),
        (TRADED, "800000", "250500", "250000", GROUP),
        (None, "0", None, "0", BUYER),
    ],
    ids=["as asked", "the sales", "the buyer's capacity", "the group, rounded down", "no capacity at all"],
)
def test_the_lowest_measure_rules_and_is_named(
    trade: TradeNeed | None, headroom: str, group: str | None, amount: str, ruling: str
):
    found = recommended_limit(replace(CASE, headroom=eur(headroom)), trade, eur(group) if group else None)

    assert (found.recommended, found.binding) == (eur(amount), ruling)
    assert found.working.lines[-1].result == eur(amount)


def test_what_the_policy_cannot_cover_is_refused_with_its_reason():
    found = recommended_limit(replace(CASE, country_covered=False), TRADED, None)

    assert (found.recommended, found.binding) == (Money.zero("EUR"), "decision_reason.country_not_covered")


def test_a_measure_without_a_rate_holds_nothing_down():
    assert recommended_limit(replace(CASE, headroom=None), None, None).binding == NEED


@pytest.mark.parametrize(
    ("asked", "by"),
    [(date(2025, 6, 2), date(2025, 6, 4)), (date(2025, 6, 6), date(2025, 6, 10))],
    ids=["Monday to Wednesday", "Friday to Tuesday"],
)
def test_an_answer_is_due_on_the_second_business_day(asked: date, by: date):
    assert answer_by(asked) == by
