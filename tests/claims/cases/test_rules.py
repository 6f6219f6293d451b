"""What the examiner's checks find, each with its clause."""

from __future__ import annotations

from datetime import date

from claims.cases.queries import checks_of, claim_facts
from claims.cases.rules import findings
from insurer.kernel.findings import Finding
from insurer.kernel.ids import ClaimId
from tests.builders.claims import SHIPPED, Department
from tests.builders.policies import eur

CLAIM_DAY = date(2025, 5, 5)


def _found(claim: ClaimId, day: date = CLAIM_DAY) -> dict[str, Finding]:
    return {finding.code: finding for finding in findings(checks_of(claim_facts(claim), day))}


def test_a_claim_in_good_order_has_no_findings(department: Department):
    assert _found(department.claimed()) == {}


def test_a_late_notice_and_a_late_claim_are_warnings_with_their_days(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 4, 20)).notify(receivable)
    claim = department.on(date(2025, 9, 1)).file()

    found = _found(claim, date(2025, 9, 1))

    notice, late = found["claims.finding.late_notice"], found["claims.finding.late_claim"]
    assert (notice.clause, notice.facts["count"]) == ("clocks.notice_days", 3)
    assert (late.clause, late.facts["last"]) == ("clocks.claim_days", date(2025, 8, 30))


def test_a_running_waiting_period_is_a_note_and_no_refusal(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 3, 10)).notify(receivable)
    claim = department.file()

    waiting = _found(claim, date(2025, 4, 30))["claims.finding.waiting"]

    assert (waiting.weight.value, waiting.facts["count"]) == ("note", 2)


def test_no_limit_is_an_error_on_the_invoice(department: Department):
    buyer = department.office.company("Unknown Buyer SA", "FR")
    claim = department.claimed(buyer=buyer)

    finding = _found(claim)["cover.reason.no_limit"]

    assert (finding.weight.value, finding.facts["number"], finding.facts["amount"]) == ("error", "A-1", eur("10000"))


def test_what_was_paid_by_the_date_of_loss_is_an_error(department: Department):
    receivable = department.on(SHIPPED).invoice("A-1", "10000")
    department.on(date(2025, 3, 10)).notify(receivable)
    claim = department.on(CLAIM_DAY).file()
    department.receipt(receivable, "10000", date(2025, 4, 1))

    assert _found(claim)["claims.finding.paid"].weight.value == "error"


def test_shipping_on_while_the_buyer_was_overdue_is_a_question_not_a_refusal(department: Department):
    first = department.on(SHIPPED).invoice("A-1", "10000")
    second = department.invoice("A-2", "400", shipped=date(2025, 3, 20))
    department.on(date(2025, 4, 25)).notify(first, second)
    claim = department.on(date(2025, 7, 1)).file()

    flag = _found(claim, date(2025, 7, 1))["claims.finding.shipped_knowing"]

    assert (flag.weight.value, flag.facts["number"], flag.facts["since"]) == ("note", "A-2", date(2025, 3, 3))


def test_the_same_day_and_amount_under_another_number_is_a_warning(department: Department):
    department.on(SHIPPED).invoice("A-1B", "10000")

    assert _found(department.claimed())["claims.finding.twin"].facts == {"number": "A-1", "other": "A-1B"}


def test_unpaid_premium_is_a_warning(house, clock):
    department = Department.open(clock, premium_due_days=14, instalments=1)
    department.limit()

    assert _found(department.claimed())["claims.finding.premium_unpaid"].facts["amount"].minor > 0
