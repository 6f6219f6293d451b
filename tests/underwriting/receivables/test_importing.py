"""Ledgers into the database: what is new, what moved on, what contradicts, and nothing lost."""

from __future__ import annotations

from datetime import date

import pytest

from insurer.infra.audit.trail import verify
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ImportId
from tests.builders.policies import at, eur
from tests.builders.underwriting import HEADERS, Desk, csv, line
from underwriting.public import ImportOutcome, buyers_of, import_ledger, import_outcome, receivables_of
from underwriting.receivables.queries import refused_rows
from underwriting.receivables.states import ImportState

JUNE = date(2025, 6, 30)


@pytest.fixture
def office(desk: Desk) -> Desk:
    return desk.on(JUNE)


def _counts(outcome: ImportOutcome) -> tuple[int, int, int, int]:
    assert outcome.rows == outcome.accepted + outcome.refused + outcome.unchanged
    return outcome.rows, outcome.accepted, outcome.refused, outcome.unchanged


def _codes(import_id: ImportId) -> list[str]:
    return [error.code for error in import_outcome(import_id).errors]


def test_a_ledger_becomes_invoices_receipts_and_buyers(office: Desk) -> None:
    done = import_outcome(
        office.ledger(
            line("A-1", "1000.00"),
            line("A-2", "500.00", paid_on="2025-03-20", paid="500.00"),
            line("B-1", "70.00", customer="C-2", name="Olsen AS", country="NO"),
        )
    )

    assert (done.state, _counts(done)) == (ImportState.DONE, (3, 3, 0, 0))
    assert (done.buyers_matched, done.buyers_new) == (0, 2)
    assert done.totals == {"EUR": eur("1570.00")}
    items = receivables_of(office.policy, as_of=JUNE)
    assert {item.number: item.open for item in items} == {"A-1": eur("1000"), "A-2": eur("0"), "B-1": eur("70")}
    assert sorted(buyers_of(office.policy).values()) == [("C-1",), ("C-2",)]
    assert verify()[1] == []


def test_the_same_file_twice_changes_nothing(office: Desk) -> None:
    rows = [line("A-1", "1000.00"), line("A-2", "500.00", paid_on="2025-03-20"), line("A-3", "9.99", disputed="yes")]
    office.ledger(*rows)
    before = receivables_of(office.policy, as_of=JUNE)

    again = import_outcome(office.on(date(2025, 7, 1)).ledger(*rows, as_of=JUNE))

    assert _counts(again) == (3, 0, 0, 3)
    assert receivables_of(office.policy, as_of=JUNE) == before
    assert (again.buyers_matched, again.buyers_new) == (1, 0)


def test_what_was_paid_since_is_a_receipt_and_the_past_stays_known(office: Desk) -> None:
    office.ledger(line("A-1", "1000.00"))
    july = date(2025, 7, 31)

    first = office.on(july).ledger(line("A-1", "1000.00", paid_on="2025-07-10", paid="400.00"))
    rest = office.on(date(2025, 8, 31)).ledger(line("A-1", "1000.00", paid_on="2025-08-20", paid="1000.00"))

    assert _counts(import_outcome(first)) == _counts(import_outcome(rest)) == (1, 1, 0, 0)

    def open_on(day: date, known: date | None = None) -> str:
        known_by = at(known) if known else None
        return receivables_of(office.policy, as_of=day, known_by=known_by)[0].open.plain()

    assert [open_on(day) for day in (JUNE, july, date(2025, 8, 31))] == ["1000.00", "600.00", "0.00"]
    assert open_on(july, known=date(2025, 7, 1)) == "1000.00"


