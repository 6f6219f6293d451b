"""What holds for every claim, whatever the clauses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.facts import DeductibleKind, DeductibleStage, Erosion, Loss, ThresholdBase, indemnity
from insurer.kernel.money import Money
from tests.builders.cover import LOSS_DAY, cover_terms, history, indemnity_terms, span
from underwriting.facts import (
    AllocationMethod,
    LimitApplication,
    LimitHistory,
    PaymentMethod,
    Receipt,
    ReceiptKind,
    Receivable,
    cover_verdict,
)

FIRST = date(2026, 1, 1)
days = st.integers(0, 250).map(lambda offset: FIRST + timedelta(days=offset))
money = st.integers(0, 100_000).map(lambda minor: Money(minor, "EUR"))
fractions = st.integers(0, 100).map(lambda hundredths: Decimal(hundredths) / 100)
PERCENTAGES = ("0.90", "0.85", "1", "0.60")


@st.composite
def invoices(draw: st.DrawFn, parts: bool = True) -> list[Receivable]:
    found = []
    for number in range(draw(st.integers(1, 5))):
        amount = draw(st.integers(1, 100_000))
        shipped = draw(days)
        invoiced = shipped + timedelta(days=draw(st.integers(0, 10)))
        share = amount // 5
        some = st.integers(0, share).map(lambda minor: Money(minor, "EUR")) if parts else st.none()
        found.append(
            Receivable(
                number=f"N{number}",
                shipped=shipped,
                invoiced=invoiced,
                due=invoiced + timedelta(days=draw(st.integers(0, 90))),
                amount=Money(amount, "EUR"),
                tax=draw(some),
                deposit=draw(some),
                disputed=draw(some),
                interest=draw(some),
                payment_method=draw(st.none() | st.sampled_from(PaymentMethod)),
                declared=draw(st.integers(0, 9)) > 0,
            )
        )
    return found


@st.composite
def limits(draw: st.DrawFn) -> LimitHistory:
    cuts = sorted(draw(st.sets(days, min_size=1, max_size=3)))
    ends = [*(cut - timedelta(days=1) for cut in cuts[1:]), None]
    return history(*(span(draw(money), first, last) for first, last in zip(cuts, ends, strict=True)))


@st.composite
def receipts(draw: st.DrawFn, numbers: list[str]) -> list[Receipt]:
    count = draw(st.integers(0, 4))
    return [
        Receipt(
            day=draw(days),
            amount=draw(money),
            invoice=draw(st.none() | st.sampled_from(numbers)),
            kind=draw(st.sampled_from(ReceiptKind)),
        )
        for _ in range(count)
    ]


covers = st.builds(
    lambda percentage, **changes: cover_terms(percentage, **changes),
    st.sampled_from(PERCENTAGES),
    limit_application=st.sampled_from(LimitApplication),
    silo_move_up=st.booleans(),
    allocation=st.sampled_from(AllocationMethod),
    allocation_after_stop=st.none() | st.sampled_from(AllocationMethod),
    maximum_extension_days=st.none() | st.integers(0, 90),
    maximum_payment_term_days=st.none() | st.integers(30, 90),
    includes_tax=st.booleans(),
)
clauses = st.builds(
    indemnity_terms,
    minimum_loss=money,
    minimum_loss_base=st.sampled_from(ThresholdBase),
    deductible=money,
    deductible_kind=st.sampled_from(DeductibleKind),
    deductible_stage=st.sampled_from(DeductibleStage),
    aggregate_first_loss=money,
    aggregate_first_loss_erosion=st.sampled_from(Erosion),
    maximum_liability=st.none() | money,
    maximum_liability_used=money,
    set_off=money,
)
modest = settings(max_examples=80, deadline=None)


@st.composite
def buyers(draw: st.DrawFn) -> tuple[Any, LimitHistory, list[Receivable], list[Receipt]]:
    owed = draw(invoices())
    return draw(covers), draw(limits()), owed, draw(receipts([one.number for one in owed]))


@given(buyers())
@modest
def test_insured_and_uninsured_are_what_is_outstanding(buyer: Any) -> None:
    verdict = cover_verdict(*buyer, LOSS_DAY)

    for one in verdict.invoices:
        assert one.insured + one.uninsured == one.outstanding == one.gross - one.deposit - one.received
        assert min(one.insured, one.uninsured, one.received).minor >= 0
    assert verdict.insured + verdict.uninsured == verdict.outstanding
    assert verdict.net_debt == verdict.insured + verdict.over_limit
    assert verdict.gross_debt - verdict.receipts - verdict.ineligible == verdict.net_debt
    paid = Money.total((receipt.amount for receipt in buyer[3]), "EUR")
    assert verdict.receipts + verdict.unallocated == paid


@given(buyers(), clauses, fractions)
@modest
def test_an_indemnity_is_never_negative_and_never_above_loss_or_what_is_left(
    buyer: Any, terms: Any, late: Decimal
) -> None:
    verdict = cover_verdict(*buyer, LOSS_DAY)
    worked = indemnity(terms, Loss(cause="insolvency", day=LOSS_DAY, late_reduction=late), verdict)

    assert 0 <= worked.payable.minor <= worked.indemnity.minor <= worked.insured_loss.minor
    assert worked.indemnity == worked.payable + worked.set_off
    assert worked.aggregate_first_loss_remaining.minor >= 0
    if terms.liability_left is not None:
        assert worked.indemnity <= terms.liability_left
        assert worked.maximum_liability_remaining == terms.liability_left - worked.indemnity
    highest = max((one.own_limit.minor for one in verdict.invoices if one.own_limit is not None), default=0)
    if buyer[0].limit_application is LimitApplication.INDEMNITY:
        assert worked.indemnity.minor <= highest
    else:
        assert worked.insured_loss.minor <= highest


@given(buyers(), clauses, st.randoms(use_true_random=False))
@modest
def test_the_order_of_the_invoices_does_not_matter(buyer: Any, terms: Any, chance: Any) -> None:
    cover, limit, owed, received = buyer
    loss = Loss(cause="insolvency", day=LOSS_DAY)
    shuffled = list(owed)
    chance.shuffle(shuffled)
    one = indemnity(terms, loss, cover_verdict(cover, limit, owed, received, LOSS_DAY))
    other = indemnity(terms, loss, cover_verdict(cover, limit, shuffled, received, LOSS_DAY))

    assert {each.number: each for each in one.invoices} == {each.number: each for each in other.invoices}
    assert replace(one, invoices=(), working=other.working) == replace(other, invoices=())


@given(invoices(parts=False), limits(), covers, clauses, st.integers(0, 99))
@modest
def test_splitting_an_invoice_into_two_of_the_same_day_changes_nothing(
    owed: Any, limit: Any, cover: Any, terms: Any, share: int
) -> None:
    whole = owed[0]
    first = Money(whole.amount.minor * share // 100, "EUR")
    halves = [replace(whole, number="N0a", amount=first), replace(whole, number="N0b", amount=whole.amount - first)]
    loss = Loss(cause="insolvency", day=LOSS_DAY)
    one = indemnity(terms, loss, cover_verdict(cover, limit, owed, [], LOSS_DAY))
    two = indemnity(terms, loss, cover_verdict(cover, limit, [*halves, *owed[1:]], [], LOSS_DAY))

    assert (one.insured_loss, one.over_limit, one.indemnity) == (two.insured_loss, two.over_limit, two.indemnity)


@given(buyers(), clauses, st.integers(1, 100_000))
@modest
def test_a_larger_debt_alone_never_means_a_smaller_indemnity(buyer: Any, terms: Any, more: int) -> None:
    """The youngest shipment grows, nothing is received: room, threshold and deductible only ever gain from it."""
    cover, limit, owed, _ = buyer
    cover = replace(cover, maximum_extension_days=None)
    youngest = max(owed, key=lambda one: (one.shipped, one.due, one.number))
    grown = [replace(one, amount=one.amount + Money(more, "EUR")) if one is youngest else one for one in owed]
    loss = Loss(cause="insolvency", day=LOSS_DAY)
    small = indemnity(terms, loss, cover_verdict(cover, limit, owed, [], LOSS_DAY))
    large = indemnity(terms, loss, cover_verdict(cover, limit, grown, [], LOSS_DAY))

    assert large.indemnity >= small.indemnity


@given(buyers(), clauses)
@modest
def test_the_working_ends_with_what_is_payable(buyer: Any, terms: Any) -> None:
    worked = indemnity(terms, Loss(cause="insolvency", day=LOSS_DAY), cover_verdict(*buyer, LOSS_DAY))
    last = {line.code: line.result for line in worked.working.lines}

    assert last["indemnity.payable"] == worked.payable
    assert last["indemnity.indemnity"] == worked.indemnity
    assert last["indemnity.insured_loss"] == worked.insured_loss
