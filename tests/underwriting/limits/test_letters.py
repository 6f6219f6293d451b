"""The letter on a limit decision: said in both languages, issued once, in the policy's."""

from __future__ import annotations

from datetime import date

import pytest

from insurer.infra.documents.issuing import issued_about
from insurer.infra.documents.press import pdf_available
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Conflict
from tests.builders.underwriting import Desk
from underwriting.limits.documents import limit_letter_html
from underwriting.limits.jobs import issue_limit_letter, limit_letter_state
from underwriting.public import DecisionReason, place_hold


@pytest.fixture
def hold(desk: Desk) -> str:
    """A hold on a buyer with a limit of 40 000: the number of the decision."""
    buyer = desk.buyer()
    desk.limit(buyer, "40000")
    return place_hold(desk.junior, desk.policy, buyer, ship_from=date(2025, 6, 9), reason=DecisionReason.OVERDUES)


@pytest.mark.parametrize(("locale", "said"), [("en", "we stop cover on"), ("zh", "停止承保买方")])
def test_the_letter_says_what_was_decided_from_when_and_what_stood_before(hold: str, locale: str, said: str):
    html = limit_letter_html(hold, locale)

    assert said in html
    assert "40,000.00" in html
    assert "PREVIEW" in html


@pytest.mark.skipif(pdf_available() is not None, reason="PDF output is off: pango is missing")
def test_the_letter_is_issued_once(hold: str):
    assert limit_letter_state(hold).waiting

    issue_limit_letter(house_act(), hold)

    assert [one.kind for one in issued_about(f"limit:{hold}")] == ["limits.decision_letter"]
    with pytest.raises(Conflict, match="issued_before"):
        issue_limit_letter(house_act(), hold)
