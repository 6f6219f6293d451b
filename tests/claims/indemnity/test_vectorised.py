"""The vectorised indemnity agrees with the explained form, cent for cent, whatever the clauses."""

from __future__ import annotations

import itertools
import random
from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from claims.facts import IndemnityTerms, Loss, indemnity
from claims.indemnity.rules import vectorised
from claims.indemnity.rules.vectorised import MILLION, UNLIMITED, Claims, Form, Years, indemnities
from claims.indemnity.terms import DeductibleKind, DeductibleStage, Erosion, ThresholdBase
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import LARGEST, Money
from insurer.kernel.period import Period
from underwriting.facts import (
    CoverTerms,
    DatedPercentage,
    LimitApplication,
    LimitHistory,
    LimitSpan,
    Receipt,
    Receivable,
    cover_verdict,
)

DAY = date(2026, 6, 1)
LOSS_DAY = date(2026, 9, 30)
FORMS = [
    Form(
        limit_application=application,
        minimum_loss_base=base,
        deductible_kind=kind,
        deductible_stage=stage,
        aggregate_first_loss_erosion=erosion,
    )
    for application, base, kind, stage, erosion in itertools.product(
        LimitApplication, ThresholdBase, DeductibleKind, DeductibleStage, Erosion
    )
]


def column(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


def eur(minor: int) -> Money:
    return Money(minor, "EUR")


def explained_run(form: Form, years: Years, claims: Claims) -> list[tuple[int, int, int, int, int]]:
    """The claims one after the other through the explained form, each year's aggregates carried by hand."""
    aggregate, liability = years.aggregate_left.tolist(), years.liability_left.tolist()
    results = []
    for row in range(len(claims.year)):
        year = int(claims.year[row])
        terms = CoverTerms(
            currency="EUR",
            period=Period.including(date(2026, 1, 1), date(2026, 12, 31)),
            percentages=(DatedPercentage(date.min, Decimal(int(claims.percentage[row])) / MILLION),),
            limit_application=form.limit_application,
        )
        limit = eur(int(claims.limit[row]))
        receivable = Receivable(number="1", shipped=DAY, invoiced=DAY, due=DAY, amount=eur(int(claims.debt[row])))
        verdict = cover_verdict(
            terms,
            LimitHistory((LimitSpan(shipments=Period(date(2026, 1, 1)), amount=limit),)),
            [receivable],
            [Receipt(day=LOSS_DAY, amount=eur(int(claims.receipts[row])))],
            LOSS_DAY,
        )
        worked = indemnity(
            IndemnityTerms(
                currency="EUR",
                minimum_loss=eur(int(years.minimum_loss[year])),
                minimum_loss_base=form.minimum_loss_base,
                deductible=eur(int(years.deductible[year])),
                deductible_kind=form.deductible_kind,
                deductible_stage=form.deductible_stage,
                aggregate_first_loss=eur(aggregate[year]),
                aggregate_first_loss_used=eur(0),
                aggregate_first_loss_erosion=form.aggregate_first_loss_erosion,
                maximum_liability=None if liability[year] == UNLIMITED else eur(liability[year]),
                maximum_liability_used=eur(0),
                set_off=eur(0),
            ),
            Loss(
                cause="insolvency",
                day=LOSS_DAY,
                late_reduction=Decimal(0)
                if claims.late_reduction is None
                else Decimal(int(claims.late_reduction[row])) / MILLION,
            ),
            verdict,
        )
        aggregate[year] = worked.aggregate_first_loss_remaining.minor
        if worked.maximum_liability_remaining is not None:
            liability[year] = worked.maximum_liability_remaining.minor
        results.append(
            (
                worked.insured_loss.minor,
                worked.over_limit.minor,
                worked.deductible.minor,
                worked.aggregate_first_loss_applied.minor,
                worked.indemnity.minor,
            )
        )
    return results


def vectorised_run(form: Form, years: Years, claims: Claims) -> list[tuple[int, ...]]:
    found = indemnities(form, years, claims)
    columns = (
        found.insured_loss,
        found.over_limit,
        found.deductible,
        found.aggregate_first_loss_applied,
        found.indemnity,
    )
    return list(zip(*(each.tolist() for each in columns), strict=True))


def random_book(chance: random.Random, rows: int, largest: int) -> tuple[Years, Claims]:
    places = chance.randint(1, 4)

    def some(most: int, count: int = places) -> np.ndarray:
        return column([chance.choice((0, chance.randint(0, most))) for _ in range(count)])

    years = Years(
        minimum_loss=some(largest // 20),
        deductible=some(largest // 8),
        aggregate_left=some(largest),
        liability_left=column([chance.choice((UNLIMITED, chance.randint(0, 4 * largest))) for _ in range(places)]),
    )
    debt = [chance.randint(1, largest) for _ in range(rows)]
    claims = Claims(
        year=np.array([chance.randrange(places) for _ in range(rows)], dtype=np.intp),
        debt=column(debt),
        receipts=column([chance.choice((0, chance.randint(0, each))) for each in debt]),
        limit=column([chance.randint(1, largest) for _ in range(rows)]),
        percentage=column([chance.choice((900_000, 850_000, 1_000_000, chance.randint(0, MILLION))) for _ in debt]),
        late_reduction=column([chance.choice((0, chance.randint(0, MILLION))) for _ in debt])
        if chance.random() < 0.5
        else None,
    )
    return years, claims


@pytest.mark.parametrize("form", FORMS, ids=lambda form: "-".join(getattr(form, name).value for name in form.__slots__))
def test_ten_thousand_random_claims_agree_cent_for_cent_with_the_explained_form(form: Form) -> None:
    chance = random.Random(repr(form))
    for largest in (999, 10**8, LARGEST // 10):
        years, claims = random_book(chance, 50, largest)
        assert vectorised_run(form, years, claims) == explained_run(form, years, claims)


def test_chunks_make_no_difference_to_the_years_they_share(monkeypatch: pytest.MonkeyPatch) -> None:
    years, claims = random_book(random.Random(7), 1000, 10**8)
    whole = vectorised_run(Form(), years, claims)
    monkeypatch.setattr(vectorised, "ROWS", 17)

    assert vectorised_run(Form(), years, claims) == whole


def test_what_is_left_of_a_year_is_given_back() -> None:
    years = Years(
        minimum_loss=column([0]),
        deductible=column([0]),
        aggregate_left=column([10_000]),
        liability_left=column([100_000]),
    )
    claims = Claims(
        year=np.zeros(3, dtype=np.intp),
        debt=column([50_000, 50_000, 50_000]),
        receipts=column([0, 0, 0]),
        limit=column([100_000] * 3),
        percentage=column([900_000] * 3),
    )
    found = indemnities(Form(), years, claims)

    assert found.indemnity.tolist() == [35_000, 45_000, 20_000]
    assert (found.years.aggregate_left.tolist(), found.years.liability_left.tolist()) == ([0], [0])
    assert years.aggregate_left.tolist() == [10_000], "the years handed in are not changed"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("debt", LARGEST + 1),
        ("debt", -1),
        ("percentage", MILLION + 1),
        ("receipts", 200),
        ("year", 3),
    ],
)
def test_what_the_arithmetic_cannot_hold_is_refused(field: str, value: int) -> None:
    years, _ = random_book(random.Random(1), 1, 100)
    given = {"year": [0], "debt": [100], "receipts": [0], "limit": [100], "percentage": [900_000], field: [value]}
    columns = {name: column(each) for name, each in given.items() if name != "year"}
    claims = Claims(year=np.array(given["year"], dtype=np.intp), **columns)
    with pytest.raises(InvalidInput):
        indemnities(Form(), years, claims)


def test_no_claims_give_no_indemnities() -> None:
    years, _ = random_book(random.Random(2), 1, 100)
    empty = column([])
    claims = Claims(year=np.array([], dtype=np.intp), debt=empty, receipts=empty, limit=empty, percentage=empty)

    assert vectorised_run(Form(), years, claims) == []
