"""The papers after a decision: the advice of the payment and the statement of a recovery, each issued once."""

from __future__ import annotations

from datetime import date

import pytest

from claims.indemnity.documents import payment_html
from claims.indemnity.jobs import issue_payment_advice
from claims.recoveries.documents import recovery_html
from claims.recoveries.jobs import issue_recovery_statement, statement_state
from claims.recoveries.queries import to_collect
from claims.recoveries.services import book_recovery
from insurer.infra.documents.issuing import issued_about
from insurer.infra.documents.press import pdf_available
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Conflict
from tests.builders.claims import Department
from tests.builders.policies import eur


@pytest.fixture
def shared(department: Department) -> str:
    """A paid claim of 9 000 on which 3 000 came in."""
    claim = department.paid()
    department.on(date(2025, 6, 2))
    book_recovery(department.act("adjuster"), claim, received_on=date(2025, 6, 1), amount=eur("3000"), costs=eur("300"))
    return "RE-2025-000001"


@pytest.mark.parametrize(
    ("locale", "advice", "statement"), [("en", "9,000.00", "We pay your share"), ("zh", "赔款支付", "贵公司份额")]
)
def test_both_papers_say_what_was_paid_and_shared(
    department: Department, shared: str, locale: str, advice: str, statement: str
):
    assert advice in payment_html("PA-2025-000001", locale)
    said = recovery_html(shared, locale)
    assert statement in said
    assert "2,430.00" in said
    assert "270.00" in said


@pytest.mark.skipif(pdf_available() is not None, reason="PDF output is off: pango is missing")
def test_each_is_issued_once(department: Department, shared: str):
    assert statement_state("CL-2025-000001", shared).waiting
    issue_payment_advice(house_act(), "PA-2025-000001")
    issue_recovery_statement(house_act(), shared)

    kinds = [one.kind for one in issued_about("claim:CL-2025-000001")]
    assert kinds == ["claims.recovery_statement", "claims.payment_advice"]
    with pytest.raises(Conflict, match="issued_before"):
        issue_payment_advice(house_act(), "PA-2025-000001")


def test_the_officer_sees_what_was_paid_and_has_not_come_back(department: Department, shared: str):
    [one] = to_collect()

    assert (one.number, one.recovered, one.left) == ("CL-2025-000001", eur("2430"), eur("6570"))
    assert one.last == date(2025, 6, 1)
