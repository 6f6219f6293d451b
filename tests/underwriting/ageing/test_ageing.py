"""The ageing: every bucket to the cent, on any day."""

from __future__ import annotations

from datetime import date, timedelta

from insurer.kernel.money import Money
from policies.public import policy_facts
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.ageing.queries import aged_ledger, ageing_of_all
from underwriting.ageing.terms import LABELS, AgeingBy, AgeingPart
from underwriting.public import exposure_summary, receivables_of

DUE = date(2025, 3, 11)


def _traded(desk: Desk) -> Desk:
    desk.limit(desk.buyer(), "20000")
    desk.on(date(2025, 4, 20)).ledger(
        line("A-1", "10000.01"),
        line("A-2", "25000.02", invoiced="2025-01-20", due="2025-03-25"),
        line("B-1", "700.03", customer="C-2", name="Corn Ltd", due="2025-12-01", paid="200.00", paid_on="2025-02-01"),
        line("B-2", "900.00", customer="C-2", name="Corn Ltd", due="2025-01-15", paid_on="2025-02-01"),
    )
    return desk


def test_the_buckets_sum_to_the_open_ledger_to_the_cent_by_buyer_and_by_currency(desk: Desk) -> None:
    day = _traded(desk).clock.now().date()
    ledger = aged_ledger(policy_facts(desk.policy), day)

    for by in AgeingBy:
        for part in AgeingPart:
            table = ledger.table(by, part)
            assert sum(row.total.minor for row in table.rows) == table.total.total.minor
            for place in range(len(LABELS)):
                assert sum(row.buckets[place].minor for row in table.rows) == table.total.buckets[place].minor
    whole = ledger.table(AgeingBy.BUYER, AgeingPart.ALL).total.total
    summary = exposure_summary(desk.policy, day)
    assert whole == summary.open == eur("35500.06")
    assert whole == Money.total((one.open for one in receivables_of(desk.policy, as_of=day)), "EUR")
    insured = ledger.table(AgeingBy.BUYER, AgeingPart.INSURED).total.total
    assert (insured, insured + ledger.table(AgeingBy.BUYER, AgeingPart.UNINSURED).total.total) == (
        summary.insured,
        whole,
    )


def test_moving_the_day_by_one_moves_a_30_day_item_to_31_to_60(desk: Desk) -> None:
    _traded(desk)
    policy = policy_facts(desk.policy)

    before = aged_ledger(policy, DUE + timedelta(days=30)).table(AgeingBy.BUYER, AgeingPart.ALL).total
    after = aged_ledger(policy, DUE + timedelta(days=31)).table(AgeingBy.BUYER, AgeingPart.ALL).total

    assert (before.buckets[1], before.buckets[2]) == (eur("35000.03"), eur("0"))
    assert (after.buckets[1], after.buckets[2]) == (eur("25000.02"), eur("10000.01"))
    assert aged_ledger(policy, DUE).table(AgeingBy.BUYER, AgeingPart.ALL).total.buckets[0] == eur("35500.06")


def test_the_invoices_behind_a_cell_sum_to_it(desk: Desk) -> None:
    day = _traded(desk).clock.now().date()
    ledger = aged_ledger(policy_facts(desk.policy), day)

    for part in AgeingPart:
        for row in ledger.table(AgeingBy.BUYER, part).rows:
            for place, label in enumerate(LABELS):
                items = ledger.of_cell(AgeingBy.BUYER, row.key, label, part)
                assert ledger.total(items, part) == row.buckets[place]
                assert {one.buyer.public_id for one in ledger.items(items)} <= {row.key}


def test_the_sum_of_the_database_over_all_policies_is_the_ledger_of_each(desk: Desk) -> None:
    day = _traded(desk).clock.now().date()

    (found,) = ageing_of_all([desk.policy], day)

    table = aged_ledger(policy_facts(desk.policy), day).table(AgeingBy.CURRENCY, AgeingPart.ALL)
    assert found.buckets == table.total.buckets
    assert (found.total, found.invoices, found.credits) == (eur("35500.06"), 3, eur("0"))


def test_a_past_day_gives_the_same_figures_whatever_came_in_since(desk: Desk) -> None:
    day = _traded(desk).clock.now().date()
    policy = policy_facts(desk.policy)
    before = aged_ledger(policy, day).table(AgeingBy.BUYER, AgeingPart.ALL)

    desk.on(date(2025, 6, 1)).ledger(line("A-1", "10000.01", paid_on="2025-05-20"))

    assert aged_ledger(policy, day).table(AgeingBy.BUYER, AgeingPart.ALL) == before
    assert aged_ledger(policy, date(2025, 6, 1)).table(AgeingBy.BUYER, AgeingPart.ALL).total.total == eur("25500.05")
