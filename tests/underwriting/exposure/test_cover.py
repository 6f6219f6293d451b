"""The cover verdict: what is insured on a day, and why the rest is not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from tests.builders.cover import LOSS_DAY, cover_terms, eur, history, invoice, receipt, span
from underwriting.facts import DatedPercentage, LimitApplication, Refused, cover_verdict


def test_exposure_on_a_date_knows_no_later_receipt() -> None:
    asked = (cover_terms(), history(span(1000)), [invoice("A", 900)], [receipt(400)])
    before, after = (cover_verdict(*asked, day) for day in (date(2026, 8, 14), date(2026, 8, 15)))

    assert (before.outstanding, after.outstanding) == (eur(900), eur(500))


def test_exposure_as_it_was_known_leaves_out_later_decisions() -> None:
    limits = history(span(500), span(900, decided=20))
    now = cover_verdict(cover_terms(), limits, [invoice("A", 900)], [], LOSS_DAY)
    then = cover_verdict(
        cover_terms(), limits, [invoice("A", 900)], [], LOSS_DAY, known_by=datetime(2026, 1, 10, tzinfo=UTC)
    )

    assert (now.insured, then.insured) == (eur(900), eur(500))


def test_reasons_of_the_caller_refuse_an_invoice_with_their_clause() -> None:
    hold = Refused("buyer_hold", "limits.hold", {"since": date(2026, 5, 1)})
    verdict = cover_verdict(
        cover_terms(), history(span(1000)), [invoice("A", 900, refusals=(hold,)), invoice("B", 500)], [], LOSS_DAY
    )

    assert [one.reason_codes for one in verdict.invoices] == [("buyer_hold",), ()]
    assert (verdict.insured, verdict.uninsured) == (eur(500), eur(900))
    refusing = verdict.invoices[0].reasons[0]
    assert (refusing.amount, refusing.clause, refusing.facts["since"]) == (eur(900), "limits.hold", date(2026, 5, 1))


def test_the_working_names_the_debt_that_stopped_cover() -> None:
    verdict = cover_verdict(
        cover_terms(maximum_extension_days=30),
        history(span(1000)),
        [invoice("A", 10, date(2026, 2, 1), 30), invoice("B", 20, date(2026, 6, 1))],
        [],
        LOSS_DAY,
    )
    line = next(line for line in verdict.working.lines if line.code == "cover.reason.after_stop_of_cover")

    assert (line.facts["debt"], line.facts["since"]) == ("A", date(2026, 4, 3))
    assert next((stop.number, stop.first) for stop in verdict.stops) == ("A", date(2026, 4, 3))


def test_a_disputed_invoice_may_be_disputed_with_its_tax() -> None:
    verdict = cover_verdict(
        cover_terms(),
        history(span(10000)),
        [invoice("A", 1190, tax=eur(190), disputed=eur(1190))],
        [],
        LOSS_DAY,
    )

    assert verdict.invoices[0].reason_codes == ("disputed",)
    assert (verdict.ineligible, verdict.insured) == (eur(1190), eur(0))


@pytest.mark.parametrize("part", ["tax", "deposit", "disputed", "interest"])
def test_a_part_larger_than_its_invoice_is_refused(part: str) -> None:
    with pytest.raises(InvalidInput):
        cover_verdict(cover_terms(), history(), [invoice("A", 100, **{part: eur(101)})], [], LOSS_DAY)


def test_two_invoices_of_one_number_are_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        cover_verdict(cover_terms(), history(), [invoice("A", 1), invoice("A", 2)], [], LOSS_DAY)

    assert refused.value.field == "invoices.1.number"


def test_an_insured_shipment_needs_a_percentage_of_its_day() -> None:
    terms = cover_terms(percentages=(DatedPercentage(date(2026, 7, 1), Decimal("0.9")),))
    with pytest.raises(InvalidInput) as refused:
        cover_verdict(terms, history(span(1000)), [invoice("A", 1)], [], LOSS_DAY)

    assert refused.value.field == "policy.insured_percentage"
    assert cover_verdict(terms, history(), [invoice("A", 1)], [], LOSS_DAY).invoices[0].percentage is None


def test_the_rest_of_a_foreign_receipt_goes_on_converted_at_its_invoice_rate() -> None:
    dollars = invoice("A", Money(10_000, "USD"), rate=Decimal("0.90"))
    paid = receipt(Money(15_000, "USD"), invoice="A")
    verdict = cover_verdict(cover_terms(), history(span(1000)), [dollars, invoice("B", 100)], [paid], LOSS_DAY)

    assert [one.outstanding for one in verdict.invoices] == [eur(0), eur(55)]
    assert verdict.receipts == eur("135")


def test_a_foreign_invoice_without_rate_or_a_receipt_in_a_strange_currency_is_refused() -> None:
    dollars = invoice("A", Money(10_000, "USD"))
    with pytest.raises(InvalidInput):
        cover_verdict(cover_terms(), history(), [dollars], [], LOSS_DAY)
    with pytest.raises(InvalidInput):
        cover_verdict(cover_terms(), history(), [invoice("A", 1)], [receipt(Money(1, "USD"))], LOSS_DAY)


def test_without_moving_up_an_increase_still_covers_what_is_open() -> None:
    limits = history(span(1000, last=date(2026, 7, 31)), span(1200, date(2026, 8, 1)))
    verdict = cover_verdict(cover_terms(silo_move_up=False), limits, [invoice("A", 1200)], [], LOSS_DAY)

    assert verdict.insured == eur(1200)


def test_without_moving_up_a_receipt_pays_the_covered_part_of_its_invoice_first() -> None:
    verdict = cover_verdict(
        cover_terms(silo_move_up=False), history(span(1000)), [invoice("A", 1200)], [receipt(300)], LOSS_DAY
    )

    assert (verdict.insured, verdict.over_limit) == (eur(700), eur(200))


def test_a_limit_on_the_indemnity_is_shared_out_in_age_order() -> None:
    verdict = cover_verdict(
        cover_terms(limit_application=LimitApplication.INDEMNITY),
        history(span(1000)),
        [invoice("A", 1000), invoice("B", 1000, date(2026, 7, 1))],
        [],
        LOSS_DAY,
    )

    assert (verdict.insured, verdict.share_cap) == (eur(2000), eur(1000))
