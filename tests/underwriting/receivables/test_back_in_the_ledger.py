"""An invoice that a full ledger left out comes back in a later one: open, with its cover, and the past stays known."""

from __future__ import annotations

from datetime import date

import pytest

from insurer.infra.audit.trail import verify
from insurer.kernel.money import Money
from tests.builders.policies import at
from tests.builders.underwriting import Desk, csv, line
from underwriting.exposure.queries import covered_ledger
from underwriting.public import import_ledger, import_outcome, receivables_of
from underwriting.receivables.queries import import_of
from underwriting.receivables.rules.lateness import lateness
from underwriting.receivables.states import ImportMode

FIRST, GONE, BACK = date(2025, 1, 15), date(2025, 1, 31), date(2025, 2, 14)
BETWEEN, AFTER = date(2025, 2, 5), date(2025, 2, 15)


@pytest.fixture
def closed(desk: Desk) -> Desk:
    """A-2 was in the first ledger and not in the full one after it."""
    buyer = desk.on(date(2025, 1, 5)).buyer()
    desk.limit(buyer, "20000.00")
    desk.on(FIRST).ledger(line("A-1", "1000.00"), line("A-2", "500.00"))
    _full(desk.on(GONE), line("A-1", "1000.00"))
    return desk.on(BACK)


def _full(desk: Desk, *rows: tuple[str, ...]) -> object:
    return import_ledger(desk.customer, desk.policy, content=csv(rows), filename="full.csv", mode=ImportMode.FULL)


def _open(desk: Desk, day: date, known: date | None = None) -> str:
    items = receivables_of(desk.policy, as_of=day, known_by=at(known) if known else None)
    return next(item.open.plain() for item in items if item.number == "A-2")


def _insured(desk: Desk, day: date, known: date | None = None) -> dict[str, Money]:
    found = covered_ledger((desk.policy,), day, at(known) if known else None)
    return {one.item.receivable.number: one.item.verdict.insured for one in found.items(range(len(found.due)))}


@pytest.mark.parametrize("mode", list(ImportMode))
def test_it_is_open_again_and_what_was_known_then_stays_known(closed: Desk, mode: ImportMode) -> None:
    assert _open(closed, BACK) == "0.00"
    assert "A-2" not in _insured(closed, BACK)

    done = import_outcome(
        import_ledger(
            closed.customer, closed.policy, content=csv([line("A-1", "1000.00"), line("A-2", "500.00")]),
            filename="l.csv", mode=mode,
        )
    )  # fmt: skip

    assert (done.accepted, done.unchanged, done.refused, done.closed, done.reopened) == (1, 1, 0, 0, 1)
    assert import_of(done.id).understood["reopened_numbers"] == ["A-2"]
    assert [_open(closed, day) for day in (FIRST, GONE, BETWEEN, BACK)] == ["500.00"] * 4
    assert [_open(closed, day, known=BETWEEN) for day in (FIRST, GONE, BETWEEN)] == ["500.00", "0.00", "0.00"]
    assert _insured(closed, BACK)["A-2"] == closed.money("500.00")
    assert "A-2" not in _insured(closed, BETWEEN, known=BETWEEN)
    assert _insured(closed, BETWEEN, known=AFTER)["A-2"] == closed.money("500.00")
    assert verify()[1] == []


def test_it_may_come_back_paid_and_then_counts_as_paid_on_that_day(closed: Desk) -> None:
    done = import_outcome(closed.ledger(line("A-2", "500.00", paid_on="2025-01-25", paid="500.00")))

    assert (done.accepted, done.refused, done.reopened) == (1, 0, 1)
    items = receivables_of(closed.policy, as_of=BACK)
    assert {item.number: item.paid_on for item in items}["A-2"] == date(2025, 1, 25)
    assert lateness(items).paid == 1
    assert _open(closed, date(2025, 1, 24)) == "500.00"


def test_the_same_ledger_again_changes_nothing_and_it_can_leave_again(closed: Desk) -> None:
    rows = line("A-1", "1000.00"), line("A-2", "500.00")
    closed.ledger(*rows)

    again = import_outcome(closed.ledger(*rows))
    assert (again.accepted, again.unchanged, again.reopened) == (0, 2, 0)

    _full(closed.on(date(2025, 4, 30)), rows[0])
    assert [_open(closed, day) for day in (BACK, date(2025, 4, 30))] == ["500.00", "0.00"]
    closed.on(date(2025, 5, 31)).ledger(*rows)
    assert _open(closed, date(2025, 4, 30)) == "500.00"


def test_a_ledger_of_before_the_closing_reopens_nothing(closed: Desk) -> None:
    late = import_outcome(closed.ledger(line("A-2", "500.00"), as_of=FIRST))

    assert (late.unchanged, late.reopened) == (1, 0)
    assert _open(closed, BACK) == "0.00"


def test_a_row_that_contradicts_the_invoice_does_not_bring_it_back(closed: Desk) -> None:
    done = import_outcome(closed.ledger(line("A-2", "501.00")))

    assert (done.refused, done.reopened) == (1, 0)
    assert [error.code for error in done.errors] == ["ledger.row.differs_from_recorded"]
    assert _open(closed, BACK) == "0.00"
