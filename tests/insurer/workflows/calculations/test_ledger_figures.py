"""Ageing, days of sales, concentration and ledger ratios: the exact meanings of the contract, one by one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insurer.kernel.errors import InvalidInput
from insurer.workflows.calculations.book import CALCULATIONS


def figure(name, **given):
    return CALCULATIONS.named(name).answer(given, "en")["result"]


def ageing(*items, **more):
    rows = [{"due": due, "amount": amount, **dict(rest)} for due, amount, *rest in items]
    return figure("ageing", **{"currency": "EUR", "as_of": "2026-06-30", "items": rows, **more})


def amounts(found):
    return {bucket["label"]: bucket["amount"] for bucket in found["buckets"] if bucket["amount"] != "0.00"}


@pytest.mark.parametrize(
    ("due", "label"),
    [
        ("2026-07-01", "not_due"),
        ("2026-06-30", "not_due"),
        ("2026-06-29", "1-30"),
        ("2026-05-31", "1-30"),
        ("2026-05-30", "31-60"),
        ("2026-01-01", "91-180"),
        ("2026-01-02", "91-180"),
        ("2025-12-31", "181+"),
    ],
)
def test_due_today_is_not_overdue_and_both_ends_of_a_bucket_count(due, label):
    assert amounts(ageing((due, "100.00"))) == {label: "100.00"}


def test_the_first_bucket_is_not_due_and_the_last_has_no_end():
    buckets = ageing(buckets=[30, 60])["buckets"]

    assert [(one["label"], one["from_days"], one["to_days"]) for one in buckets] == [
        ("not_due", None, 0), ("1-30", 1, 30), ("31-60", 31, 60), ("61+", 61, None),
    ]  # fmt: skip


def test_average_days_late_is_weighted_by_amount_over_overdue_items_only():
    found = ageing(("2026-06-20", "100000.00"), ("2026-05-31", "300000.00"), ("2026-09-01", "900000.00"))

    assert (found["average_days_late"], found["overdue"], found["total"]) == ("25.00", "400000.00", "1300000.00")
    assert ageing()["average_days_late"] == "0.00"


def test_the_insured_part_is_an_amount_and_what_is_left_is_uninsured():
    found = ageing(("2026-06-20", "100.00", ("insured", "90.00")), ("2026-06-19", "50.00"))

    assert found["buckets"][1] | {"label": "", "from_days": 0, "to_days": 0} == {
        "label": "", "from_days": 0, "to_days": 0, "amount": "150.00", "insured": "90.00", "uninsured": "60.00",
    }  # fmt: skip
    assert "insured" not in ageing(("2026-06-20", "100.00"))["buckets"][1]


def test_buckets_that_do_not_rise_and_parts_above_the_whole_are_refused():
    with pytest.raises(InvalidInput) as refused:
        ageing(buckets=[30, 30])
    assert refused.value.field == "buckets"
    with pytest.raises(InvalidInput) as refused:
        ageing(("2026-06-20", "100.00", ("insured", "100.01")))
    assert refused.value.field == "items.0.insured"


@settings(max_examples=60, deadline=None)
@given(
    items=st.lists(st.tuples(st.integers(-300, 400), st.integers(0, 10**9)), max_size=12),
    bounds=st.lists(st.integers(1, 400), min_size=1, max_size=5, unique=True).map(sorted),
)
def test_buckets_sum_to_the_total(items, bounds):
    rows = [(str(date(2026, 6, 30) - timedelta(days=late)), f"{Decimal(minor).scaleb(-2):f}") for late, minor in items]
    found = ageing(*rows, buckets=bounds)

    assert sum(Decimal(one["amount"]) for one in found["buckets"]) == Decimal(found["total"])
    assert Decimal(found["total"]) - Decimal(found["buckets"][0]["amount"]) == Decimal(found["overdue"])


def dso(method, receivables, *sales, **more):
    rows = [{"amount": amount, "days": days} for amount, days in sales]
    return figure("dso", method=method, receivables=receivables, sales=rows, **more)["days"]


def test_receivables_over_sales_times_days():
    assert dso("simple", "6000000", ("13500000.00", 90)) == "40.00"


def test_best_possible_counts_what_is_not_yet_due_and_delinquent_what_is():
    sales = ("13500000.00", 90)

    assert dso("best_possible", "6000000.00", sales, current_receivables="4500000.00") == "30.00"
    assert dso("average_days_delinquent", "6000000.00", sales, current_receivables="4500000.00") == "10.00"
    with pytest.raises(InvalidInput) as refused:
        dso("best_possible", "6000000.00", sales)
    assert (refused.value.code, refused.value.field) == ("input.missing", "current_receivables")


def test_count_back_uses_up_the_newest_months_first():
    months = (("500.00", 30), ("400.00", 31), ("600.00", 28))

    assert dso("count_back", "1200.00", *months) == "75.00"
    assert dso("count_back", "500.00", *months) == "30.00"
    with pytest.raises(InvalidInput) as refused:
        dso("count_back", "1500.01", *months)
    assert refused.value.code == "dso.history_too_short"


def test_no_sales_no_days():
    with pytest.raises(InvalidInput) as refused:
        dso("simple", "1.00", ("0.00", 30))
    assert refused.value.code == "input.division_by_zero"


def concentration(*sizes, groups=()):
    rows = [{"id": f"B-{at}", "amount": size} for at, size in enumerate(sizes)]
    for row, group in zip(rows, groups, strict=False):
        row["group"] = group
    return figure("concentration", currency="EUR", exposures=rows)


def test_shares_are_in_percent_and_the_index_goes_to_ten_thousand():
    found = concentration("35", "20", "15", "10", "5", *["1.50"] * 10)

    assert (found["top_1"], found["top_5"], found["hhi"]) == ("35.00", "85.00", "1997.50")
    assert concentration("7.00")["hhi"] == "10000.00"
    assert concentration()["hhi"] == "0.00"


def test_buyers_of_one_group_count_together():
    assert concentration("30", "30", "40", groups=("G", "G"))["top_1"] == "60.00"


def ratio(kind, **given):
    return figure("portfolio-ratio", currency="EUR", kind=kind, **given)


def test_ledger_ratios_are_in_percent():
    collected = {"beginning": "500000.00", "sales": "900000.00", "ending": "450000.00", "ending_current": "380000.00"}

    assert ratio("collection_effectiveness", **collected, periods=3) == {"percentage": "83.33"}
    assert ratio("collection_effectiveness", **collected) == {"percentage": "93.14"}
    assert ratio("dilution", dilution="3.00", base="120.00") == {"percentage": "2.50"}
    assert ratio("roll_rate", from_balance="300.00", rolled_balance="100.00") == {"percentage": "33.33"}


def test_a_loss_costs_many_times_its_sales():
    assert ratio("sales_to_recover", loss="100000.00", net_margin="0.03") == {"amount": "3333333.33"}
    with pytest.raises(InvalidInput) as refused:
        ratio("sales_to_recover", loss="1.00", net_margin="0")
    assert refused.value.field == "net_margin"
