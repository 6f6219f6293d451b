"""Expected payments: learned from the own ledger only, from what was known then only, and measured honestly."""

from __future__ import annotations

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from insurer.advisory.expectation.queries import bills_of, digest_of, expected_payments, last_back_test, last_forecast
from insurer.advisory.expectation.rules.features import Memory
from insurer.advisory.expectation.rules.forecasting import back_test, forecast
from insurer.advisory.expectation.services import forecast_payments, measure_forecasts
from insurer.advisory.expectation.terms import LEAST_LEARNED, Basis, Bill
from insurer.infra.jobs.running import house_act
from insurer.kernel.ids import PartyId
from tests.builders.underwriting import Desk, line

IBM = Path(__file__).resolve().parents[5] / "shared" / "data" / "ar_ledger_ibm" / "accounts_receivable.csv"
FIRST = date(2024, 1, 1)


def bill(key: int, buyer: int, day: int, late: int | None, amount: int = 100_00) -> Bill:
    invoiced = FIRST + timedelta(days=day)
    due = invoiced + timedelta(days=30)
    return Bill(key, PartyId(buyer), invoiced, due, amount, None if late is None else due + timedelta(days=late))


def ledger() -> list[Bill]:
    """Buyer 1 always pays 2 days late, buyer 2 always 20, for ten months."""
    return [bill(2 * at + of, of, 3 * at, {1: 2, 2: 20}[of]) for at in range(100) for of in (1, 2)]


def test_nothing_that_came_later_is_known() -> None:
    memory = Memory([bill(1, 1, 0, 5), bill(2, 1, 10, 7)])
    first_paid = FIRST + timedelta(days=35)

    assert memory.of(PartyId(1), first_paid).delays == ()
    assert memory.of(PartyId(1), first_paid + timedelta(days=1)).delays == (5,)


def test_a_forecast_does_not_change_with_what_happens_after_its_day() -> None:
    day = FIRST + timedelta(days=250)
    then = [
        Bill(
            one.key,
            one.buyer,
            one.invoiced,
            one.due,
            one.amount,
            one.paid_on if one.paid_on and one.paid_on <= day else None,
        )
        for one in ledger()
    ]

    assert forecast(ledger(), day) == forecast(then, day)


def test_the_same_ledger_and_seed_give_the_same_days_near_each_buyers_habit() -> None:
    day = FIRST + timedelta(days=299)
    found = forecast(ledger(), day)

    assert forecast(ledger(), day) == found
    assert found.learned_from >= LEAST_LEARNED
    bills = {one.key: one for one in ledger()}
    for one in found.expected:
        late, habit = (one.day - bills[one.key].due).days, {1: 2, 2: 20}[bills[one.key].buyer]
        assert one.basis is Basis.MODEL
        assert abs(late - habit) <= 2 or one.day == day + timedelta(days=1)


def test_with_a_thin_history_the_buyers_average_counts_and_without_it_the_due_day() -> None:
    day = FIRST + timedelta(days=100)
    bills = [*(bill(key, 1, key, 6) for key in range(1, 4)), bill(8, 1, 95, None), bill(9, 2, 95, None)]
    found = {one.key: one for one in forecast(bills, day).expected}

    assert (found[8].basis, found[8].day) == (Basis.BUYER_AVERAGE, bills[3].due + timedelta(days=6))
    assert (found[9].basis, found[9].day) == (Basis.DUE_DATE, bills[4].due)


def test_what_is_overdue_already_is_expected_after_today_and_later_the_longer_it_is_late() -> None:
    day = FIRST + timedelta(days=330)
    bills = [*ledger(), bill(998, 1, 200, None), bill(999, 1, 290, None)]
    found = {one.key: one.day for one in forecast(bills, day).expected}

    assert all(expected > day for expected in found.values())
    assert (found[998] - day).days > (found[999] - day).days


def test_a_back_test_over_a_regular_ledger_is_near_to_perfect() -> None:
    found = back_test(ledger())

    assert found.invoices > 0
    assert found.model < 1
    assert found.due == pytest.approx(11, abs=1)


def test_of_too_little_nothing_is_measured() -> None:
    found = back_test(ledger()[:20])

    assert (found.invoices, found.better) == (0, False)


def _ibm() -> list[Bill]:
    def day(written: str) -> date:
        return datetime.strptime(written, "%m/%d/%Y").date()

    if not IBM.exists():
        pytest.skip("the data set ar_ledger_ibm is not here")
    buyers: dict[str, int] = {}
    with IBM.open(encoding="utf-8") as file:
        return [
            Bill(
                at,
                PartyId(buyers.setdefault(row["customerID"], len(buyers) + 1)),
                day(row["InvoiceDate"]),
                day(row["DueDate"]),
                round(float(row["InvoiceAmount"]) * 100),
                day(row["SettledDate"]),
            )
            for at, row in enumerate(csv.DictReader(file))
        ]


def test_on_the_real_ledger_the_model_is_nearer_than_average_delay_and_due_day() -> None:
    found = back_test(_ibm())

    assert (found.invoices, found.months) == (2279, 22)
    assert found.model < found.average < found.due
    assert found.better
    assert (round(found.average, 2), round(found.due, 2)) == (6.46, 10.47)
    assert found.model == pytest.approx(6.22, abs=0.05)


def test_a_forecast_is_kept_with_version_seed_and_inputs_and_made_once_per_state(desk: Desk) -> None:
    desk.on(date(2025, 2, 1)).ledger(line("A-1", "800.00"), line("A-2", "300.00", paid_on="2025-01-31", paid="300.00"))
    made = forecast_payments(house_act(), desk.policy)

    kept = last_forecast(desk.policy)
    assert kept is not None
    assert (kept.id, kept.version, kept.learned_from) == (made, "payment-days-1", 1)
    assert kept.inputs == digest_of(bills_of(desk.policy, date(2025, 2, 1), desk.clock.now()))
    assert [(row.basis, row.expected_on) for row in expected_payments(kept).values()] == [
        ("due_date", date(2025, 3, 11))
    ]
    assert forecast_payments(house_act(), desk.policy) is None
    assert measure_forecasts(house_act(), desk.policy) is None
    assert last_back_test(desk.policy) is None


def test_what_is_kept_of_a_back_test_is_what_is_computed(desk: Desk) -> None:
    rows = []
    for at in range(70):
        invoiced = date(2024, 1, 1) + timedelta(days=5 * at)
        due = invoiced + timedelta(days=30)
        if (paid := due + timedelta(days=at % 7)) < date(2025, 1, 20):
            told = {"invoiced": invoiced.isoformat(), "due": due.isoformat(), "paid_on": paid.isoformat()}
            rows.append(line(f"A-{at}", "10.00", paid="10.00", **told))
    desk.on(date(2025, 2, 1)).ledger(*rows)
    assert measure_forecasts(house_act(), desk.policy) is not None
    kept, found = last_back_test(desk.policy), back_test(bills_of(desk.policy, date(2025, 2, 1)))

    assert kept is not None
    assert (kept.invoices, kept.months) == (found.invoices, found.months)
    assert f"{found.model:.2f} {found.average:.2f} {found.due:.2f}" == (
        f"{kept.model_days:f} {kept.average_days:f} {kept.due_days:f}"
    )
    assert measure_forecasts(house_act(), desk.policy) is None
