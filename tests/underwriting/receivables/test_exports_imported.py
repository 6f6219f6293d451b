"""Exports of accounting programs in the ledger: invoices, credit notes and payments each as what they are."""

from __future__ import annotations

from datetime import date

import pytest

from insurer.infra.audit.trail import verify
from insurer.infra.db import db
from tests.builders import exports
from tests.builders.policies import eur
from tests.builders.underwriting import Desk
from underwriting.public import exposure_summary, import_ledger, import_outcome, receivables_of
from underwriting.receivables.models import ReceivableReceipt

MAY = date(2025, 5, 31)
FILES = {
    "SAP": lambda: exports.workbook({"Cover": [("Prepared by", "A. Clerk")], "Sheet1": exports.sap_rows()}),
    "SAP, printed": exports.sap_list,
    "DATEV": exports.datev_with_side,
    "Kingdee": exports.kingdee,
    "Xero": exports.xero,
}


@pytest.mark.parametrize("program", FILES)
def test_every_open_item_is_booked_as_what_it_is_and_the_debt_is_their_sum(desk: Desk, program: str) -> None:
    office = desk.on(MAY)
    content = FILES[program]()

    done = import_outcome(
        import_ledger(office.customer, office.policy, content=content, filename="export", currency="EUR")
    )

    assert (done.accepted, done.refused, done.buyers_new) == (5, 0, 2)
    assert done.totals == {"EUR": eur("52214.56")}
    assert [item.open.plain() for item in receivables_of(office.policy, as_of=MAY)].count("50000.00") == 1
    receipts = db.session.query(ReceivableReceipt).order_by(ReceivableReceipt.day).all()
    assert [(one.kind, one.number_key, one.day, one.amount, one.receivable_id) for one in receipts] == [
        ("credit_note", "1600000003", date(2025, 5, 2), eur("100.50"), None),
        ("payment", "1400000009", date(2025, 5, 15), eur("2500"), None),
    ]
    assert exposure_summary(office.policy, MAY).open == eur("49614.06")
    again = import_outcome(import_ledger(office.customer, office.policy, content=content, filename="e", currency="EUR"))
    assert (again.accepted, again.unchanged, again.refused) == (0, 5, 0)
    assert verify()[1] == []
