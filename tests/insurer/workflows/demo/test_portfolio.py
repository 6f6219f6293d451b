"""The demo's portfolio and its plan: the same from the same seed and last day, with what every page needs."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from insurer.accounts.facts import Role
from insurer.workflows.demo.rules.files import ledger_file
from insurer.workflows.demo.rules.plan import capacities, limits_needed, news, policy_years, sending_days
from insurer.workflows.demo.rules.portfolio import STOPS, portfolio
from insurer.workflows.demo.terms import SIGN_INS, Fate

LAST = date(2026, 6, 30)
SEED = 1


def test_the_same_seed_and_last_day_give_the_same_portfolio_and_another_seed_another():
    assert portfolio(SEED, LAST) == portfolio(SEED, LAST)
    assert portfolio(SEED, LAST) != portfolio(SEED + 1, LAST)


def test_eight_policyholders_trade_with_150_buyers_in_25_countries():
    made = portfolio(SEED, LAST)
    assert len(made.ledgers) == 8
    assert len(made.buyers) == len({(buyer.name, buyer.country) for buyer in made.buyers}) == 150
    assert len({buyer.country for buyer in made.buyers}) == 25
    assert {index for ledger in made.ledgers for index in ledger.customers} == set(range(150))


def test_every_way_a_claim_can_stand_is_some_buyers_fate():
    made = portfolio(SEED, LAST)
    assert len(made.stops) == len(STOPS)
    assert {stop.fate for stop in made.stops.values()} == set(Fate)


@pytest.mark.parametrize("last", (date(2024, 2, 29), date(2025, 12, 31), LAST, date(2026, 11, 1)))
def test_of_every_policyholder_one_policy_is_over_and_the_next_runs_on_the_last_day(last):
    years = policy_years(portfolio(SEED, last))
    for place in range(8):
        first, second = (one for one in years if one.place == place)
        assert first.last < second.first <= last <= second.last
        assert (second.first - first.last).days == 1


def test_ledgers_of_all_sendings_together_name_every_invoice_and_every_payment_known_by_the_last_day():
    made = portfolio(SEED, LAST)
    for year in policy_years(made):
        after, sent, paid = None, set(), set()
        for day in sending_days(year.first, LAST):
            for row in news(year, after, day):
                sent.add(row.number)
                if row.paid is not None and row.paid <= day:
                    paid.add(row.number)
            after = day
        assert sent == {row.number for row in year.invoices if row.invoiced <= LAST}
        assert paid == {row.number for row in year.invoices if row.paid is not None}


def test_a_ledger_says_nothing_that_was_not_known_on_its_day():
    made = portfolio(SEED, LAST)
    rows = [row for row in made.ledgers[0].invoices if row.paid is not None][:5]
    day = min(row.paid for row in rows if row.paid is not None)
    told = csv.DictReader(io.StringIO(ledger_file(rows, made.buyers, day).decode()))
    assert [line["Paid on"] for line in told] == [day.isoformat() if row.paid == day else "" for row in rows]


def test_capacity_carries_every_limit_of_both_years():
    made = portfolio(SEED, LAST)
    years = policy_years(made)
    needs = {one.key: limits_needed(one, made.ledgers[one.place].currency, SEED) for one in years}
    ready = capacities(years, needs)
    assert set(ready) == {asked.buyer for one in needs.values() for asked in one}
    assert all(amount.currency == "EUR" and amount.minor for amount in ready.values())


def test_somebody_can_sign_in_for_every_role():
    assert {one.role for one in SIGN_INS} == set(Role)
