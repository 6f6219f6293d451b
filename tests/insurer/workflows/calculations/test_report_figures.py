"""Provision, expected loss, reinsurance and triangles: the exact meanings of the contract, one by one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from insurer.kernel.errors import InvalidInput
from insurer.workflows.calculations.book import CALCULATIONS

GENINS = Path(__file__).parents[4].parent / "shared" / "data" / "loss_triangles" / "genins.csv"


def figure(name, **given):
    return CALCULATIONS.named(name).answer({"currency": "EUR", **given}, "en")["result"]


def refusal(name, **given):
    with pytest.raises(InvalidInput) as refused:
        figure(name, **given)
    return refused.value.code, refused.value.field


def buckets(*rows):
    return [dict(zip(("label", "amount", "rate"), row, strict=False)) for row in rows]


def test_a_provision_is_the_sum_of_its_buckets():
    rows = buckets(
        ("not_due", "2000000", "0.005"), ("1-30", "500000", "0.02"), ("31-60", "300000", "0.05"),
        ("61-90", "200000", "0.10"), ("91-180", "100000", "0.30"), ("181+", "100000", "1"),
    )  # fmt: skip

    assert figure("provision", buckets=rows)["total"] == "185000.00"


def test_roll_rates_are_what_was_never_paid_over_what_was_open_when_the_bucket_began():
    rolled = {"sales": "10000.00", "paid_by_bucket": ["7500.00", "1200.00", "800.00", "400.00"]}
    rows = buckets(("0", "1500.00"), ("30", "625.00"), ("60", "325.00"), ("90", "125.00"), ("90+", "10.00"))
    found = figure("provision", buckets=rows, roll_rates=rolled)

    assert [line["rate"] for line in found["lines"]] == ["0.010000", "0.040000", "0.076923", "0.200000", "1.000000"]
    assert [line["provision"] for line in found["lines"]] == ["15.00", "25.00", "25.00", "25.00", "10.00"]


def test_rates_are_set_or_derived_never_both():
    rolled = {"sales": "10.00", "paid_by_bucket": []}

    assert refusal("provision", buckets=buckets(("a", "1"))) == ("input.missing", "buckets.0.rate")
    assert refusal("provision", buckets=buckets(("a", "1", "1")), roll_rates=rolled)[1] == "buckets.0.rate"
    more = {"sales": "10.00", "paid_by_bucket": ["11.00"]}
    two = buckets(("a", "1"), ("b", "1"))
    assert refusal("provision", buckets=two, roll_rates=rolled)[0] == "provision.one_payment_per_bucket"
    assert refusal("provision", buckets=two, roll_rates=more)[0] == "provision.paid_above_sales"


def test_expected_loss_is_amount_times_probability_times_share_lost():
    exposures = [{"id": "B-1", "amount": "1000000.00", "probability": "0.02", "loss_given_default": "0.60"}]

    assert figure("expected-loss", exposures=exposures) == {
        "lines": [{"id": "B-1", "amount": "1000000.00", "expected_loss": "12000.00"}],
        "total": "12000.00",
    }


ITEM = {"id": "B-1", "sum_insured": "400000.00", "premium": "2000.00", "claim": "50000.00"}


def ceded(treaty, **item):
    return figure("reinsurance", treaty=treaty, items=[{**ITEM, **item}])["items"][0]


def test_a_quota_share_takes_its_part_of_sum_premium_and_claim_and_pays_commission():
    treaty = {"type": "quota_share", "cession": "0.40", "commission": "0.25"}

    assert ceded(treaty) == {
        "id": "B-1", "share": "0.400000", "sum_reinsured": "160000.00", "ceded_premium": "800.00",
        "commission": "200.00", "recovery": "20000.00",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "lines", "share"),
    [
        (True, 5, "0.750000"),
        (True, 3, "0.500000"),
        (False, 2, "0.500000"),
        (False, 9, "0.750000"),
        (True, 1, "0.000000"),
    ],
)
def test_the_lines_of_a_surplus_include_the_retained_one_or_not(counts, lines, share):
    treaty = {"type": "surplus", "retention": "100000.00", "lines": lines, "retained_line_counts": counts}

    assert ceded(treaty)["share"] == share


@pytest.mark.parametrize(
    ("claim", "recovery"), [("10000.00", "0.00"), ("30000.00", "10000.00"), ("90000.00", "25000.00")]
)
def test_a_layer_pays_what_is_above_the_retention_up_to_its_limit(claim, recovery):
    treaty = {"type": "excess_of_loss", "retention": "20000.00", "limit": "25000.00"}

    assert ceded(treaty, claim=claim)["recovery"] == recovery


@pytest.mark.parametrize(
    ("ratio", "recovery", "net"),
    [("0.70", "0.000000", "0.700000"), ("1.00", "0.200000", "0.800000"), ("1.50", "0.400000", "1.100000")],
)
def test_a_stop_loss_takes_the_ratio_above_its_attachment(ratio, recovery, net):
    treaty = {"type": "stop_loss", "attachment": "0.80", "limit": "0.40"}

    assert figure("reinsurance", treaty=treaty, loss_ratio=ratio) == {"recovery_ratio": recovery, "net_ratio": net}


def test_a_treaty_needs_what_it_is_measured_on():
    stop_loss = {"type": "stop_loss", "attachment": "0.80", "limit": "0.40"}
    layer = {"type": "excess_of_loss", "retention": "20000.00", "limit": "25000.00"}

    assert refusal("reinsurance", treaty=stop_loss) == ("input.missing", "loss_ratio")
    assert refusal("reinsurance", treaty=stop_loss, loss_ratio="1", items=[ITEM])[1] == "items"
    assert refusal("reinsurance", treaty=layer, items=[{"id": "B-1"}]) == ("input.missing", "items.0.claim")
    assert refusal("reinsurance", treaty={**layer, "cession": "1"}, items=[ITEM])[1] == "treaty.cession"


SMALL = [["100", "150", "160", "162"], ["110", "170", "175"], ["120", "180"], ["100"]]


def triangle(values=SMALL, developments=4, method="chain_ladder", **more):
    given = {
        "kind": "cumulative",
        "origin": [str(2020 + at) for at in range(len(values))],
        "development": list(range(1, developments + 1)),
        "values": values,
        "method": method,
    }
    return {**given, **more}


def test_taylor_ashe_gives_the_published_reserve_and_standard_error():
    if not GENINS.exists():
        pytest.skip("the published triangles are not at hand")
    with GENINS.open() as lines:
        cells = {(int(row["origin"]), int(row["development"])): row["values"] for row in csv.DictReader(lines)}
    values = [[f"{float(cells[origin, at]):.2f}" for at in range(origin, 2011)] for origin in range(2001, 2011)]

    found = figure("triangle", **triangle(values, 10, "mack"))

    assert found["reserve"] == "18680855.61"
    assert found["standard_error"] == "2447094.86"
    assert found["factors"][:2] == ["3.490607", "1.747333"]
    assert found["standard_error_by_origin"][-1] == "1363154.91"


def test_chain_ladder_by_hand():
    found = figure("triangle", **triangle())

    assert found["factors"] == ["1.515152", "1.046875", "1.012500"]
    assert (found["latest"], found["ultimate"], found["reserve"]) == ("617.00", "690.58", "73.58")
    assert found["reserve_by_origin"] == ["0.00", "2.19", "10.79", "60.60"]
    assert "standard_error" not in found


def test_origins_older_than_the_last_development_are_fully_known():
    values = [["100", "150"], ["110", "160"], ["120", "170"], ["90"]]
    found = figure("triangle", **triangle(values, 2))

    assert (found["factors"], found["reserve"]) == (["1.454545"], "40.91")
    assert refusal("triangle", **triangle(values, 2, "mack")) == ("triangle.not_square", "development")


def test_empty_places_after_the_latest_amount_are_no_amounts():
    padded = [row + [None] * (4 - len(row)) for row in SMALL]

    assert figure("triangle", **triangle(padded)) == figure("triangle", **triangle())
    assert refusal("triangle", **triangle([["1", None, "2"], ["1", "2"], ["1"]], 3)) == ("triangle.gap", "values.0")


@pytest.mark.parametrize(
    ("values", "developments", "code"),
    [
        ([["1", "2"], ["1", "2"]], 2, "triangle.not_a_triangle"),
        ([["1", "2", "3"], ["1", "2"]], 3, "triangle.too_small"),
        ([["0", "2"], ["1"]], 2, "triangle.amount_not_above_zero"),
    ],
)
def test_what_is_no_triangle_is_refused(values, developments, code):
    assert refusal("triangle", **triangle(values, developments))[0] == code


@pytest.mark.parametrize("values", [[["100", "150"], ["110"]], [["100"] * 3, ["100"] * 2, ["100"]]])
def test_a_triangle_without_a_standard_error_says_so(values):
    assert refusal("triangle", **triangle(values, len(values), "mack"))[0] == "triangle.not_worked_out"
