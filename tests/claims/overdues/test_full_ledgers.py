"""A full ledger that leaves out what a notice or a claim speaks of does not close it."""

from __future__ import annotations

from datetime import date

from insurer.infra.db import db
from tests.builders.claims import Department
from tests.builders.underwriting import csv, line
from underwriting.public import import_ledger, receivables_of
from underwriting.receivables.models import LedgerImport
from underwriting.receivables.states import ImportMode

SHIPPED, NOTICE, CLAIM = date(2025, 2, 1), date(2025, 3, 20), date(2025, 5, 20)


def _full(department: Department, day: date) -> LedgerImport:
    """A ledger of that day which knows of one invoice only, and not of the others."""
    act = department.on(day).act("policyholder")
    rows = [line("A-9", "70.00", name="Hollow Oak Ltd")]
    done = import_ledger(act, department.policy, content=csv(rows), filename="full.csv", mode=ImportMode.FULL)
    return db.session.get_one(LedgerImport, done)


def _open(department: Department, day: date) -> dict[str, str]:
    return {item.number: item.open.plain() for item in receivables_of(department.policy, as_of=day)}


def test_invoices_of_a_notice_and_of_a_claim_stay_open_and_are_listed(department: Department) -> None:
    department.on(SHIPPED).name_buyer()
    claimed, noted = department.invoice("A-1", "10000.00"), department.invoice("A-2", "500.00", term=35)
    department.invoice("A-3", "30.00")
    department.on(date(2025, 3, 10)).notify(claimed)
    department.on(NOTICE).notify(noted)

    at_notice = _full(department, NOTICE)

    assert (at_notice.closed, at_notice.understood["kept_open"]) == (1, ["A-1", "A-2"])
    assert _open(department, NOTICE) == {"A-1": "10000.00", "A-2": "500.00", "A-3": "0.00", "A-9": "70.00"}

    department.on(CLAIM).file()
    at_claim = _full(department, CLAIM)

    assert (at_claim.closed, at_claim.understood["kept_open"]) == (0, ["A-1", "A-2"])
    assert _open(department, CLAIM)["A-1"] == "10000.00"
