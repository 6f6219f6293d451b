"""Months: which are to be declared by when, and what a declaration says."""

from __future__ import annotations

from datetime import date

import pytest

from insurer.kernel.errors import Conflict
from insurer.kernel.ids import DeclarationId
from insurer.kernel.period import Period
from policies.public import policy_facts, premium_clauses
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from underwriting.exposure.queries import declaration_of, month_figures, months_to_declare
from underwriting.exposure.rules.declaring import months_left
from underwriting.public import declare_month

YEAR = Period.including(date(2025, 1, 1), date(2025, 12, 31))


def test_a_month_is_to_be_declared_once_it_is_over() -> None:
    found = months_left(YEAR, (), date(2025, 3, 1), "monthly", 20)

    assert [(one.end, one.due) for one in found] == [
        (date(2025, 1, 31), date(2025, 2, 20)),
        (date(2025, 2, 28), date(2025, 3, 20)),
    ]


def test_a_declared_month_is_left_out_and_quarters_share_one_last_day() -> None:
    found = months_left(YEAR, (date(2025, 1, 31),), date(2025, 4, 2), "quarterly", 30)

    assert [(one.end, one.due) for one in found] == [
        (date(2025, 2, 28), date(2025, 4, 30)),
        (date(2025, 3, 31), date(2025, 4, 30)),
    ]


def test_after_the_policys_end_no_month_is_added() -> None:
    found = months_left(YEAR, (), date(2026, 6, 1), "monthly", 20)

    assert found[-1].end == date(2025, 12, 31)
    assert len(found) == 12


def test_the_figures_before_declaring_are_those_that_are_declared_with_the_premium_on_them(desk: Desk) -> None:
    desk.limit(desk.buyer(), "1000")
    desk.on(date(2025, 2, 5))
    desk.ledger(line("A-1", "800.00"), line("A-2", "400.00"))
    policy = policy_facts(desk.policy)

    before = month_figures(policy, date(2025, 1, 31))
    made = declaration_of(DeclarationId(declare_month(desk.customer, desk.policy, date(2025, 1, 31))))

    assert (before.turnover, before.invoices) == (eur("1200.00"), 2)
    assert before.premium == eur("1200.00").share(premium_clauses(desk.policy).rates[0].rate)
    assert (made.turnover, made.balance, made.insured) == (before.turnover, before.balance, before.insured)
    assert date(2025, 1, 31) not in {one.end for one in months_to_declare(policy, date(2025, 2, 5))}


def test_a_correction_keeps_why_it_was_made_and_the_first_declaration_as_it_was(desk: Desk) -> None:
    desk.on(date(2025, 2, 5))
    desk.ledger(line("A-1", "800.00"))
    first = declaration_of(DeclarationId(declare_month(desk.customer, desk.policy, date(2025, 1, 31))))
    desk.on(date(2025, 2, 9))
    desk.ledger(line("A-1", "800.00"), line("A-2", "50.00"))

    corrected = declaration_of(
        DeclarationId(declare_month(desk.customer, desk.policy, date(2025, 1, 31), reason="One invoice was missing"))
    )

    assert (corrected.reason, corrected.turnover, corrected.replaces_id) == (
        "One invoice was missing",
        eur("850.00"),
        first.id,
    )
    again = month_figures(policy_facts(desk.policy), date(2025, 1, 31), known_by=first.made_at)
    assert again.turnover == first.turnover
    with pytest.raises(Conflict, match="declared_already"):
        declare_month(desk.customer, desk.policy, date(2025, 1, 31))
