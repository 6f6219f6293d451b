"""The columnar rule of cover says what the claims engine says: every invoice, to the minor unit and the reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from tests.builders.columns import Account, book_of
from tests.builders.cover import LOSS_DAY, cover_terms, eur, history, invoice, receipt, span
from underwriting.exposure.rules.classes import cover_parts
from underwriting.exposure.rules.columnar.answers import class_parts, reasons_of
from underwriting.exposure.rules.columnar.book import MILLION, NONE, Ground, Judged
from underwriting.exposure.rules.columnar.verdict import judged, needs_explained
from underwriting.exposure.rules.cover import cover_verdict
from underwriting.exposure.terms import (
    AllocationMethod,
    Attachment,
    CoverTerms,
    DatedPercentage,
    ExtensionFrom,
    LimitApplication,
    LimitBasis,
    Reason,
    Receipt,
    ReceiptKind,
    Receivable,
    Refused,
)
from underwriting.limits.terms import LimitHistory, LimitKind, LimitSpan, PaymentMethod

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days - 30))
AMOUNTS = st.one_of(st.integers(1, 60), st.integers(1, 5_000_000_000))
SHARES = st.sampled_from(["0.90", "0.85", "0.333333", "0.5", "1", "0"]).map(Decimal)
REFUSALS = ("buyer_not_insurable", "country_not_covered", "section_not_covered")
CLAUSE_OF = {
    "buyer_not_insurable": "policy.buyers",
    "country_not_covered": "policy.countries",
    "section_not_covered": "policy.sections",
}


def perhaps(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), values)


@st.composite
def terms(draw: st.DrawFn) -> CoverTerms:
    later = draw(st.lists(st.tuples(DAYS, SHARES), max_size=2))
    return CoverTerms(
        currency="EUR",
        period=Period(FIRST, draw(st.sampled_from([date(2026, 7, 1), date(2027, 1, 1), None]))),
        percentages=(DatedPercentage(date.min, draw(SHARES)), *(DatedPercentage(*one) for one in later)),
        percentage_by_cause=draw(st.sampled_from([{}, {"repudiation": Decimal("0.70")}])),
        attachment=draw(st.sampled_from(Attachment)),
        maximum_payment_term_days=draw(perhaps(st.integers(0, 90))),
        maximum_extension_days=draw(perhaps(st.integers(0, 90))),
        extension_from=draw(st.sampled_from(ExtensionFrom)),
        invoicing_period_days=draw(perhaps(st.integers(0, 20))),
        includes_tax=draw(st.booleans()),
        limit_application=draw(st.sampled_from(LimitApplication)),
        limit_basis=draw(st.sampled_from(LimitBasis)),
        allocation=draw(st.sampled_from(AllocationMethod)),
    )


@st.composite
def spans(draw: st.DrawFn) -> LimitSpan:
    """A grant, an increase, a reduction, a refusal or a hold, made at any moment for any days."""
    first = draw(DAYS)
    return LimitSpan(
        shipments=Period(first, draw(perhaps(st.integers(1, 200).map(lambda days: first + timedelta(days=days))))),
        amount=Money(draw(st.one_of(st.just(0), AMOUNTS)), "EUR"),
        kind=draw(st.sampled_from(LimitKind)),
        insured_percentage=draw(perhaps(SHARES)),
        maximum_payment_term_days=draw(perhaps(st.integers(0, 90))),
        payment_method=draw(perhaps(st.sampled_from(PaymentMethod))),
        decided_at=datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 300))),
        reference=draw(st.sampled_from(["L-1", "L-2", "L-3"])),
    )


@st.composite
def invoices(draw: st.DrawFn, number: str) -> Receivable:
    shipped = draw(DAYS)
    invoiced = shipped + timedelta(days=draw(st.integers(-3, 30)))
    minor, currency = draw(AMOUNTS), draw(st.sampled_from(["EUR", "EUR", "EUR", "JPY", "KWD"]))
    parts = sorted(draw(st.lists(st.integers(0, minor), min_size=2, max_size=2)))
    whole = draw(st.sampled_from([(0, 0), (0, parts[0]), (parts[0], parts[1] - parts[0]), (minor, 0)]))
    return Receivable(
        number=number,
        shipped=shipped,
        invoiced=invoiced,
        due=invoiced + timedelta(days=draw(st.integers(0, 100))),
        amount=Money(minor, currency),
        tax=Money(draw(st.sampled_from([0, minor // 7, minor])), currency),
        deposit=Money(whole[0], currency),
        disputed=Money(whole[1], currency),
        payment_method=draw(perhaps(st.sampled_from(PaymentMethod))),
        declared=draw(st.booleans()) or draw(st.booleans()),
        rate=Decimal(draw(st.sampled_from(["0.0060123457", "1.1", "3.0123456789", "0.0000000001"]))),
        refusals=tuple(Refused(code, CLAUSE_OF[code]) for code in REFUSALS if draw(st.integers(0, 9)) == 0),
    )


@st.composite
def receipts(draw: st.DrawFn, owed: list[Receivable]) -> Receipt:
    named = draw(perhaps(st.sampled_from(owed)))
    most = named.amount.minor if named else 5_000_000
    minor = draw(st.one_of(st.integers(0, most), st.just(most), st.integers(0, 2 * most)))
    return Receipt(
        day=draw(DAYS),
        amount=Money(minor, named.amount.currency if named else "EUR"),
        invoice=named.number if named else None,
        kind=draw(st.sampled_from([ReceiptKind.PAYMENT, ReceiptKind.PAYMENT, *ReceiptKind])),
    )


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    numbers = draw(st.lists(st.sampled_from(["A-1", "A-10", "A-2", "a", "货-1", "B", "é"]), max_size=6, unique=True))
    owed = [draw(invoices(number)) for number in numbers]
    paid = draw(st.lists(receipts(owed), max_size=6)) if owed else []
    return Account(
        terms=draw(terms()),
        limits=LimitHistory(tuple(draw(st.lists(spans(), max_size=4)))),
        receivables=owed,
        receipts=sorted(paid, key=lambda one: one.day),
    )


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(accounts(), min_size=1, max_size=4), DAYS, st.sampled_from([None, "repudiation"]))
def test_columns_and_the_claims_engine_agree_on_every_invoice_amounts_and_reasons(
    several: list[Account], day: date, cause: str | None
) -> None:
    book = book_of(several, day, cause)
    found = judged(book, day.toordinal())

    place = 0
    for account in several:
        verdict = cover_verdict(
            account.terms, account.limits, account.receivables, account.receipts, day, cause=cause
        )
        calendar = account.limits.calendar()
        for receivable, one in zip(account.receivables, verdict.invoices, strict=True):
            standing = calendar.for_shipment(receivable.shipped)
            assert _amounts(found, place) == (
                one.gross.minor, one.deposit.minor, one.outstanding.minor, one.ineligible.minor, one.insured.minor,
                one.over_limit.minor, None if one.percentage is None else int(one.percentage * MILLION),
                None if one.own_limit is None else one.own_limit.minor,
            )  # fmt: skip
            assert reasons_of(found, place) == [(str(why.code), why.amount.minor, why.clause) for why in one.reasons]
            parts = cover_parts(one, None if standing is None else standing.span.kind)
            assert class_parts(found, book.stretches, place) == {where: part.minor for where, part in parts.items()}
            place += 1
    assert not found.beyond.any()


def _amounts(found: Judged, at: int) -> tuple[int | None, ...]:
    share, own = int(found.share[at]), int(found.own_limit[at])
    return (
        int(found.gross[at]), int(found.deposit[at]), int(found.outstanding[at]), int(found.ineligible[at]),
        int(found.insured[at]), int(found.over_limit[at]), None if share == NONE else share,
        None if own == NONE else own,
    )  # fmt: skip
