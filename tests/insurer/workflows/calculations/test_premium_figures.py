"""The premium of a year: the exact meanings of the contract, one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insurer.kernel.errors import InvalidInput
from insurer.workflows.calculations.book import CALCULATIONS


def row(amount, first="2026-01-01", last="2026-12-31", **more):
    return {"from": first, "to": last, "amount": amount, **more}


def premium(**given):
    standard = {"currency": "EUR", "base": "turnover", "rates": [{"rate": "0.0035"}]}
    return CALCULATIONS.named("premium").answer({**standard, **given}, "en")["result"]


def refusal(**given):
    with pytest.raises(InvalidInput) as refused:
        premium(**given)
    return refused.value.code, refused.value.field


def test_the_minimum_is_due_when_turnover_earns_less():
    found = premium(declared=[row("12000000.00")], minimum={"amount": "50000.00"})

    assert (found["earned"], found["due"]) == ("42000.00", "50000.00")


def test_an_estimated_amount_takes_the_first_rate_and_rows_take_their_own():
    rates = [{"rate": "0.0035", "country_class": "A"}, {"rate": "0.01", "country_class": "B"}]

    assert premium(rates=rates, estimated="1000000.00")["estimated_premium"] == "3500.00"
    rows = [row("1000000.00", country_class="A"), row("1000000.00", country_class="B")]
    assert premium(rates=rates, estimated=rows)["estimated_premium"] == "13500.00"


def test_a_percentage_is_of_the_estimated_premium():
    found = premium(
        estimated="10000000.00",
        minimum={"percentage_of_estimate": "0.80"},
        deposit={"percentage_of_estimate": "0.90"},
    )

    assert (found["minimum"], found["deposit"]) == ("28000.00", "31500.00")
    assert refusal(minimum={"percentage_of_estimate": "0.80"}) == (
        "premium.no_estimate",
        "minimum.percentage_of_estimate",
    )


RATES = [
    {"rate": "0.001", "term_to_days": 30},
    {"rate": "0.002", "term_to_days": 60},
    {"rate": "0.003", "country_class": "B", "term_to_days": 60},
    {"rate": "0.004", "payment_method": "OA", "country_class": "C"},
]


@pytest.mark.parametrize(
    ("fields", "rate"),
    [
        ({"term_days": 30}, "0.001000"),
        ({"term_days": 31}, "0.002000"),
        ({"term_days": 60, "country_class": "B"}, "0.003000"),
        ({"term_days": 90, "country_class": "C", "payment_method": "OA"}, "0.004000"),
    ],
)
def test_a_row_takes_the_rate_whose_fields_match_with_the_shortest_term_that_reaches(fields, rate):
    assert premium(rates=RATES, declared=[row("1000.00", **fields)])["lines"][0]["rate"] == rate


def test_a_row_no_rate_fits_is_refused():
    assert refusal(rates=RATES, declared=[row("1000.00", term_days=90)]) == ("premium.no_rate", "declared.0")
    assert refusal(rates=RATES, declared=[row("1000.00")]) == ("premium.no_rate", "declared.0")


def test_lines_are_rounded_and_earned_is_their_sum():
    found = premium(rates=[{"rate": "0.001"}], declared=[row("4.50"), row("4.50"), row("5.00")])

    assert [line["premium"] for line in found["lines"]] == ["0.00", "0.00", "0.01"]
    assert found["earned"] == "0.01"


STEPS = [{"loss_ratio_to": "0.20", "factor": "0.90"}, {"loss_ratio_to": None, "factor": "1.25"}]


@pytest.mark.parametrize(
    ("ratio", "bonus"), [("0.20", "-4200.00"), ("0.200001", "10500.00")], ids=["at the step", "past it"]
)
def test_the_factor_of_the_first_step_the_loss_ratio_does_not_pass_multiplies(ratio, bonus):
    assert premium(declared=[row("12000000.00")], loss_ratio=ratio, bonus_malus=STEPS)["bonus_malus"] == bonus


def test_a_bonus_never_takes_the_premium_under_the_minimum():
    given = {"declared": [row("12000000.00")], "minimum": {"amount": "40000.00"}}

    assert premium(**given, loss_ratio="0.1", bonus_malus=STEPS)["bonus_malus"] == "-2000.00"
    assert refusal(**given, bonus_malus=STEPS) == ("input.missing", "loss_ratio")


def test_an_overpaid_deposit_goes_back_down_to_the_minimum_or_not_at_all():
    given = {
        "declared": [row("10000000.00")],
        "minimum": {"amount": "40000.00"},
        "deposit": {"amount": "48000.00"},
    }

    assert premium(**given)["adjustment"] == "-8000.00"
    assert premium(**given, refund_down_to="none")["adjustment"] == "0.00"


def test_tax_and_commission_stand_on_the_final_premium_and_commission_is_not_in_the_total():
    fees = [{"code": "limits", "quantity": "3", "unit_price": "45.00"}]
    found = premium(
        declared=[row("12000000.00")],
        loss_ratio="0.5",
        bonus_malus=STEPS,
        tax_rate="0.12",
        commission_rate="0.15",
        fees=fees,
    )

    assert found["bonus_malus"] == "10500.00"
    assert (found["tax"], found["fees"], found["total"]) == ("6300.00", "135.00", "58935.00")
    assert found["commission"] == "7875.00"


def test_balances_take_the_rate_each():
    found = premium(base="balance", rates=[{"rate": "0.0002"}], declared=[row("1000000.00"), row("2000000.00")])

    assert found["earned"] == "600.00"


MONTHS = [row("120000.00", "2026-01-01", "2026-01-31"), row("240000.00", "2026-02-01", "2026-02-28")]


def test_limits_take_a_twelfth_of_the_yearly_rate_and_the_last_month_repeats_up_to_the_minimum():
    given = {"base": "limit", "rates": [{"rate": "0.02"}], "declared": MONTHS}

    assert premium(**given)["earned"] == "600.00"
    assert premium(**given, minimum_months=4)["earned"] == "1400.00"
    assert premium(**given, minimum_months=2)["earned"] == "600.00"


def test_limits_are_declared_one_row_a_month():
    two_months = [row("120000.00", "2026-01-01", "2026-02-28")]

    assert refusal(base="limit", declared=two_months) == ("premium.row_not_within_a_month", "declared.0.to")
    assert refusal(base="limit", declared=[MONTHS[0], MONTHS[0]]) == ("premium.month_named_twice", "declared.1.from")


def test_a_flat_premium_is_what_is_earned():
    found = premium(base="flat", rates=[], flat_premium="20000.00", deposit={"percentage_of_estimate": "0.5"})

    assert (found["earned"], found["deposit"], found["adjustment"]) == ("20000.00", "10000.00", "10000.00")
    assert refusal(base="flat", rates=[]) == ("input.missing", "flat_premium")
    assert refusal(flat_premium="1.00") == ("input.not_used_here", "flat_premium")


def test_an_amount_over_the_limit_counts_in_full_or_up_to_the_limit():
    declared = [row("1000000.00", limit="600000.00")]

    assert premium(declared=declared)["earned"] == "3500.00"
    assert premium(declared=declared, over_limit="capped")["earned"] == "2100.00"
    assert refusal(declared=[row("1.00")], over_limit="capped") == ("input.missing", "declared.0.limit")


def test_every_line_is_traced_to_a_declaration_and_a_rate():
    line = premium(declared=[row("1000000.00")])["lines"][0]

    assert (line["declaration"], line["rate_row"]) == ("declared.0", "rates.0")


@settings(max_examples=80, deadline=None)
@given(minor=st.integers(0, 10**10), count=st.integers(1, 24))
def test_instalments_sum_to_the_deposit_to_the_cent_and_all_but_the_last_are_equal(minor, count):
    amount = Decimal(minor).scaleb(-2)
    found = premium(deposit={"amount": f"{amount:f}"}, instalments=count)["instalments"]

    assert sum(map(Decimal, found)) == amount
    assert len(found) == count
    assert len(set(found[:-1])) <= 1
    assert min(map(Decimal, found)) >= 0
