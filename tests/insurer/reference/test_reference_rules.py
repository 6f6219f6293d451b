"""Countries, currencies, sectors, holidays and cross rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from insurer.kernel.calendar import add_business_days
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.reference.facts import (
    CodeStanding,
    EuroRate,
    countries,
    country_name,
    cross_rate,
    currencies,
    currency_name,
    holiday_calendar,
    holidays_of_year,
    in_section,
    read_country,
    read_currency,
    sector,
    sectors,
)
from insurer.reference.rules.exchange import published_rates


@pytest.mark.parametrize(
    ("written", "alpha2"),
    [
        ("DE", "DE"),
        ("deu", "DE"),
        ("276", "DE"),
        ("76", "BR"),
        (" 818 ", "EG"),
        ("NA", "NA"),
        ("UK", "GB"),
        ("EL", "GR"),
        ("德国", "DE"),
        ("the Netherlands", "NL"),
        ("CÔTE D'IVOIRE", "CI"),
        ("U.S.A.", "US"),
        ("Türkiye", "TR"),
        ("ＣＮ", "CN"),
        ("中国香港", "HK"),
    ],
)
def test_a_country_is_read_from_any_of_its_codes_and_names(written, alpha2):
    assert read_country(written).alpha2 == alpha2


@pytest.mark.parametrize("code", ["391", "406", "770", "897", "XX", "ZZZ"])
def test_a_code_nobody_has_is_told_apart_from_a_country(code):
    reading = read_country(code)

    assert (reading.standing, reading.alpha2) == (CodeStanding.UNASSIGNED, None)


@pytest.mark.parametrize("text", ["Freedonia", "", "1234", "156.0"])
def test_what_is_neither_code_nor_name_is_unknown(text):
    assert read_country(text).standing is CodeStanding.UNKNOWN


def test_every_country_has_its_three_codes_and_a_name_in_both_languages():
    assert len(countries()) == 249
    for country in countries():
        assert {read_country(code).alpha2 for code in (country.alpha2, country.alpha3, country.numeric)} == {
            country.alpha2
        }
        assert country_name(country.alpha2, "en")
        assert country_name(country.alpha2, "zh_Hans") != country_name(country.alpha2, "en")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("eur", "EUR"),
        ("RMB", "CNY"),
        ("€", "EUR"),
        ("美元", "USD"),
        ("$", None),
        ("¥", None),
        ("XAU", None),
        ("", None),
    ],
)
def test_a_currency_is_read_only_when_it_can_mean_one(written, code):
    assert read_currency(written) == code


def test_currencies_have_names_in_both_languages():
    assert (currency_name("CNY", "en"), currency_name("CNY", "zh_Hans")) == ("Chinese Yuan", "人民币")
    assert "EUR" in currencies()
    assert "XAU" not in currencies()
    with pytest.raises(InvalidInput):
        currency_name("ZZZ", "en")


def test_nace_has_twenty_two_sections_and_eighty_seven_divisions():
    sections = [entry for entry in sectors() if entry.code == entry.section]

    assert (len(sections), len(sectors()) - len(sections)) == (22, 87)
    assert len({entry.code for entry in sectors()}) == 109
    assert all(entry.name("en") and entry.name("zh_Hans") for entry in sectors())


def test_a_class_is_taken_at_its_division_and_a_division_belongs_to_its_section():
    assert sector("25.11").code == "25"
    assert in_section("62", "K")
    assert not in_section("62", "J")
    with pytest.raises(InvalidInput):
        sector("04")


def test_a_business_day_skips_the_countrys_holidays():
    labour_day_eve = date(2025, 4, 30)

    assert add_business_days(labour_day_eve, 1, holiday_calendar("DE")) == date(2025, 5, 2)
    assert add_business_days(labour_day_eve, 1, holiday_calendar("US")) == date(2025, 5, 1)
    with pytest.raises(InvalidInput):
        holiday_calendar("ZZ")


def test_holidays_are_named_in_the_readers_language_where_published():
    assert (date(2024, 10, 1), "国庆节") in holidays_of_year("CN", 2024, "zh_Hans")
    assert (date(2024, 10, 1), "National Day") in holidays_of_year("CN", 2024, "en")


def _rates() -> list[EuroRate]:
    friday, thursday = date(2026, 6, 5), date(2026, 6, 4)
    return [
        EuroRate(thursday, "USD", Decimal("1.10"), "bank"),
        EuroRate(thursday, "JPY", Decimal("165"), "bank"),
        EuroRate(friday, "USD", Decimal("1.25"), "bank"),
    ]


def test_a_cross_rate_is_exact_and_of_the_last_day_both_were_published():
    rate = cross_rate("USD", "JPY", date(2026, 6, 7), _rates())

    assert (rate.rate, rate.day, rate.carried) == (Fraction(150), date(2026, 6, 4), True)
    assert rate.convert(Money(100, "USD")) == Money(150, "JPY")


def test_the_euro_itself_needs_no_publication_and_a_currency_against_itself_is_one():
    assert cross_rate("EUR", "USD", date(2026, 6, 5), _rates()).rate == Fraction(5, 4)
    assert cross_rate("USD", "EUR", date(2026, 6, 5), _rates()).rate == Fraction(4, 5)
    assert not cross_rate("GBP", "GBP", date(2026, 6, 5), []).carried


def test_a_rate_is_not_carried_beyond_a_week():
    assert cross_rate("EUR", "USD", date(2026, 6, 12), _rates()).day == date(2026, 6, 5)
    with pytest.raises(InvalidInput, match=r"reference\.no_rate"):
        cross_rate("EUR", "USD", date(2026, 6, 13), _rates())


def test_the_later_of_two_rates_of_a_day_prevails():
    corrected = [*_rates(), EuroRate(date(2026, 6, 5), "USD", Decimal("1.26"), "bank, corrected")]

    assert cross_rate("EUR", "USD", date(2026, 6, 5), corrected).rate == Fraction(63, 50)


def test_the_published_history_is_read_digit_by_digit():
    rates = {
        (rate.day, rate.currency): rate.per_euro for rate in published_rates(date(2026, 10, 28), date(2026, 10, 30))
    }

    assert rates[date(2026, 10, 30), "USD"] == Decimal("1.1172")
    assert rates[date(2026, 10, 30), "CNY"] == Decimal("7.4326")
    assert (date(2026, 10, 30), "RUB") not in rates
    assert {day for day, _ in rates} == {date(2026, 10, 28), date(2026, 10, 29), date(2026, 10, 30)}
