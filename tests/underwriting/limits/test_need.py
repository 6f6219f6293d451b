"""The balance that a limit must carry, from the ledger of the past."""

from __future__ import annotations

from datetime import date

from tests.builders.policies import eur
from underwriting.limits.rules.need import Debt, highest_balance

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


def test_invoices_open_on_the_same_days_add_up() -> None:
    debts = [
        Debt(date(2025, 3, 1), date(2025, 5, 1), eur("100")),
        Debt(date(2025, 4, 1), date(2025, 6, 1), eur("70")),
        Debt(date(2025, 5, 15), None, eur("60")),
    ]

    found = highest_balance(debts, FIRST, LAST, "EUR")

    assert found is not None
    assert (found.day, found.amount) == (date(2025, 4, 1), eur("170"))


def test_what_was_open_before_the_first_day_counts_from_then_on() -> None:
    found = highest_balance([Debt(date(2024, 12, 1), date(2025, 2, 1), eur("40"))], FIRST, LAST, "EUR")

    assert found is not None
    assert (found.day, found.amount) == (FIRST, eur("40"))


def test_an_invoice_paid_on_the_day_another_begins_does_not_stand_beside_it() -> None:
    debts = [Debt(date(2025, 3, 1), date(2025, 4, 1), eur("10")), Debt(date(2025, 4, 1), None, eur("10"))]

    found = highest_balance(debts, FIRST, LAST, "EUR")

    assert found is not None
    assert found.amount == eur("10")


def test_without_debts_in_the_currency_nothing_is_known() -> None:
    assert highest_balance([], FIRST, LAST, "EUR") is None
    assert highest_balance([Debt(date(2025, 3, 1), None, eur("10"))], FIRST, LAST, "USD") is None
