"""The six classes of an open ledger: every cent stands in one of them, and the reason decides in which."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insurer.kernel.money import Money
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.exposure.queries import classed_items, summary_of, verdicts
from underwriting.exposure.rules.classes import CoverClass, class_totals, cover_parts
from underwriting.exposure.rules.verdict import InvoiceVerdict, ReasonFound
from underwriting.exposure.terms import Reason
from underwriting.limits.terms import LimitKind


def _cents(minor: int) -> Money:
    return Money(minor, "EUR")


def _verdict(
    outstanding: int, insured: int = 0, over: int = 0, *, refused: bool = False, reasons: tuple[Reason, ...] = ()
) -> InvoiceVerdict:
    return InvoiceVerdict(
        number="A-1",
        gross=_cents(outstanding),
        deposit=_cents(0),
        received=_cents(0),
        outstanding=_cents(outstanding),
        ineligible=_cents(outstanding - insured - over),
        insured=_cents(insured),
        over_limit=_cents(over),
        percentage=Decimal("0.9"),
        own_limit=None,
        refused=refused,
        reasons=tuple(ReasonFound(reason.value, _cents(outstanding), "") for reason in reasons),
    )


@pytest.mark.parametrize(
    ("reasons", "expected"),
    [
        ((Reason.NO_LIMIT,), CoverClass.OUTSIDE_DISCRETIONARY_LIMIT),
        ((Reason.LIMIT_REFUSED,), CoverClass.REFUSED),
        ((Reason.LIMIT_REFUSED, Reason.AFTER_STOP_OF_COVER), CoverClass.REFUSED),
        ((Reason.OUTSIDE_PERIOD, Reason.NO_LIMIT), CoverClass.OWN_RISK),
        ((Reason.TERM_TOO_LONG,), CoverClass.OWN_RISK),
        ((Reason.AFTER_STOP_OF_COVER,), CoverClass.OWN_RISK),
        ((), CoverClass.OWN_RISK),
    ],
)
def test_an_invoice_that_is_out_as_a_whole_stands_where_its_first_reason_says(
    reasons: tuple[Reason, ...], expected: CoverClass
) -> None:
    parts = cover_parts(_verdict(500, refused=True, reasons=reasons), LimitKind.NAMED)

    assert parts == {expected: eur("5.00")}


def test_an_invoice_over_its_limit_with_a_disputed_part_stands_in_three_classes() -> None:
    parts = cover_parts(_verdict(1000, insured=600, over=300), LimitKind.NAMED)

    assert parts == {
        CoverClass.COVERED_BY_LIMIT: eur("6.00"),
        CoverClass.BEYOND_LIMIT: eur("3.00"),
        CoverClass.OWN_RISK: eur("1.00"),
    }


def test_under_the_discretionary_limit_the_classes_are_the_policyholders_own() -> None:
    parts = cover_parts(_verdict(1000, insured=600, over=400), LimitKind.DISCRETIONARY)

    assert parts == {
        CoverClass.COVERED_BY_DISCRETIONARY_LIMIT: eur("6.00"),
        CoverClass.OUTSIDE_DISCRETIONARY_LIMIT: eur("4.00"),
    }


@given(
    st.lists(
        st.tuples(
            st.integers(0, 10**9),
            st.integers(0, 10**9),
            st.integers(0, 10**9),
            st.booleans(),
            st.sampled_from(LimitKind),
        )
    )
)
def test_the_classes_sum_to_the_open_ledger_to_the_cent(
    invoices: list[tuple[int, int, int, bool, LimitKind]],
) -> None:
    judged = [
        (_verdict(insured + over + rest, insured, over, refused=refused), kind)
        for insured, over, rest, refused, kind in invoices
    ]

    totals = class_totals((cover_parts(verdict, kind) for verdict, kind in judged), "EUR")

    assert [one.of for one in totals] == list(CoverClass)
    assert sum(one.amount.minor for one in totals) == sum(verdict.outstanding.minor for verdict, _ in judged)


def test_a_ledger_of_every_kind_stands_in_all_its_classes(desk: Desk) -> None:
    desk.limit(desk.buyer(), "1000")
    refused = desk.buyer("Closed Doors Ltd", reference="C-2")
    desk.capacity(refused, "0")
    desk.on(date(2025, 2, 5))
    desk.ledger(
        line("A-1", "800.00"),
        line("A-2", "700.00"),
        line("A-3", "90.00", disputed="yes"),
        line("B-1", "50.00", customer="C-3", name="Nobody Asked SA", country="FR"),
    )

    found = verdicts(desk.policy, date(2025, 2, 5))
    totals = {one.of: one for one in class_totals((one.parts for one in classed_items(found)), "EUR")}

    assert totals[CoverClass.COVERED_BY_LIMIT].amount == eur("1000.00")
    assert totals[CoverClass.BEYOND_LIMIT].amount == eur("500.00")
    assert totals[CoverClass.OWN_RISK].amount == eur("90.00")
    assert sum(one.amount.minor for one in totals.values()) == summary_of(found, "EUR", date(2025, 2, 5)).open.minor
