"""The columnar rule of cover says what the claims engine says: every invoice, to the minor unit and the reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.kernel.rounding import half_up
from tests.builders.columns import Account, book_of
from tests.builders.cover import LOSS_DAY, cover_terms, eur, history, invoice, receipt, span
from underwriting.exposure.rules.classes import cover_parts
from underwriting.exposure.rules.columnar.answers import class_parts, reasons_of
from underwriting.exposure.rules.columnar.book import MILLION, NONE, Judged
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
    Receipt,
    ReceiptKind,
    Receivable,
    Refused,
)
from underwriting.limits.terms import LimitHistory, LimitKind, LimitSpan, PaymentMethod

FIRST = date(2026, 1, 1)
NUMBERS = ("A-1", "A-10", "A-2", "a", "货-1", "B", "é")
STEP = 10
"""Days fall on a coarse grid, so that two of them often are the same."""
DAYS = st.integers(0, 30).map(lambda steps: FIRST + timedelta(days=STEP * steps))
AMOUNTS = st.one_of(st.integers(1, 60), st.integers(1, 5_000_000_000))
SHARES = st.sampled_from(["0.90", "0.85", "0.333333", "0.5", "1", "0"]).map(Decimal)
REFUSALS = ("buyer_not_insurable", "country_not_covered", "section_not_covered")
CLAUSE_OF = {
    "buyer_not_insurable": "policy.buyers",
    "country_not_covered": "policy.countries",
    "section_not_covered": "policy.sections",
}


def rarely(values: st.SearchStrategy[Any], usual: Any = None) -> st.SearchStrategy[Any]:
    """One in four is one of `values`: most invoices have to be insured for the limits to be tested."""
    return st.integers(0, 3).flatmap(lambda chance: values if chance == 3 else st.just(usual))


def steps(most: int) -> st.SearchStrategy[int]:
    return st.integers(0, most).map(lambda number: STEP * number)


@st.composite
def terms(draw: st.DrawFn) -> CoverTerms:
    later = draw(st.lists(st.tuples(DAYS, SHARES), max_size=2))
    return CoverTerms(
        currency="EUR",
        period=Period(FIRST, draw(st.sampled_from([date(2026, 7, 1), date(2027, 1, 1), None]))),
        percentages=(DatedPercentage(date.min, draw(SHARES)), *(DatedPercentage(*one) for one in later)),
        percentage_by_cause=draw(st.sampled_from([{}, {"repudiation": Decimal("0.70")}])),
        attachment=draw(st.sampled_from(Attachment)),
        maximum_payment_term_days=draw(rarely(steps(9))),
        maximum_extension_days=draw(st.one_of(st.none(), steps(3))),
        extension_from=draw(st.sampled_from(ExtensionFrom)),
        invoicing_period_days=draw(rarely(steps(2))),
        includes_tax=draw(st.booleans()),
        limit_application=draw(st.sampled_from(LimitApplication)),
        limit_basis=draw(rarely(st.just(LimitBasis.NET_OF_UNINSURED), LimitBasis.GROSS)),
        allocation=draw(st.sampled_from(AllocationMethod)),
    )


@st.composite
def spans(draw: st.DrawFn) -> LimitSpan:
    """A grant, an increase, a reduction, a refusal or a hold, made at any moment for any days."""
    first = draw(rarely(DAYS, FIRST))
    return LimitSpan(
        shipments=Period(first, draw(rarely(st.integers(1, 20).map(lambda number: first + timedelta(STEP * number))))),
        amount=Money(draw(rarely(st.just(0), 1)) and draw(AMOUNTS), "EUR"),
        kind=draw(rarely(st.sampled_from(LimitKind), LimitKind.NAMED)),
        insured_percentage=draw(rarely(SHARES)),
        maximum_payment_term_days=draw(rarely(steps(9))),
        payment_method=draw(rarely(st.sampled_from(PaymentMethod))),
        decided_at=datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=draw(st.integers(0, 3))),
        reference=draw(st.sampled_from(["L-1", "L-2", "L-3"])),
    )


@st.composite
def invoices(draw: st.DrawFn, number: str) -> Receivable:
    shipped = draw(DAYS)
    invoiced = shipped + timedelta(days=draw(rarely(st.integers(-3, 30), 0)))
    minor, currency = draw(AMOUNTS), draw(rarely(st.sampled_from(["JPY", "KWD"]), "EUR"))
    if currency == "JPY":  # a yen has no cents: seven of the largest at three euros a yen leave the 64 bits
        minor = max(minor // 5, 1)
    parts = sorted(draw(st.lists(st.integers(0, minor), min_size=2, max_size=2)))
    whole = draw(st.sampled_from([(0, 0), (0, 0), (0, parts[0]), (parts[0], parts[1] - parts[0]), (minor, 0)]))
    return Receivable(
        number=number,
        shipped=shipped,
        invoiced=invoiced,
        due=invoiced + timedelta(days=draw(steps(9))),
        amount=Money(minor, currency),
        tax=Money(draw(st.sampled_from([0, 0, minor // 7, minor])), currency),
        deposit=Money(whole[0], currency),
        disputed=Money(whole[1], currency),
        payment_method=draw(rarely(st.sampled_from(PaymentMethod))),
        declared=draw(rarely(st.booleans(), True)),
        rate=Decimal(draw(st.sampled_from(["0.0060123457", "1.1", "3.0123456789", "0.0000000001"]))),
        refusals=tuple(Refused(code, CLAUSE_OF[code]) for code in REFUSALS if draw(st.integers(0, 19)) == 19),
    )


@st.composite
def receipts(draw: st.DrawFn, owed: list[Receivable], kinds: tuple[ReceiptKind, ...]) -> Receipt:
    named = draw(st.sampled_from(owed)) if draw(st.integers(0, 3)) else None
    most = named.amount.minor if named else 5_000_000
    minor = draw(st.one_of(st.integers(0, most), st.just(most), st.integers(0, 2 * most)))
    return Receipt(
        day=draw(DAYS),
        amount=Money(minor, named.amount.currency if named else "EUR"),
        invoice=named.number if named else None,
        kind=draw(st.sampled_from(kinds)),
    )


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    numbers = draw(st.lists(st.sampled_from(NUMBERS), max_size=len(NUMBERS), unique=True))
    owed = [draw(invoices(number)) for number in numbers]
    kinds = draw(st.sampled_from([(ReceiptKind.PAYMENT,), tuple(ReceiptKind)]))
    paid = draw(st.lists(receipts(owed, kinds), max_size=6)) if owed else []
    return Account(
        terms=draw(terms()),
        limits=LimitHistory(tuple(draw(st.lists(spans(), min_size=1, max_size=6)))),
        receivables=owed,
        receipts=sorted(paid, key=lambda one: one.day),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(accounts(), min_size=1, max_size=4), DAYS, st.sampled_from([None, "repudiation"]))
def test_columns_and_the_claims_engine_agree_on_every_invoice_amounts_and_reasons(
    several: list[Account], day: date, cause: str | None
) -> None:
    book = book_of(several, day, cause)
    found = judged(book, day.toordinal())

    place = 0
    for account in several:
        verdict = cover_verdict(account.terms, account.limits, account.receivables, account.receipts, day, cause=cause)
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
        if verdict.share_cap is not None:
            shares = found.at_risk[place - len(account.receivables) : place]
            assert half_up(Fraction(int(shares.sum()), MILLION)) == verdict.share_cap.minor
    assert not found.beyond.any()


def _amounts(found: Judged, at: int) -> tuple[int | None, ...]:
    share, own = int(found.share[at]), int(found.own_limit[at])
    return (
        int(found.gross[at]), int(found.deposit[at]), int(found.outstanding[at]), int(found.ineligible[at]),
        int(found.insured[at]), int(found.over_limit[at]), None if share == NONE else share,
        None if own == NONE else own,
    )  # fmt: skip


def test_clauses_that_columns_do_not_do_are_named() -> None:
    assert not needs_explained(cover_terms())
    assert needs_explained(cover_terms(silo_move_up=False))
    assert not needs_explained(cover_terms(silo_move_up=False, limit_application=LimitApplication.GROSS_DEBT))
    assert needs_explained(cover_terms(allocation_after_stop=AllocationMethod.AS_DESIGNATED))
    assert needs_explained(cover_terms("0.3333333"))


def test_an_account_whose_sums_could_leave_64_bits_is_left_to_the_explained_form() -> None:
    large = Account(cover_terms(), history(span(1000)), [invoice(f"A-{at}", "90000000000000") for at in range(9)], [])
    usual = Account(cover_terms(), history(span(1000)), [invoice("B", 5)], [])

    assert judged(book_of([large, usual], LOSS_DAY), LOSS_DAY.toordinal()).beyond.tolist() == [True, False]


@pytest.mark.parametrize("refused", [{"deposit": eur(6)}, {"disputed": eur(6)}, {"tax": eur(6)}])
def test_an_account_that_the_explained_form_refuses_is_left_to_it(refused: dict[str, Money]) -> None:
    account = Account(cover_terms(), history(span(1000)), [invoice("A", 5, **refused)], [])

    assert judged(book_of([account], LOSS_DAY), LOSS_DAY.toordinal()).beyond.all()
    with pytest.raises(InvalidInput):
        cover_verdict(account.terms, account.limits, account.receivables, account.receipts, LOSS_DAY)


def test_an_empty_book_is_judged_too() -> None:
    nobody = Account(cover_terms(), history(span(1)), [], [])

    assert len(judged(book_of([nobody], LOSS_DAY), LOSS_DAY.toordinal()).gross) == 0


def test_a_limit_that_changes_with_every_invoice_is_held_in_order_of_age() -> None:
    days = [date(2026, 1, 1) + timedelta(days=at) for at in range(40)]
    spans = [span(100 + 37 * (at % 5), day, decided=at % 28 + 1) for at, day in enumerate(days)]
    account = Account(
        cover_terms(), history(*spans), [invoice(f"A-{at}", 20, day) for at, day in enumerate(days)], [receipt(30)]
    )

    found = judged(book_of([account], LOSS_DAY), LOSS_DAY.toordinal())

    verdict = cover_verdict(account.terms, account.limits, account.receivables, account.receipts, LOSS_DAY)
    assert found.insured.tolist() == [one.insured.minor for one in verdict.invoices]
    assert len(set(found.own_limit.tolist())) > 1
