"""Deadlines, unearned premium and cancellation: the exact meanings of the contract, one by one."""

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


def deadlines(clocks, **given):
    invoice = given.pop("invoice", {"shipped": "2026-06-16", "invoiced": "2026-06-16", "due": "2026-07-16"})
    return figure("deadlines", **{"invoice": invoice, "loss_cause": "protracted_default", "clocks": clocks, **given})


def due(invoiced, shipped="2026-01-01", **terms):
    given = {"invoice": {"shipped": shipped, "invoiced": invoiced}, "payment_terms": terms}
    return deadlines({}, **given)["due"]


def test_the_extension_begins_the_day_after_the_due_date_and_cover_stops_the_day_after_its_last():
    found = deadlines({"maximum_extension_days": 60, "extension_from": "due_date"})

    assert found["extension_first_day"] == "2026-07-17"
    assert found["extension_last_day"] == "2026-09-14"
    assert found["stop_of_cover_on"] == "2026-09-15"


def test_the_extension_may_run_from_the_invoice_date():
    found = deadlines({"maximum_extension_days": 60, "extension_from": "invoice_date"})

    assert (found["extension_first_day"], found["extension_last_day"]) == ("2026-06-17", "2026-08-15")


def test_days_are_added_first_and_then_the_month_ends():
    assert due("2026-07-02", days=30, end_of_month=True) == "2026-08-31"


def test_the_month_may_end_first():
    assert due("2026-06-10", days=30, end_of_month=True, order="month_end_first") == "2026-07-30"


def test_payment_terms_may_run_from_the_shipment():
    assert due("2026-07-10", shipped="2026-07-02", days=30, **{"from": "shipment"}) == "2026-08-01"


def test_every_clock_is_optional_and_its_dates_are_then_empty():
    assert deadlines({}) == {
        "due": "2026-07-16", "extension_first_day": None, "extension_last_day": None, "stop_of_cover_on": None,
        "notify_by": None, "claim_from": None, "claim_by": None, "decide_by": None, "pay_by": None, "late": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    "given",
    [
        {"invoice": {"shipped": "2026-06-16", "invoiced": "2026-06-16"}},
        {"payment_terms": {"days": 30}},
    ],
    ids=["neither", "both"],
)
def test_exactly_one_of_due_date_and_payment_terms_is_needed(given):
    with pytest.raises(InvalidInput) as refused:
        deadlines({}, **given)
    assert refused.value.code == "input.one_of"


def test_notice_runs_from_the_due_date_or_the_extension_end():
    assert deadlines({"notice_days": 30, "notice_from": "due_date"})["notify_by"] == "2026-08-15"
    clocks = {"maximum_extension_days": 60, "notice_days": 30, "notice_from": "extension_end"}
    assert deadlines(clocks)["notify_by"] == "2026-10-14"


@pytest.mark.parametrize(
    ("clocks", "claim_from"),
    [
        ({"waiting_months": 6, "waiting_from": "due_date"}, "2027-01-16"),
        ({"waiting_days": 90, "waiting_from": "due_date"}, "2026-10-14"),
        ({"maximum_extension_days": 60, "waiting_months": 6, "waiting_from": "extension_end"}, "2027-03-14"),
        ({"waiting_months": 4, "waiting_from": "notice"}, "2026-12-20"),
    ],
)
def test_waiting_runs_from_due_date_extension_end_or_notice(clocks, claim_from):
    assert deadlines(clocks, notified_on="2026-08-20")["claim_from"] == claim_from


def test_after_insolvency_no_waiting_runs():
    clocks = {"waiting_months": 6, "claim_months": 6, "claim_from": "waiting_end"}
    found = deadlines(clocks, loss_cause="insolvency", insolvent_on="2026-08-01")

    assert (found["claim_from"], found["claim_by"]) == ("2026-08-01", "2027-02-01")


@pytest.mark.parametrize(
    ("start", "claim_by"), [("due_date", "2027-01-16"), ("extension_end", "2027-03-14"), ("waiting_end", "2027-05-30")]
)
def test_the_claim_clock_runs_from_due_date_extension_end_or_waiting_end(start, claim_by):
    clocks = {"maximum_extension_days": 60, "waiting_days": 137, "claim_months": 6, "claim_from": start}

    assert deadlines(clocks)["claim_by"] == claim_by


@pytest.mark.parametrize(("year", "last"), [(2026, "2027-02-28"), (2027, "2028-02-29")])
def test_months_keep_the_day_or_take_the_last_of_the_month(year, last):
    invoice = {"shipped": f"{year}-10-31", "invoiced": f"{year}-10-31", "due": f"{year}-11-30"}

    assert deadlines({"waiting_months": 3}, invoice=invoice)["claim_from"] == last


def test_decision_runs_from_filing_and_payment_from_agreement():
    found = deadlines({"decision_days": 30, "payment_days": 10}, filed_on="2026-10-01", agreed_on="2026-10-20")

    assert (found["decide_by"], found["pay_by"]) == ("2026-10-31", "2026-10-30")


def test_notice_and_claim_are_late_after_their_last_day_only():
    clocks = {"notice_days": 30, "claim_days": 60, "claim_from": "due_date"}

    assert deadlines(clocks, notified_on="2026-08-15", filed_on="2026-09-14")["late"] == []
    assert deadlines(clocks, notified_on="2026-08-16", filed_on="2026-09-15")["late"] == ["notice", "claim"]


