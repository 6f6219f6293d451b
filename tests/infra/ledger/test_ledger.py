"""The books balance, and the database itself sees to it."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.ledger import (
    Account,
    LedgerEntry,
    Posting,
    credit,
    debit,
    post,
    reverse,
    trial_balance,
    trial_balance_difference,
)
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.money import Money

DAY = date(2025, 6, 30)


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


@command(needs=None)
def book(act: Act, postings: tuple[Posting, ...], on: date = DAY) -> str:
    """Book an entry."""
    return post(act, effective_on=on, kind="test", reference="DN-1", postings=postings)


@command(needs=None)
def undo(act: Act, number: str) -> str:
    """Reverse an entry."""
    return reverse(act, number, effective_on=DAY)


def _premium(amount: str) -> tuple[Posting, ...]:
    return debit(Account.PREMIUM_RECEIVABLE, eur(amount)), credit(Account.PREMIUM_WRITTEN, eur(amount))


def test_a_balanced_entry_stands_and_the_trial_balance_is_zero(in_app: Flask) -> None:
    book(house_act(), _premium("112.00"))

    balances = {row.account: row.balance for row in trial_balance(DAY)}
    assert balances == {Account.PREMIUM_RECEIVABLE: eur("112.00"), Account.PREMIUM_WRITTEN: eur("-112.00")}
    assert trial_balance_difference(trial_balance(DAY)) == {"EUR": eur("0")}


def test_an_entry_that_does_not_balance_in_every_currency_is_refused(in_app: Flask) -> None:
    crooked = (debit(Account.BANK, eur("10.00")), credit(Account.PREMIUM_WRITTEN, Money.of("10.00", "USD")))

    with pytest.raises(InvalidInput, match="not_balanced"):
        book(house_act(), crooked)
    assert db.session.scalar(select(LedgerEntry.id)) is None


def test_the_trial_balance_of_an_earlier_day_does_not_know_later_entries(in_app: Flask) -> None:
    book(house_act(), _premium("112.00"))

    assert trial_balance(date(2025, 6, 29)) == []


def test_an_entry_is_reversed_once_and_leaves_nothing(in_app: Flask) -> None:
    number = book(house_act(), _premium("112.00"))
    undo(house_act(), number)

    assert {row.balance.minor for row in trial_balance(DAY)} == {0}
    with pytest.raises(Conflict, match="already_reversed"):
        undo(house_act(), number)


def test_numbers_have_no_gaps_even_when_acts_fail(in_app: Flask) -> None:
    first = book(house_act(), _premium("1.00"))
    with pytest.raises(InvalidInput):
        book(house_act(), ())
    second = book(house_act(), _premium("2.00"))

    assert (first, second) == ("JE-2025-000001", "JE-2025-000002")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_posting SET amount_minor = 5",
        "DELETE FROM ledger_posting",
        "UPDATE ledger_entry SET kind = 'other'",
        "DELETE FROM ledger_entry",
        "INSERT INTO ledger_posting (id, entry_id, account, currency, amount_minor) VALUES (99, 1, 'bank', 'EUR', 5)",
    ],
)
def test_the_database_refuses_to_touch_what_was_booked(in_app: Flask, statement: str) -> None:
    book(house_act(), _premium("112.00"))
    db.session.remove()

    with pytest.raises(DBAPIError, match=r"append-only|already stands"), db.engine.begin() as connection:
        connection.execute(text(statement))


def test_the_database_refuses_an_unbalanced_entry_from_whoever_writes_it(in_app: Flask) -> None:
    with db.engine.connect() as connection:
        connection.execute(
            text(
                "INSERT INTO ledger_posting (id, entry_id, account, currency, amount_minor) "
                "VALUES (1, 7, 'bank', 'EUR', 5), (2, 7, 'premium_written', 'EUR', -4)"
            )
        )
        entry = text(
            "INSERT INTO ledger_entry (id, number, effective_on, recorded_at, kind, reference) "
            "VALUES (7, 'X-1', '2025-06-30', '2025-06-30 09:00:00', 'test', 'x')"
        )
        with pytest.raises(DBAPIError, match="balance"):
            connection.execute(entry)
