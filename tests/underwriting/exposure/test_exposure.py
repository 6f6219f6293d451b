"""Exposure: what of the ledger is insured, and why the rest is not; declarations from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from insurer.accounts.facts import Role
from insurer.infra.clock import today
from insurer.infra.jobs.running import house_act
from insurer.kernel.calendar import month_ends
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import PolicyId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyEntry
from policies.public import bind_policy, draft_policy
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.public import (
    AUTOMATIC,
    DecisionReason,
    NamedBuyer,
    buyers_of,
    change_limit,
    declarations_of,
    declare_month,
    exposure_summary,
    import_ledger,
    import_outcome,
    link_buyers,
    receivables_of,
    request_limit,
    set_authority,
    verdicts,
)

IBM = Path(__file__).resolve().parents[4] / "shared" / "data" / "ar_ledger_ibm" / "accounts_receivable.csv"


def _reasons(desk: Desk, day: date) -> dict[str, tuple[str, ...]]:
    return {
        item.receivable.number: item.verdict.reason_codes
        for one in verdicts(desk.policy, day)
        for item in one.open_items
    }


def test_every_open_invoice_is_insured_or_says_why_not(desk: Desk) -> None:
    buyer = desk.buyer()
    desk.limit(buyer, "1000")
    desk.on(date(2025, 2, 10))
    change_limit(desk.junior, desk.policy, buyer, amount=eur("0"), reason=DecisionReason.INSOLVENCY)
    desk.on(date(2025, 2, 20)).ledger(
        line("A-1", "800.00"),
        line("A-2", "300.00", invoiced="2025-01-15"),
        line("A-3", "50.00", invoiced="2025-02-12", due="2025-04-12"),
        line("B-1", "70.00", customer="C-2", name="Olsen AS", country="NO"),
        line("K-1", "5.00", customer="C-3", name="Pyongyang Import", country="KP"),
    )

    summary = exposure_summary(desk.policy, date(2025, 2, 20))

    assert (summary.open, summary.insured, summary.uninsured) == (eur("1225"), eur("1000"), eur("225"))
    assert _reasons(desk, date(2025, 2, 20)) == {
        "A-1": (),
        "A-2": ("over_limit",),
        "A-3": ("limit_refused",),
        "B-1": ("no_limit",),
        "K-1": ("no_limit", "country_not_covered"),
    }
    assert Money.total((bucket.amount for bucket in summary.ageing.buckets), "EUR") == summary.open


def test_a_month_is_declared_from_the_ledger_once_and_again_when_the_ledger_moved(desk: Desk) -> None:
    desk.limit(desk.buyer(), "1000")
    desk.on(date(2025, 2, 3)).ledger(
        line("A-1", "800.00"), line("K-1", "5.00", customer="C-3", name="Pyongyang Import", country="KP")
    )

    declare_month(desk.customer, desk.policy, date(2025, 1, 31))
    with pytest.raises(Conflict, match="declared_already"):
        declare_month(desk.customer, desk.policy, date(2025, 1, 31))
    desk.on(date(2025, 2, 5)).ledger(line("A-2", "100.00"))
    declare_month(desk.customer, desk.policy, date(2025, 1, 31))

    second, first = declarations_of(desk.policy)
    assert (first.turnover, second.turnover) == (eur("800"), eur("900"))
    assert (second.balance, second.insured) == (eur("905"), eur("900"))
    assert (second.replaces_id, second.late) == (first.id, False)


def test_a_month_is_declared_when_it_is_over_and_inside_the_policy(desk: Desk) -> None:
    desk.on(date(2025, 2, 3))
    for day, code in (
        (date(2025, 1, 30), "not_a_month_end"),
        (date(2025, 2, 28), "month_not_over"),
        (date(2024, 12, 31), "month_outside_policy"),
    ):
        with pytest.raises(InvalidInput, match=code):
            declare_month(desk.customer, desk.policy, day)


def test_an_undeclared_month_loses_cover_only_after_its_last_day_and_a_declaration_brings_it_back(desk: Desk) -> None:
    desk.limit(desk.buyer(), "1000")
    desk.on(date(2025, 2, 3)).ledger(line("A-1", "800.00"))

    assert _reasons(desk, date(2025, 2, 20))["A-1"] == ()
    assert _reasons(desk, date(2025, 2, 21))["A-1"] == ("undeclared",)

    declare_month(desk.on(date(2025, 2, 25)).customer, desk.policy, date(2025, 1, 31))
    assert declarations_of(desk.policy)[0].late is True
    assert _reasons(desk, date(2025, 2, 21))["A-1"] == ()


@pytest.mark.skipif(not IBM.is_file(), reason="the sample ledger is not on this machine")
def test_insured_and_uninsured_are_the_open_ledger_at_every_month_end(desk: Desk) -> None:
    policy = _policy_of_the_sample(desk)
    done = import_outcome(
        import_ledger(
            desk.act(Role.POLICYHOLDER_USER), policy, content=IBM.read_bytes(), filename=IBM.name, currency="USD"
        )
    )
    assert (done.rows, done.accepted, done.refused) == (2466, 2466, 0)
    assert done.totals == {"USD": usd("147703.18")}
    assert (done.buyers_new, len(buyers_of(policy))) == (50, 100)

    ends = month_ends(date(2012, 1, 31), date(2014, 1, 31))
    seen = set()
    for end in ends:
        summary = exposure_summary(policy, end)
        ledger = receivables_of(policy, as_of=end)
        assert summary.insured + summary.uninsured == summary.open
        assert summary.open == Money.total((item.open for item in ledger), "USD")
        assert Money.total((bucket.amount for bucket in summary.ageing.buckets), "USD") == summary.open
        seen.add((bool(summary.insured), bool(summary.uninsured)))
    assert (True, True) in seen

    june = exposure_summary(policy, date(2013, 6, 30))
    assert (june.open, june.invoices) == (usd("5119.85"), 84)
    aged = [bucket.amount.plain() for bucket in june.ageing.buckets]
    assert aged == ["4284.29", "835.56", "0.00", "0.00", "0.00", "0.00"]


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


def _policy_of_the_sample(desk: Desk) -> PolicyId:
    """A dollar policy over the two years of the sample, limits of a hundred on every other buyer."""
    desk.on(date(2011, 12, 1))
    set_authority(house_act(), AUTOMATIC, per_decision=usd("1000"), per_buyer=usd("1000"), valid_from=today())
    policy = draft_policy(
        desk.underwriter,
        policyholder=desk.policyholder,
        currency="USD",
        first=date(2012, 1, 1),
        last=date(2013, 12, 31),
        terms={"maximum_extension_days": 10, "premium_rates": [{"rate": "0.0035"}], "allocation": "as_designated"},
    )
    bind_policy(desk.underwriter, policy)
    names = sorted({row.split(",")[1] for row in IBM.read_text().splitlines()[1:]})
    buyers = {name: NamedBuyer(name, PartyEntry(name), named=False) for name in names[::2]}
    linked = link_buyers(desk.customer, policy, buyers)
    for party in linked.parties.values():
        request_limit(desk.customer, policy, party, amount=usd("100"))
    desk.on(date(2014, 2, 1))
    return policy
