"""Limit to recommend, Z-score and statement ratios: the exact meanings of the contract, one by one."""

from __future__ import annotations

import pytest

from insurer.kernel.errors import InvalidInput
from insurer.workflows.calculations.book import CALCULATIONS


def figure(name, **given):
    return CALCULATIONS.named(name).answer(given, "en")["result"]


NEED = {"monthly_sales": "300000.00", "payment_days": 60, "delay_days": 30}


def limit(need, *caps, **more):
    return figure("credit-limit", currency="EUR", need=need, caps=list(caps), **more)


def test_the_lowest_rules_and_is_named():
    found = limit(NEED, {"code": "net_worth", "base": "8000000", "percentage": "0.10"})

    assert (found["recommended"], found["binding"]) == ("800000.00", "net_worth")
    assert found["candidates"] == [
        {"code": "need", "amount": "900000.00"},
        {"code": "net_worth", "amount": "800000.00"},
    ]


def test_the_need_may_be_an_amount_and_binds_under_its_own_name():
    found = limit("123456.78", {"code": "country", "amount": "500000.00"})

    assert (found["recommended"], found["binding"]) == ("123000.00", "need")
    assert limit("123456.78", round_to="0.01")["recommended"] == "123456.78"


def test_a_deficit_leaves_no_limit():
    found = limit(NEED, {"code": "net_worth", "base": "-8000000", "percentage": "0.10"})

    assert (found["recommended"], found["binding"]) == ("0.00", "net_worth")


@pytest.mark.parametrize(
    ("cap", "field"),
    [
        ({"code": "x"}, "caps.0"),
        ({"code": "x", "amount": "1", "base": "1", "percentage": "1"}, "caps.0"),
        ({"code": "x", "base": "1"}, "caps.0.percentage"),
        ({"code": "x", "percentage": "1"}, "caps.0.base"),
    ],
)
def test_a_cap_is_an_amount_or_a_share_of_a_base(cap, field):
    with pytest.raises(InvalidInput) as refused:
        limit(NEED, cap)
    assert refused.value.field == field


ONES = dict.fromkeys(
    ("working_capital_to_assets", "retained_earnings_to_assets", "ebit_to_assets", "equity_to_liabilities"), "1"
)


@pytest.mark.parametrize(
    ("model", "ratios", "score"),
    [
        ("z_1968", {**ONES, "sales_to_assets": "1"}, "7.4990"),
        ("z_prime_1983", {**ONES, "sales_to_assets": "1"}, "6.0890"),
        ("z_double_prime_1995", ONES, "17.5900"),
    ],
)
def test_coefficients_are_altmans(model, ratios, score):
    assert figure("z-score", model=model, ratios=ratios)["score"] == score


@pytest.mark.parametrize(
    ("working_capital", "retained", "score", "zone"),
    [
        ("0.099999", "0.5", "1.8100", "distress"),
        ("0.1", "0.5", "1.8100", "grey"),
        ("0.5", "1", "2.9900", "grey"),
        ("0.500001", "1", "2.9900", "safe"),
    ],
)
def test_a_score_on_a_bound_is_grey_and_the_exact_score_decides(working_capital, retained, score, zone):
    ratios = {
        **dict.fromkeys(ONES, "0"),
        "working_capital_to_assets": working_capital,
        "retained_earnings_to_assets": retained,
        "ebit_to_assets": "0.3",
        "sales_to_assets": "0",
    }
    found = figure("z-score", model="z_1968", ratios=ratios)

    assert (found["score"], found["zone"]) == (score, zone)


STATEMENT = {
    "total_assets": "1000",
    "current_assets": "500",
    "current_liabilities": "300",
    "retained_earnings": "-50",
    "ebit": "100",
    "sales": "1400",
    "equity": "400",
    "total_liabilities": "600",
}


def z(model, **changes):
    statement = {name: value for name, value in {**STATEMENT, **changes}.items() if value is not None}
    return figure("z-score", model=model, statement=statement)


def test_equity_stands_at_market_value_in_the_first_model_and_at_book_value_later():
    first = z("z_1968", market_value_equity="900")

    assert {term["name"]: term["ratio"] for term in first["terms"]}["equity_to_liabilities"] == "1.500000"
    assert z("z_1968", market_value_equity="900", equity=None) == first
    assert z("z_prime_1983")["terms"][3]["ratio"] == "0.666667"
    assert len(z("z_double_prime_1995", sales=None)["terms"]) == 4


@pytest.mark.parametrize(
    ("model", "changes", "field"),
    [
        ("z_1968", {}, "statement.market_value_equity"),
        ("z_prime_1983", {"equity": None}, "statement.equity"),
        ("z_prime_1983", {"sales": None}, "statement.sales"),
        ("z_prime_1983", {"current_assets": None}, "statement.current_assets"),
        ("z_prime_1983", {"working_capital": "201"}, "statement.working_capital"),
        ("z_prime_1983", {"total_liabilities": "0"}, "statement.total_liabilities"),
    ],
)
def test_a_field_the_model_needs_and_lacks_is_refused(model, changes, field):
    with pytest.raises(InvalidInput) as refused:
        z(model, **changes)
    assert refused.value.field == field


def test_working_capital_may_be_stated():
    assert z("z_prime_1983", working_capital="200", current_assets=None) == z("z_prime_1983")


YEAR = {
    "cash": "100", "receivables": "4000", "inventory": "4000", "current_assets": "9000", "current_liabilities": "6000",
    "payables": "3000", "equity": "5000", "total_liabilities": "8000", "sales": "18250", "cost_of_sales": "18250",
    "ebit": "900", "interest": "300", "net_profit": "365",
}  # fmt: skip


def ratios(previous=None, **changes):
    given = {"currency": "EUR", "current": {**YEAR, **changes}}
    if previous is not None:
        given["previous"] = {**YEAR, **previous}
    return figure("statement-ratios", **given)


def test_the_cash_cycle_is_inventory_and_receivable_less_payable_days():
    found = ratios()

    assert (found["inventory_days"], found["receivable_days"], found["payable_days"]) == ("80.00", "80.00", "60.00")
    assert found["cash_conversion_days"] == "100.00"


def test_stock_and_payables_stand_on_cost_of_sales_and_receivables_on_sales():
    found = ratios(cost_of_sales="9125")

    assert (found["inventory_days"], found["receivable_days"], found["payable_days"]) == ("160.00", "80.00", "120.00")
    assert found["gross_margin"] == "0.500000"


def test_a_ratio_whose_divisor_is_nil_is_unknown():
    found = ratios(interest="0", current_liabilities="0")

    assert (found["interest_cover"], found["working_capital_ratio"]) == (None, None)


def test_overtrading_is_sales_growing_more_than_equity_while_liquidity_falls():
    before = {"sales": "11406.25", "equity": "4761.90", "current_assets": "9600"}
    found = ratios(before)

    assert (found["sales_growth"], found["equity_growth"], found["overtrading"]) == ("0.600000", "0.050001", True)
    assert ratios({**before, "current_assets": "9000"})["overtrading"] is False
    assert ratios({**before, "sales": "18250"})["overtrading"] is False
    assert ratios({**before, "equity": "-10"})["overtrading"] is None
    assert "overtrading" not in ratios()
