"""The premium report: every day, every currency, page and files alike; on both databases."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from insurer.infra.ledger import Account, trial_balance
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId, PolicyId
from insurer.kernel.money import Money
from insurer.kernel.period import Period
from insurer.reports.premium.documents import report_csv, report_xlsx, safe_text
from insurer.reports.premium.queries import premium_report
from insurer.reports.premium.rules import last_months, premium_months
from policies.facts import EarningMethod, Note, NoteKind, PolicyPremium
from policies.public import bind_policy, draft_policy, premium_position, receive_premium
from tests.builders.policies import FIRST, LAST, TERMS, Office, at, eur

JUNE = date(2025, 6, 15)


@pytest.fixture
def office(in_app: Flask, clock: Any) -> Iterator[Office]:
    with reading_as(ALL):
        yield Office(clock).on(date(2025, 1, 2))


def test_months_and_currencies_sum_to_what_the_books_say(office: Office):
    holder = office.company()
    office.bound(holder)
    dollars = draft_policy(office.underwriter, policyholder=holder, currency="USD", first=FIRST, last=LAST, terms=TERMS)
    bind_policy(office.underwriter, dollars)
    office.on(date(2025, 3, 1))
    receive_premium(office.officer, "DN-2025-000001", amount=eur("8820"), received_on=date(2025, 2, 10))
    office.on(JUNE)

    rows = premium_report(JUNE)

    assert [row.written.currency for row in rows[:2]] == ["EUR", "USD"]
    assert [row.end for row in rows if row.written.currency == "EUR"][-2:] == [date(2025, 5, 31), JUNE]
    for row in rows:
        assert row.earned_to_date + row.unearned == row.written_to_date
    for row in last_months(rows):
        mine = [one for one in rows if one.written.currency == row.written.currency]
        assert Money.total((one.written for one in mine), row.written.currency) == row.written_to_date
        assert Money.total((one.earned for one in mine), row.written.currency) == row.earned_to_date
        balances = {
            one.account: one.balance for one in trial_balance(JUNE) if one.debits.currency == row.written.currency
        }
        assert balances[Account.PREMIUM_RECEIVABLE] == row.receivable
        assert -balances[Account.PREMIUM_WRITTEN] == row.written_to_date


def test_the_report_agrees_with_each_policys_own_page(office: Office):
    policy = office.bound(office.company())

    for day in (date(2025, 1, 2), date(2025, 4, 30), JUNE, LAST):
        position = premium_position(policy, day)
        (row,) = last_months(premium_report(day))
        assert (row.written_to_date, row.earned_to_date, row.unearned) == (
            position.written, position.earned, position.unearned,
        )  # fmt: skip
        assert (row.receivable, row.overdue) == (position.receivable, position.overdue)


def test_before_the_first_note_there_is_nothing_to_report(office: Office):
    office.bound(office.company())

    assert premium_report(date(2025, 1, 1)) == []


def test_the_files_hold_the_same_figures_as_the_page(office: Office):
    office.bound(office.company())
    rows = premium_report(JUNE)

    lines = list(csv.reader(io.StringIO(report_csv(rows, "en").decode("utf-8-sig"))))
    assert lines[0][:4] == ["Month from", "To", "Currency", "Written premium"]
    assert lines[1][:5] == ["2025-01-01", "2025-01-31", "EUR", "33600.00", rows[0].earned.plain()]
    book = ZipFile(io.BytesIO(report_xlsx(rows, "zh", JUNE)))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r"<v>33600(\.0+)?</v>", sheet)
    assert "<f>" not in sheet
    assert "签单保费" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\tx"])
def test_text_that_looks_like_a_formula_is_shown_and_not_run(text: str):
    assert safe_text(text) == f"'{text}"
    assert safe_text("Nordwind") == "Nordwind"


@settings(max_examples=50)
@given(
    premiums=st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(0, 400)), min_size=1, max_size=5),
    method=st.sampled_from(EarningMethod),
    day=st.integers(0, 500),
)
def test_earned_and_unearned_make_up_what_is_written_whatever_the_notes_and_the_day(
    premiums: list[tuple[int, int]], method: EarningMethod, day: int
):
    notes = tuple(
        Note(
            number=f"DN-{place}",
            policy=PolicyId(1),
            policy_number="PO-1",
            policyholder=PartyId(1),
            kind=NoteKind.DEPOSIT,
            issued_on=FIRST + timedelta(days=issued),
            due_on=FIRST + timedelta(days=issued + 14),
            recorded_at=at(FIRST),
            period=Period.including(FIRST, LAST),
            premium=Money(minor, "EUR"),
            tax=Money(0, "EUR"),
            commission=Money(0, "EUR"),
        )
        for place, (minor, issued) in enumerate(premiums)
    )

    rows = premium_months([PolicyPremium("PO-1", PartyId(1), "EUR", method, notes, ())], FIRST + timedelta(days=day))

    for row in rows:
        assert row.earned_to_date + row.unearned == row.written_to_date
    assert Money.total((row.written for row in rows), "EUR") == Money.total(
        (note.premium for note in notes if note.issued_on <= FIRST + timedelta(days=day)), "EUR"
    )
