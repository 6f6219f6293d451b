"""Ageing and payment behaviour of a real ledger, against sums of its file taken by hand."""

from __future__ import annotations

import csv
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from insurer.kernel.money import Money
from policies.public import bind_policy, draft_policy, policy_facts
from tests.builders.underwriting import Desk
from underwriting.ageing.queries import aged_ledger, ageing_of_all
from underwriting.ageing.terms import AgeingBy, AgeingPart
from underwriting.behaviour.queries import behaviour_of
from underwriting.public import import_ledger

IBM = Path(__file__).resolve().parents[4] / "shared" / "data" / "ar_ledger_ibm" / "accounts_receivable.csv"
DAYS = (date(2012, 9, 30), date(2013, 6, 30), date(2013, 12, 15))


def _day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()


@pytest.mark.skipif(not IBM.is_file(), reason="the sample ledger is not on this machine")
def test_the_real_ledger_ages_and_pays_as_its_file_says_to_the_cent(desk: Desk) -> None:
    desk.on(date(2011, 12, 1))
    policy = draft_policy(
        desk.underwriter, policyholder=desk.policyholder, currency="USD", first=date(2012, 1, 1),
        last=date(2013, 12, 31), terms={"premium_rates": [{"rate": "0.0035"}], "allocation": "as_designated"},
    )  # fmt: skip
    bind_policy(desk.underwriter, policy)
    desk.on(date(2014, 2, 1))
    import_ledger(desk.customer, policy, content=IBM.read_bytes(), filename=IBM.name, currency="USD")
    with IBM.open(encoding="utf-8", newline="") as file:
        rows = [
            (
                _day(row["InvoiceDate"]), _day(row["DueDate"]), _day(row["SettledDate"]),
                Money.of(row["InvoiceAmount"], "USD").minor, row["customerID"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip

    for day in DAYS:
        buckets = [0] * 6
        for invoiced, due, settled, minor, _buyer in rows:
            if invoiced <= day < settled:
                buckets[sum((day - due).days > bound for bound in (0, 30, 60, 90, 180))] += minor
        table = aged_ledger(policy_facts(policy), day).table(AgeingBy.BUYER, AgeingPart.ALL)
        assert [amount.minor for amount in table.total.buckets] == buckets
        (summed,) = ageing_of_all([policy], day)
        assert [amount.minor for amount in summed.buckets] == buckets

        found = behaviour_of(policy_facts(policy), day)
        since = day.replace(year=day.year - 1)
        paid = [(minor, max((settled - due).days, 0)) for _, due, settled, minor, _ in rows if since < settled <= day]
        assert found.whole.long.amount.minor == sum(minor for minor, _ in paid)
        assert found.whole.long.days == Fraction(sum(minor * late for minor, late in paid), sum(m for m, _ in paid))
        assert found.whole.months[-1].open.minor == sum(buckets)
        assert found.whole.months[-1].current.minor == buckets[0]
        first, last = found.now.first, found.now.last
        fallen = {buyer for invoiced, due, _, _, buyer in rows if first <= due <= last and invoiced <= day}
        late = {
            buyer for invoiced, due, settled, _, buyer in rows
            if first <= due <= last and due < day and settled > due and invoiced <= day
        }  # fmt: skip
        assert (found.now.buyers, found.now.late_buyers) == (len(fallen), len(late))
