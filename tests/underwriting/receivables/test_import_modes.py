"""Full ledgers, ledgers taken whole or not at all, imports that are stopped, and how a file was read the last time."""

from __future__ import annotations

from datetime import date

import pytest

from insurer.accounts.facts import Role
from insurer.infra.audit.trail import verify
from insurer.infra.db import db
from insurer.infra.jobs.models import Job
from insurer.infra.jobs.running import run_job
from insurer.kernel.ids import ReceivableId
from policies.public import policy_facts
from tests.builders.policies import eur
from tests.builders.underwriting import HEADERS, Desk, csv, line
from underwriting.public import import_ledger, import_outcome, receivables_of, receive_ledger
from underwriting.receivables.models import LedgerImport
from underwriting.receivables.queries import refused_rows, remembered_plan
from underwriting.receivables.rules.lateness import lateness
from underwriting.receivables.services import closing
from underwriting.receivables.services.importing import JOB, Rehearsed, cancel_import, rehearse_import
from underwriting.receivables.services.progress import Stage, ask_to_stop, progress_of, telling
from underwriting.receivables.states import ImportMode, ImportState
from underwriting.receivables.terms import ReadingPlan

JUNE, JULY = date(2025, 6, 30), date(2025, 7, 31)


@pytest.fixture
def office(desk: Desk) -> Desk:
    desk.on(JUNE).ledger(line("A-1", "1000.00"), line("A-2", "500.00"), line("007", "70.00"), line("A-4", "9.00"))
    return desk.on(JULY)


def _full(office: Desk, *rows: tuple[str, ...], **rest: object) -> LedgerImport:
    done = import_ledger(
        office.customer, office.policy, content=csv(rows), filename="full.csv", mode=ImportMode.FULL, **rest
    )  # type: ignore[arg-type]
    return db.session.get_one(LedgerImport, done)


def _open(office: Desk, day: date) -> dict[str, str]:
    return {item.number: item.open.plain() for item in receivables_of(office.policy, as_of=day)}


def test_a_full_ledger_closes_what_it_holds_no_more_as_of_its_day(office: Desk) -> None:
    done = _full(office, line("A-1", "1000.00"), line("7", "70.00"), line("A-4", "9.00", due="never"))

    assert (done.state, done.accepted, done.refused, done.closed) == (ImportState.DONE, 0, 1, 1)
    assert _open(office, JULY) == {"A-1": "1000.00", "A-2": "0.00", "007": "70.00", "A-4": "9.00"}
    assert _open(office, JUNE)["A-2"] == "500.00"
    assert verify()[1] == []


def test_closing_by_absence_is_no_experience_of_payment(office: Desk) -> None:
    _full(office, line("A-1", "1000.00"))

    items = receivables_of(office.policy, as_of=JULY)

    assert {item.number: item.paid_on for item in items}["A-2"] is None
    assert lateness(items).paid == 0


def test_what_a_notice_or_claim_speaks_of_is_not_closed_silently(office: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    noted = next(item.id for item in receivables_of(office.policy, as_of=JULY) if item.number == "A-2")
    monkeypatch.setattr(closing, "_in_hand", [lambda _policy: {ReceivableId(noted)}])

    done = _full(office, line("A-1", "1000.00"))

    assert done.closed == 2
    assert done.understood["kept_open"] == ["A-2"]
    assert _open(office, JULY)["A-2"] == "500.00"


def test_a_full_ledger_of_which_nothing_can_be_taken_closes_nothing(office: Desk) -> None:
    done = _full(office, line("B-1", "1.00", due="never"))

    assert (done.state, done.error_code) == (ImportState.FAILED, "ledger.full.states_nothing")
    assert _open(office, JULY)["A-1"] == "1000.00"


def test_a_ledger_taken_whole_leaves_nothing_but_its_reasons_when_a_row_is_refused(office: Desk) -> None:
    rows = [line("B-1", "10.00", customer="C-9", name="Olsen AS", country="NO"), line("B-2", "x")]

    done = import_ledger(office.customer, office.policy, content=csv(rows), filename="l.csv", whole=True)

    outcome = import_outcome(done)
    assert (outcome.state, outcome.error_code, outcome.accepted) == (ImportState.FAILED, "ledger.import.not_whole", 0)
    assert [row.line for row in refused_rows(done)] == [3]
    assert [error.code for error in outcome.errors] == ["ledger.row.not_an_amount"]
    assert "B-1" not in _open(office, JULY)
    assert verify()[1] == []
    assert import_outcome(office.ledger(rows[0])).buyers_new == 1


def test_an_import_that_is_told_to_stop_keeps_nothing(office: Desk) -> None:
    waiting = receive_ledger(office.customer, office.policy, content=csv([line("B-1", "10.00")]), filename="l.csv")
    telling(waiting)(Stage.CHECKING, 3, 10)
    told = progress_of(waiting)
    assert told is not None
    assert (told.stage, told.done, told.rows) == (Stage.CHECKING, 3, 10)

    ask_to_stop(waiting)
    job = db.session.query(Job.id).where(Job.kind == JOB).order_by(Job.id.desc()).limit(1).scalar()
    run_job(job)

    assert import_outcome(waiting).state is ImportState.CANCELLED
    assert "B-1" not in _open(office, JULY)
    assert progress_of(waiting) is None


def test_an_import_cancelled_before_it_began_is_never_read(office: Desk) -> None:
    waiting = receive_ledger(office.customer, office.policy, content=csv([line("B-1", "10.00")]), filename="l.csv")

    cancel_import(office.act(Role.POLICYHOLDER_USER), waiting)
    job = db.session.query(Job.id).where(Job.kind == JOB).order_by(Job.id.desc()).limit(1).scalar()
    run_job(job)

    assert import_outcome(waiting).state is ImportState.CANCELLED
    assert "B-1" not in _open(office, JULY)


def test_a_file_with_the_same_headings_is_read_as_the_last_one_was(office: Desk) -> None:
    policyholder = policy_facts(office.policy).policyholder

    known = remembered_plan(policyholder, HEADERS)

    assert known is not None
    assert known[1].mapping["invoice_number"] == "Invoice"  # type: ignore[index]
    assert remembered_plan(policyholder, ["Other"]) is None


def test_a_rehearsal_ends_with_what_would_have_become_of_it_and_keeps_nothing(office: Desk) -> None:
    with pytest.raises(Rehearsed) as told:
        rehearse_import(
            office.customer, office.policy, content=csv([line("A-1", "1000.00")]), filename="l.csv",
            plan=ReadingPlan(), mode=ImportMode.FULL,
        )  # fmt: skip

    assert (told.value.outcome.state, told.value.outcome.closed) == (ImportState.DONE, 3)
    assert told.value.closes == {"EUR": eur("579.00")}
    assert _open(office, JULY)["A-2"] == "500.00"
    assert db.session.query(LedgerImport).count() == 1
