"""What a policy says on a day, and what it was known to say at a moment."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from policies.contracts.rules.catalogue import CATALOGUE, article_of, complete, read_term
from policies.contracts.rules.contradictions import refuse_contradictions
from policies.contracts.rules.mapping import clocks_of, premium_terms_of
from policies.contracts.terms import CountryScope, LiabilityBase, LiabilityCap, PolicyTerms, TermRow
from policies.premiums.rules.premium import premium
from policies.premiums.terms import DeclaredRow, PremiumPart, PremiumRate
from tests.builders.policies import FIRST, LAST, TERMS, at, eur

PERIOD = Period.including(FIRST, LAST)


def policy_terms(currency: str = "EUR", **given: object) -> PolicyTerms:
    values = complete(TERMS | given, currency)
    rows = tuple(row(key, read_term(key, value, currency)[1], FIRST, at(FIRST)) for key, value in values.items())
    return PolicyTerms("PO-1", currency, PERIOD, rows)


def row(key: str, value: object, valid_from: date, recorded_at: datetime) -> TermRow:
    return TermRow(key, value, valid_from, recorded_at, "Ada Clerk")


def endorsed(terms: PolicyTerms, *rows: TermRow) -> PolicyTerms:
    return PolicyTerms(terms.number, terms.currency, terms.period, terms.rows + rows)


def test_every_term_has_a_value_and_an_article_of_its_own():
    terms = policy_terms()

    assert set(terms.keys()) == set(CATALOGUE)
    assert len({article_of(key) for key in CATALOGUE}) == len(CATALOGUE)


def test_an_endorsement_holds_from_its_day_and_only_since_it_was_recorded():
    terms = endorsed(policy_terms(), row("insured_percentage", Decimal("0.80"), date(2025, 7, 1), at(date(2025, 6, 1))))

    assert terms.share("insured_percentage", date(2025, 6, 30)) == Decimal("0.90")
    assert terms.share("insured_percentage", date(2025, 7, 1)) == Decimal("0.80")
    assert terms.share("insured_percentage", date(2025, 7, 1), known_by=at(date(2025, 5, 31))) == Decimal("0.90")


def test_of_two_values_for_the_same_day_the_one_recorded_later_prevails():
    terms = endorsed(
        policy_terms(),
        row("notice_days", 20, date(2025, 7, 1), at(date(2025, 6, 1))),
        row("notice_days", 10, date(2025, 7, 1), at(date(2025, 6, 2))),
    )

    assert terms.days("notice_days", date(2025, 8, 1)) == 10
    assert [one.value for one in terms.history("notice_days")] == [30, 20, 10]


def test_a_day_before_the_period_has_the_terms_the_policy_began_with():
    assert policy_terms(notice_days=14).days("notice_days", date(2024, 1, 1)) == 14


def test_nothing_is_known_before_the_policy_was_drafted():
    with pytest.raises(NotFound):
        policy_terms().on("notice_days", FIRST, known_by=at(date(2024, 1, 1)))


@pytest.mark.parametrize(
    ("key", "plain", "typed"),
    [
        ("insured_percentage", "0.85", Decimal("0.85")),
        ("minimum_loss", "10.00", eur("10.00")),
        ("countries", {"insured": ["FR", "DE"], "excluded": []}, CountryScope(frozenset({"DE", "FR"}))),
        ("countries", "*", CountryScope()),
        ("sections", ["export", "domestic"], ("domestic", "export")),
        ("maximum_liability", {"amount": "500000.00"}, LiabilityCap(amount=eur("500000"))),
        (
            "maximum_liability",
            {"multiple": "30", "of": "minimum_premium"},
            LiabilityCap(multiple=Decimal(30), base=LiabilityBase.MINIMUM_PREMIUM),
        ),
        (
            "premium_rates",
            [{"rate": "0.0035", "term_to_days": 60}],
            (PremiumRate(rate=Decimal("0.0035"), term_to_days=60),),
        ),
        ("deposit_premium", {"amount": "100.00"}, PremiumPart(amount=eur("100"))),
        ("insured_percentage_by_cause", {"repudiation": "0.80"}, {"repudiation": Decimal("0.80")}),
        ("includes_tax", True, True),
        ("waiting_months", 4, 4),
    ],
)
def test_a_term_is_read_from_plain_values_and_from_typed_ones_alike(key: str, plain: object, typed: object):
    assert read_term(key, plain, "EUR")[1] == typed
    assert read_term(key, typed, "EUR")[1] == typed
    assert read_term(key, read_term(key, typed, "EUR")[0], "EUR")[1] == typed


@pytest.mark.parametrize(
    ("key", "value", "field"),
    [
        ("insured_percentage", "0", "insured_percentage"),
        ("insured_percentage", "1.01", "insured_percentage"),
        ("insured_percentage", "NaN", "insured_percentage"),
        ("notice_days", "12.5", "notice_days"),
        ("notice_days", -1, "notice_days"),
        ("minimum_loss", "10.001", "minimum_loss"),
        ("minimum_loss", None, "minimum_loss"),
        ("sections", [], "sections"),
        ("countries", {"insured": ["de"]}, "countries.insured.0"),
        ("countries", {"insured": []}, "countries.insured"),
        ("attachment", "whenever", "attachment"),
        ("includes_tax", "yes", "includes_tax"),
        ("premium_rates", [{"term_to_days": 60}], "premium_rates.0.rate"),
        ("premium_rates", [{"rate": "0.1", "sort": "x"}], "premium_rates.0.sort"),
        ("maximum_liability", {"amount": "1.00", "multiple": "2"}, "maximum_liability"),
        ("deposit_premium", {}, "deposit_premium"),
        ("bonus_malus", [{"loss_ratio_to": None, "factor": "1"}, {"factor": "1.1"}], "bonus_malus.1"),
    ],
)
def test_what_a_term_cannot_be_is_refused_by_the_name_of_its_field(key: str, value: object, field: str):
    with pytest.raises(InvalidInput) as refused:
        read_term(key, value, "EUR")
    assert refused.value.field == field


def test_a_term_that_no_policy_has_is_refused():
    with pytest.raises(InvalidInput, match="unknown_term"):
        complete({"moon_phase": 1}, "EUR")


def test_a_clock_in_months_puts_the_usual_days_aside():
    clocks = clocks_of(policy_terms(waiting_months=5), FIRST)

    assert (clocks.waiting_days, clocks.waiting_months) == (None, 5)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"waiting_months": 4, "waiting_days": 90}, "waiting_months"),
        ({"premium_rates": []}, "premium_rates"),
        ({"estimated_turnover": None}, "deposit_premium.percentage_of_estimate"),
        ({"premium_base": "flat"}, "flat_premium"),
        ({"maximum_extension_days": None, "notice_from": "extension_end"}, "notice_from"),
        (
            {"minimum_premium": None, "maximum_liability": {"multiple": "20", "of": "minimum_premium"}},
            "maximum_liability",
        ),
    ],
)
def test_terms_that_contradict_each_other_are_refused_by_name(given: dict[str, object], field: str):
    with pytest.raises(InvalidInput) as refused:
        refuse_contradictions(policy_terms(**given), FIRST)
    assert refused.value.field == field


def test_a_rate_endorsed_within_the_year_is_charged_on_what_is_declared_from_then_on():
    july = date(2025, 7, 1)
    terms = endorsed(
        policy_terms(), row("premium_rates", (PremiumRate(rate=Decimal("0.0050")),), july, at(date(2025, 6, 1)))
    )
    declared = [
        DeclaredRow(period=Period.including(date(2025, 6, 1), date(2025, 6, 30)), amount=eur("1000000")),
        DeclaredRow(period=Period.including(july, date(2025, 7, 31)), amount=eur("1000000")),
    ]

    worked = premium(premium_terms_of(terms, LAST, declared=declared))

    assert [line.premium for line in worked.lines] == [eur("3500"), eur("5000")]


def test_amounts_of_a_currency_without_decimals_are_read_as_such():
    yen = policy_terms("JPY", estimated_turnover="1000000000", premium_rates=[{"rate": "0.002"}], minimum_loss="5000")

    assert yen.amount("minimum_loss", FIRST) == Money(5000, "JPY")


def test_cover_of_a_country_is_every_one_but_the_excluded_or_only_the_named():
    assert "FR" in CountryScope()
    assert "RU" not in CountryScope(excluded=frozenset({"RU"}))
    assert "FR" not in CountryScope(frozenset({"DE"}))
