"""How late buyers pay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from insurer.kernel.money import Money
from underwriting.receivables.rules.keys import invoice_key
from underwriting.receivables.rules.lateness import days_late, lateness, totals_by_currency

DUE, HUNDRED = date(2025, 3, 31), Money(100, "EUR")


@dataclass(frozen=True)
class Paid:
    due: date
    paid_on: date | None
    amount: Money = HUNDRED


def test_days_late_count_from_the_due_day_and_never_below_nothing():
    assert days_late(DUE, date(2025, 4, 1)) == 1
    assert days_late(DUE, DUE) == 0
    assert days_late(DUE, date(2025, 3, 1)) == 0


def test_lateness_counts_paid_invoices_only():
    seen = lateness([Paid(DUE, date(2025, 4, 10)), Paid(DUE, DUE), Paid(DUE, date(2025, 4, 1)), Paid(DUE, None)])

    assert (seen.paid, seen.late, seen.longest) == (3, 2, 10)
    assert (seen.share, seen.mean_days, seen.mean_days_of_late) == (Fraction(2, 3), Fraction(11, 3), Fraction(11, 2))


def test_without_payments_there_is_nothing_to_average():
    nothing = lateness([])

    assert (nothing.share, nothing.mean_days, nothing.mean_days_of_late, nothing.longest) == (0, 0, 0, 0)


def test_totals_are_by_currency():
    rows = [Paid(DUE, None), Paid(DUE, None, Money(5, "USD")), Paid(DUE, None, Money(50, "EUR"))]

    assert totals_by_currency(rows) == {"EUR": Money(150, "EUR"), "USD": Money(5, "USD")}


def test_one_invoice_has_one_key_however_it_is_written():
    assert {invoice_key(number) for number in ("INV-7", "inv 7", "INV‑7", "ＩＮＶ－7", "inv\u200b7")} == {"inv7"}
    assert invoice_key("007") != invoice_key("7")