def test_contradictions_are_refused_and_everything_else_is_taken(office: Desk) -> None:
    office.ledger(line("A-1", "1000.00"), line("A-2", "500.00", paid_on="2025-03-20"))

    second = office.ledger(
        line("A-1", "1000.01"),
        line("A-2", "500.00"),
        line("A-3", "60.00", paid_on="2025-07-01"),
        line("A-4", "60.00", due="2024-12-31"),
        line("A-5", "60.00"),
    )

    outcome = import_outcome(second)
    assert _counts(outcome) == (5, 1, 4, 0)
    assert [(error.line, error.code) for error in outcome.errors] == [
        (2, "ledger.row.differs_from_recorded"),
        (3, "ledger.row.received_less_than_recorded"),
        (4, "ledger.row.in_the_future"),
        (5, "ledger.row.due_before_invoice"),
    ]
    assert outcome.errors[0].value == "1000.01"
    assert [row.line for row in refused_rows(second)] == [2, 3, 4, 5]
    assert refused_rows(second)[0].cells[3] == "A-1"
    assert {item.number for item in receivables_of(office.policy, as_of=JUNE)} == {"A-1", "A-2", "A-5"}


def test_an_older_ledger_sent_late_takes_no_payment_back(office: Desk) -> None:
    office.ledger(line("A-1", "1000.00", paid_on="2025-06-20"))

    late = office.ledger(line("A-1", "1000.00"), as_of=date(2025, 5, 31))

    assert _counts(import_outcome(late)) == (1, 0, 0, 1)


def test_a_number_that_lost_its_zeros_is_the_same_invoice(office: Desk) -> None:
    office.ledger(line("0000611365", "55.94"))

    again = import_outcome(office.ledger(line("611365", "55.94")))
    other = import_outcome(office.ledger(line("611365", "77.00")))

    assert _counts(again) == (1, 0, 0, 1)
    assert _counts(other) == (1, 1, 0, 0)


def test_a_dispute_comes_and_goes_with_its_day(office: Desk) -> None:
    office.ledger(line("A-1", "1000.00"))
    office.on(date(2025, 7, 31)).ledger(line("A-1", "1000.00", disputed="yes"))
    office.on(date(2025, 8, 31)).ledger(line("A-1", "1000.00"))

    days = (JUNE, date(2025, 7, 31), date(2025, 8, 31))
    disputed = [receivables_of(office.policy, as_of=day)[0].disputed.plain() for day in days]

    assert disputed == ["0.00", "1000.00", "0.00"]


def test_a_ledger_without_a_column_for_disputes_ends_none(office: Desk) -> None:
    office.ledger(line("A-1", "1000.00", disputed="yes"))
    told = csv([line("A-1", "1000.00", paid_on="2025-07-15", paid="400.00")[:-1]], HEADERS[:-1])

    day = date(2025, 7, 31)
    import_id = import_ledger(office.on(day).customer, office.policy, content=told, filename="ledger.csv")

    assert _counts(import_outcome(import_id)) == (1, 1, 0, 0)
    assert receivables_of(office.policy, as_of=day)[0].disputed.plain() == "1000.00"


def test_one_company_under_two_numbers_cannot_owe_one_invoice_twice(office: Desk) -> None:
    both = office.ledger(line("A-1", "10.00"), line("A-1", "10.00", customer="C-2"))

    assert _counts(import_outcome(both)) == (2, 1, 1, 0)
    assert _codes(both) == ["ledger.row.repeats_invoice_of_buyer"]


def test_a_file_that_cannot_be_read_is_a_failed_import_with_its_reason(office: Desk) -> None:
    failed = import_outcome(
        import_ledger(office.customer, office.policy, content=b"only,words\nand,more\n", filename="notes.csv")
    )

    assert failed.state is ImportState.FAILED
    assert failed.error_code is not None
    assert receivables_of(office.policy, as_of=JUNE) == []


def test_a_ledger_is_not_stated_in_the_future(office: Desk) -> None:
    with pytest.raises(InvalidInput, match="stated_in_the_future"):
        import_ledger(
            office.customer, office.policy, content=csv([line("A-1", "1")]), filename="l.csv", as_of=date(2025, 7, 1)
        )


def test_reading_needs_the_same_few_queries_for_ten_rows_and_for_a_thousand(office: Desk) -> None:
    from sqlalchemy import event

    from insurer.infra.db import db

    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    office.ledger(*(line(f"A-{number}", "10.00") for number in range(10)))
    few = len(statements)
    office.ledger(*(line(f"B-{number}", "10.00") for number in range(1000)))

    selects = sum(1 for statement in statements[few:] if statement.startswith("SELECT"))
    assert selects < 40
