"""Statutory late interest: what each law gives on the worked debts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from claims.collections.rules.interest_sheets import (
    CHINA_ONE_YEAR_RATE,
    InterestSheet,
    LateDebt,
    ReferenceRate,
    ReferenceSeries,
    statutory_interest,
    statutory_rates,
)
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money


def debt(currency="EUR", due=date(2024, 6, 30), paid=date(2024, 8, 15), amount="1000000.00", **more):
    return LateDebt(principal=Money.of(amount, currency), due=due, paid=paid, **more)


def sme(**more):
    return debt("CNY", seller_is_sme=True, buyer_is_authority_or_large=True, **more)


def test_a_small_seller_and_a_large_buyer_in_china_give_half_a_permille_a_day():
    assert statutory_interest(InterestSheet.CHINA_SME, sme()).interest == Money.of("22500.00", "CNY")


def test_sizes_are_those_of_the_day_of_signing_and_must_be_stated():
    with pytest.raises(InvalidInput) as refused:
        statutory_rates(InterestSheet.CHINA_SME, debt("CNY"))
    assert refused.value.code == "late_interest.not_an_sme_debt"


def test_the_rule_for_small_sellers_runs_for_lateness_after_it_came_into_force():
    law = statutory_rates(InterestSheet.CHINA_SME, sme(due=date(2020, 6, 30), paid=date(2020, 10, 1)))

    assert [(rate.first, rate.daily) for rate in law.rates] == [
        (date(2020, 7, 1), None),
        (date(2020, 9, 1), Decimal("0.0005")),
    ]


def test_an_agreed_rate_counts_when_it_reaches_the_lpr_of_the_day_of_signing():
    agreed = sme(agreed_annual_rate=Decimal("0.04"), contract_signed=date(2024, 1, 2))
    assert statutory_rates(InterestSheet.CHINA_SME, agreed).rates[0].annual == Decimal("0.04")

    low = sme(agreed_annual_rate=Decimal("0.03"), contract_signed=date(2024, 1, 2))
    with pytest.raises(InvalidInput) as refused:
        statutory_rates(InterestSheet.CHINA_SME, low)
    assert refused.value.code == "late_interest.agreed_rate_too_low"


def test_other_sales_in_china_take_the_lpr_with_half_on_top():
    other = debt("CNY", due=date(2025, 6, 30), paid=date(2025, 8, 15), surcharge=Decimal("0.50"))

    assert CHINA_ONE_YEAR_RATE.on(date(2025, 7, 1)) == Decimal("0.0300")
    assert statutory_interest(InterestSheet.CHINA_GENERAL, other).interest == Money.of("5547.95", "CNY")


def test_europe_gives_eight_points_over_the_main_rate_and_forty_euro():
    found = statutory_interest(InterestSheet.EU, debt())

    assert found.interest == Money.of("15102.74", "EUR")
    assert found.total == Money.of("15142.74", "EUR")


def test_in_europe_the_rate_changes_with_the_half_year():
    law = statutory_rates(InterestSheet.EU, debt(due=date(2023, 12, 15), paid=date(2024, 9, 1)))

    assert [(rate.first, rate.annual) for rate in law.rates] == [
        (date(2023, 12, 16), Decimal("0.1200")),
        (date(2024, 1, 1), Decimal("0.1250")),
        (date(2024, 7, 1), Decimal("0.1225")),
    ]


def test_britain_keeps_the_rate_of_the_half_year_in_which_interest_starts():
    british = debt("GBP", due=date(2024, 6, 29), paid=date(2024, 8, 14))
    found = statutory_interest(InterestSheet.UNITED_KINGDOM, british)

    assert found.interest == Money.of("16335.62", "GBP")
    assert len(found.segments) == 1


@pytest.mark.parametrize(
    ("amount", "fixed"),
    [("999.99", "40"), ("1000.00", "70"), ("9999.99", "70"), ("10000.00", "100")],
)
def test_the_british_fixed_sum_grows_with_the_debt(amount, fixed):
    law = statutory_rates(InterestSheet.UNITED_KINGDOM, debt("GBP", amount=amount))

    assert law.fixed_compensation == Money.of(fixed, "GBP")


def test_past_the_last_known_rate_nothing_is_guessed_and_a_newer_series_can_be_given():
    late = debt(due=date(2031, 6, 30), paid=date(2031, 8, 15))
    with pytest.raises(InvalidInput) as refused:
        statutory_rates(InterestSheet.EU, late)
    assert refused.value.code == "late_interest.reference_rate_unknown"

    newer = ReferenceSeries("ECB", (ReferenceRate(date(2031, 1, 1), Decimal("0.02")),), date(2031, 12, 31))
    assert statutory_rates(InterestSheet.EU, late, newer).rates[0].annual == Decimal("0.10")


def test_a_fixed_sum_is_not_mixed_into_another_currency():
    with pytest.raises(InvalidInput) as refused:
        statutory_rates(InterestSheet.EU, debt("USD"))
    assert refused.value.code == "late_interest.sheet_of_other_currency"


def test_a_debt_paid_in_time_bears_no_interest():
    assert statutory_interest(InterestSheet.UNITED_KINGDOM, debt("GBP", paid=date(2024, 6, 1))).days == 0