def test_a_clock_in_days_and_in_months_at_once_is_refused():
    with pytest.raises(InvalidInput) as refused:
        deadlines({"waiting_days": 10, "waiting_months": 1})
    assert (refused.value.code, refused.value.field) == ("input.one_of", "clocks.waiting_months")


def unearned(method, as_of, *segments):
    rows = [{"premium": premium, "from": first, "to": end} for premium, first, end in segments]
    found = figure("unearned-premium", currency="EUR", method=method, as_of=as_of, segments=rows)
    return found["earned"]


YEAR = ("12000.00", "2026-01-01", "2027-01-01")


@pytest.mark.parametrize(
    ("method", "as_of", "earned"),
    [
        ("daily", "2025-12-31", "0.00"),
        ("daily", "2026-01-01", "32.88"),
        ("daily", "2026-12-31", "12000.00"),
        ("daily", "2028-01-01", "12000.00"),
        ("monthly_12ths", "2026-01-01", "1000.00"),
        ("monthly_12ths", "2026-03-31", "3000.00"),
        ("monthly_24ths", "2026-01-31", "500.00"),
        ("monthly_24ths", "2026-12-31", "11500.00"),
        ("monthly_24ths", "2027-01-15", "12000.00"),
        ("eighths", "2026-02-28", "1500.00"),
        ("eighths", "2026-12-31", "10500.00"),
        ("eighths", "2025-11-30", "0.00"),
    ],
)
def test_premium_is_earned_by_days_twelfths_twenty_fourths_or_eighths(method, as_of, earned):
    assert unearned(method, as_of, YEAR) == earned


def test_earned_premium_is_rounded_once_over_all_segments():
    third = ("0.01", "2026-01-01", "2026-01-04")

    assert unearned("daily", "2026-01-01", third, third) == "0.01"


days = st.integers(0, 800).map(lambda number: date(2026, 1, 1) + timedelta(days=number))


@settings(max_examples=80, deadline=None)
@given(
    method=st.sampled_from(["daily", "monthly_12ths", "monthly_24ths", "eighths"]),
    as_of=days,
    segments=st.lists(st.tuples(st.integers(0, 10**9), days, st.integers(1, 900)), min_size=1, max_size=6),
)
def test_earned_and_unearned_are_what_was_written_at_every_date(method, as_of, segments):
    rows = [
        {"premium": f"{Decimal(minor).scaleb(-2):f}", "from": str(first), "to": str(first + timedelta(days=length))}
        for minor, first, length in segments
    ]
    found = figure("unearned-premium", currency="EUR", method=method, as_of=str(as_of), segments=rows)

    assert Decimal(found["earned"]) + Decimal(found["unearned"]) == Decimal(found["written"])
    assert 0 <= Decimal(found["earned"]) <= Decimal(found["written"])


def cancel(on, premium="3650.00", **given):
    term = {"currency": "EUR", "premium": premium, "from": "2026-01-01", "to": "2027-01-01", "cancelled_on": on}
    found = figure("cancellation", **{**term, "basis": "short_rate" if given else "pro_rata"}, **given)
    return found["earned"], found["penalty"], found["returned"]


def test_the_day_of_cancellation_is_the_first_without_cover():
    assert cancel("2026-01-01") == ("0.00", "0.00", "3650.00")
    assert cancel("2026-01-02") == ("10.00", "0.00", "3640.00")
    assert cancel("2027-01-01") == ("3650.00", "0.00", "0.00")


def test_a_factor_gives_back_its_part_of_the_pro_rata_return():
    assert cancel("2026-04-11", short_rate={"factor_on_return": "0.90"}) == ("1000.00", "265.00", "2385.00")


def test_a_penalty_is_kept_of_what_is_unearned():
    assert cancel("2026-04-11", short_rate={"penalty_on_unearned": "0.10"}) == ("1000.00", "265.00", "2385.00")


def test_a_table_earns_by_its_first_row_that_reaches_the_days_in_force():
    table = [
        {"days_to": 30, "percentage_earned": "0.20"},
        {"days_to": 100, "percentage_earned": "0.40"},
        {"days_to": None, "percentage_earned": "1"},
    ]

    assert cancel("2026-04-11", short_rate={"table": table}) == ("1460.00", "0.00", "2190.00")
    assert cancel("2026-04-12", short_rate={"table": table}) == ("3650.00", "0.00", "0.00")


def test_days_beyond_the_table_are_refused():
    with pytest.raises(InvalidInput) as refused:
        cancel("2026-04-11", short_rate={"table": [{"days_to": 30, "percentage_earned": "0.20"}]})
    assert refused.value.field == "short_rate.table"


@settings(max_examples=80, deadline=None)
@given(
    minor=st.integers(0, 10**9),
    after=st.integers(0, 365),
    rate=st.integers(0, 100),
    way=st.sampled_from(["factor_on_return", "penalty_on_unearned", "table", None]),
)
def test_earned_penalty_and_return_are_the_premium(minor, after, rate, way):
    share = f"{Decimal(rate).scaleb(-2):f}"
    given = {way: [{"days_to": None, "percentage_earned": share}] if way == "table" else share} if way else None
    parts = cancel(
        str(date(2026, 1, 1) + timedelta(days=after)),
        f"{Decimal(minor).scaleb(-2):f}",
        **({"short_rate": given} if given else {}),
    )

    assert sum(map(Decimal, parts)) == Decimal(minor).scaleb(-2)
    assert min(map(Decimal, parts)) >= 0
