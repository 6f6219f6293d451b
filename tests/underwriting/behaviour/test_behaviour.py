"""How buyers pay: DSO, amount-weighted days late, late payers, terms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from insurer.kernel.money import Money
from policies.public import policy_facts
from tests.builders.counting import counting
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.ageing.queries import aged_ledger, ageing_of_all
from underwriting.behaviour.queries import behaviour_of, monthly_shipments, periods
from underwriting.behaviour.rules import (
    average_days_late,
    dso_at,
    dso_history,
    late_share_level,
    level_of,
    rises_running,
    trend_of,
)
from underwriting.behaviour.terms import LateShare, Level, OutstandingAt, Paid, Trend
from underwriting.exposure.rules.dso import SalesPeriod


def paid(amount: str, days: str) -> Paid:
    return Paid(1, eur(amount), int(eur(amount).minor * Decimal(days)))


def share(late: int, buyers: int) -> LateShare:
    day = date(2025, 6, 30)
    return LateShare(day, day, buyers, late, eur("0"), eur("0"))


def test_100_000_ten_days_late_and_300_000_thirty_days_late_are_25_days_on_average() -> None:
    both = Paid(2, eur("400000"), eur("100000").minor * 10 + eur("300000").minor * 30)

    assert both.days == 25
    assert average_days_late(both).lines[-1].result == Decimal("25.0")


@pytest.mark.parametrize(("values", "flagged"), [((40, 44, 49), True), ((40, 44, 43), False), ((44, 49), False)])
def test_dso_is_flagged_when_it_rises_three_times_running_and_not_by_one_value(
    values: tuple[int, ...], flagged: bool
) -> None:
    assert rises_running(values) is flagged


def test_6_million_of_13_5_million_sold_in_90_days_are_40_days() -> None:
    at = OutstandingAt(date(2025, 6, 30), date(2025, 5, 31), eur("6000000"), eur("4500000"), eur("4500000"))

    found = dso_at(at, [SalesPeriod(Decimal(4_500_000), 30)] * 3)

    assert (found.simple, found.best_possible) == (Decimal("40.0"), Decimal("30.0"))
    assert found.count_back == Decimal("40.0")


def test_12_of_80_late_and_then_20_of_80_is_15_and_25_per_cent_and_red() -> None:
    before, now = share(12, 80), share(20, 80)

    assert (before.of_buyers, now.of_buyers) == (Fraction(15, 100), Fraction(25, 100))
    assert late_share_level(now, before) is Level.RED
    assert late_share_level(share(16, 80), before) is Level.AMBER
    assert late_share_level(share(13, 80), before) is Level.GREEN


def test_a_near_average_more_than_ten_days_above_the_far_one_is_amber_and_twenty_red() -> None:
    far = paid("100", "5")

    assert [level_of(paid("100", days), far) for days in ("15", "16", "25", "26")] == [
        Level.GREEN, Level.AMBER, Level.AMBER, Level.RED,
    ]  # fmt: skip
    assert trend_of(paid("100", "6"), far) is Trend.WORSE
    assert trend_of(paid("100", "4"), far) is Trend.BETTER
    assert trend_of(Paid(0, Money.zero("EUR"), 0), far) is Trend.UNKNOWN


def test_the_ledger_tells_how_each_buyer_paid_in_three_and_in_twelve_months(desk: Desk) -> None:
    buyer = desk.buyer()
    desk.on(date(2025, 6, 30)).ledger(
        line("A-1", "100000", invoiced="2025-01-01", due="2025-01-31", paid_on="2025-02-10"),
        line("A-2", "300000", invoiced="2025-01-01", due="2025-01-31", paid_on="2025-03-02"),
        line("A-3", "50000", invoiced="2025-03-01", due="2025-05-10", paid_on="2025-05-15"),
        line("A-4", "80000", invoiced="2025-05-01", due="2025-06-20"),
        line("A-5", "60000", invoiced="2025-05-01", due="2025-07-20"),
        line("B-1", "40000", customer="C-2", name="Corn Ltd", due="2025-06-01", paid_on="2025-05-30"),
    )

    found = behaviour_of(policy_facts(desk.policy), date(2025, 6, 30))

    one = found.buyers[buyer]
    assert one.short.days == 5
    assert one.long.days == Fraction(100_000 * 10 + 300_000 * 30 + 50_000 * 5, 450_000)
    assert (one.terms.open, one.terms.overdue) == (eur("140000"), eur("80000"))
    assert one.terms.days == Fraction(80_000 * 50 + 60_000 * 80, 140_000)
    assert (one.now.due, one.now.late) == (eur("130000"), eur("130000"))
    assert (found.now.buyers, found.now.late_buyers) == (2, 1)
    assert (found.before.buyers, found.before.late_buyers) == (1, 1)
    assert (found.now.amount, found.now.late_amount) == (eur("170000"), eur("130000"))
    assert found.whole.long.amount == eur("490000")
    assert monthly_shipments([desk.policy], date(2025, 6, 30))[desk.policy, buyer] == eur("49166.67")


def test_the_history_is_what_the_ledger_was_at_the_end_of_each_month(desk: Desk) -> None:
    desk.on(date(2025, 6, 30)).ledger(
        line("A-1", "9000", invoiced="2025-02-10", due="2025-03-31", paid_on="2025-04-20"),
        line("A-2", "6000", invoiced="2025-03-10", due="2025-05-31", paid_on="2025-06-10", paid="2000"),
    )

    months = {one.day: one for one in behaviour_of(policy_facts(desk.policy), date(2025, 6, 30)).whole.months}

    ends = (date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 6, 30))
    assert [months[day].open for day in ends] == [
        eur("9000"), eur("15000"), eur("6000"), eur("4000"),
    ]  # fmt: skip
    assert months[date(2025, 3, 31)].current == eur("15000")  # due on the day itself is not overdue
    assert months[date(2025, 6, 30)].current == eur("0")
    assert (months[date(2025, 3, 31)].sales, months[date(2025, 3, 31)].days) == (eur("6000"), 31)
    history = dso_history(tuple(months.values()))
    assert history[-4].simple == Decimal("90.0")  # 15 000 of the 15 000 sold in the 90 days to the end of March
    assert history[-1].simple is None  # nothing was sold in the last three months


def test_a_period_is_three_months_and_the_one_before_it_the_three_before() -> None:
    assert periods(date(2025, 6, 30)) == (
        (date(2025, 3, 31), date(2025, 6, 30)), (date(2024, 12, 31), date(2025, 3, 30)),
    )  # fmt: skip


def test_a_larger_ledger_asks_no_more_questions(desk: Desk) -> None:
    desk.on(date(2025, 6, 30)).ledger(line("A-0", "10"))
    policy = policy_facts(desk.policy)
    with counting() as few:
        behaviour_of(policy, date(2025, 6, 30))
        ageing_of_all([policy.id], date(2025, 6, 30))
        aged_ledger(policy, date(2025, 6, 30))
    desk.ledger(
        *(
            line(f"A-{number}", "10", customer=f"C-{number % 7}", name=f"Buyer {number % 7} Ltd")
            for number in range(1, 60)
        )
    )
    with counting() as many:
        behaviour_of(policy, date(2025, 6, 30))
        ageing_of_all([policy.id], date(2025, 6, 30))
        aged_ledger(policy, date(2025, 6, 30))

    assert len(many) == len(few)
