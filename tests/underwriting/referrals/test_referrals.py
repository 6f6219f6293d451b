"""A decision above one's authority goes to somebody with more, who makes exactly it; R05: agreeing against editing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.approvals.queries import matters_on
from insurer.accounts.approvals.services import agree_to_matter
from insurer.accounts.facts import ApprovalState, Matter, Role
from insurer.accounts.public import standing_matter
from insurer.infra.clock import now
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, OutOfTurn, Refusal
from insurer.kernel.ids import LimitRequestId, PersonId
from tests.builders.browser import signed_in
from tests.builders.payments import someone
from tests.builders.policies import eur
from tests.builders.underwriting import Desk
from tests.claims.indemnity.test_races import at_once
from underwriting.authority.models import AuthorityUse
from underwriting.limits.queries import decision_on_request, request_of
from underwriting.public import DecisionReason, change_limit, decide_limit
from underwriting.referrals.services import agree_to_decision, refer_decision

JUNIOR, SENIOR = PersonId(1), PersonId(71)


@pytest.fixture
def request_id(desk: Desk) -> LimitRequestId:
    """A request for more than the junior's EUR 250,000, on a buyer with room for it."""
    buyer = desk.buyer()
    request = LimitRequestId(desk.limit(buyer, "400000"))
    desk.capacity(buyer, "900000")
    return request


def senior(desk: Desk, person: PersonId = SENIOR) -> Any:
    return someone(person, Role.SENIOR_UNDERWRITER, at=desk.clock.now())


def refer(desk: Desk, request: LimitRequestId, amount: str = "400000") -> Matter:
    refer_decision(desk.junior, request, amount=eur(amount), reason=DecisionReason.AS_ASKED, why="Ten good years")
    found = standing_matter("limit_decision", f"limit:{request_of(request).number}")
    assert found is not None
    return found


def test_what_is_beyond_the_junior_is_decided_by_the_senior_exactly_as_put_forward(
    desk: Desk, request_id: LimitRequestId
) -> None:
    with pytest.raises(NotAllowed, match="per_decision_exceeded"):
        decide_limit(desk.junior, request_id, amount=eur("400000"), reason=DecisionReason.AS_ASKED)
    found = refer(desk, request_id)
    with pytest.raises(NotAllowed, match="same_person"):
        agree_to_decision(senior(desk, JUNIOR), request_id)

    agree_to_matter(senior(desk), found.id, digest=found.digest)

    decision = decision_on_request(request_id)
    assert decision is not None
    assert (decision.amount, decision.ship_from) == (eur("400000"), desk.clock.now().date())
    assert [row.person_id for row in db.session.query(AuthorityUse)] == [SENIOR]
    assert [one.state for one in matters_on("limit_decision", found.subject)] == [ApprovalState.CARRIED_OUT]


def test_agreeing_needs_the_authority_too(desk: Desk, request_id: LimitRequestId) -> None:
    refer(desk, request_id)

    with pytest.raises(NotAllowed, match=r"authority\.none"):
        agree_to_decision(someone(SENIOR, Role.MANAGER, at=desk.clock.now()), request_id)
    assert decision_on_request(request_id) is None


def test_t04_nothing_is_edited_after_it_was_agreed_to_or_when_what_stood_has_changed(
    desk: Desk, request_id: LimitRequestId
) -> None:
    first = refer(desk, request_id)
    refer(desk, request_id, "399999.99")
    with pytest.raises(Conflict, match="no_longer_waiting"):
        agree_to_matter(senior(desk), first.id, digest=first.digest)
    buyer, policy = request_of(request_id).party_id, desk.policy
    other = LimitRequestId(desk.limit(buyer, "60000"))
    decide_limit(desk.junior, other, amount=eur("60000"), reason=DecisionReason.AS_ASKED)
    change_limit(desk.junior, policy, buyer, amount=eur("10000"), reason=DecisionReason.OVERDUES)

    with pytest.raises(Conflict, match="content_changed"):
        agree_to_decision(senior(desk), request_id)


def test_a_referral_is_void_once_the_request_is_decided_otherwise(desk: Desk, request_id: LimitRequestId) -> None:
    found = refer(desk, request_id)

    decide_limit(desk.junior, request_id, amount=eur("100000"), reason=DecisionReason.ABOVE_NEED)

    assert [one.state for one in matters_on("limit_decision", found.subject)] == [ApprovalState.VOIDED]
    with pytest.raises(OutOfTurn):
        refer(desk, request_id)


def test_more_than_was_asked_or_for_a_past_day_is_not_put_forward(desk: Desk, request_id: LimitRequestId) -> None:
    with pytest.raises(InvalidInput, match="more_than_asked"):
        refer(desk, request_id, "400000.01")
    with pytest.raises(InvalidInput, match="back_dated"):
        refer_decision(
            desk.junior,
            request_id,
            amount=eur("1"),
            reason=DecisionReason.AS_ASKED,
            ship_from=date(2025, 1, 2) - timedelta(days=1),
        )


def test_r05_of_an_agreement_and_an_edit_at_once_only_one_counts(
    house: Flask, desk: Desk, request_id: LimitRequestId
) -> None:
    read = refer(desk, request_id)
    checker, maker = senior(desk), desk.junior

    def edit() -> None:
        refer_decision(maker, request_id, amount=eur("390000"), reason=DecisionReason.AS_ASKED)

    answers = at_once(house, [lambda: agree_to_matter(checker, read.id, digest=read.digest), edit])

    refused = [answer for answer in answers if isinstance(answer, Refusal)]
    assert len(refused) == 1
    decision = decision_on_request(request_id)
    assert (decision is not None) == (answers[0] is None)
    assert decision is None or decision.amount == eur("400000")


def test_an_underwriter_puts_it_forward_from_the_request_and_a_senior_agrees_on_the_desk(
    app: Flask, clock: Any
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), reading_as(ALL):
        desk = Desk(clock).on(date(2025, 1, 2)).opened()
        buyer = desk.buyer()
        request = LimitRequestId(desk.limit(buyer, "400000"))
        desk.capacity(buyer, "900000")
        number = request_of(request).number
    junior, boss = signed_in(app, Role.LIMIT_UNDERWRITER), signed_in(app, Role.SENIOR_UNDERWRITER)
    typed = {"amount": "400,000", "reason": "as_asked", "ship_from": "2025-01-02", "why": "Ten good years"}

    assert junior.post(f"/desk/limits/{number}", data=typed).status_code == 403
    assert junior.post(f"/desk/limits/{number}", data=typed | {"upwards": "1"}).status_code == 303
    with app.app_context(), reading_as(ALL):
        found = standing_matter("limit_decision", f"limit:{number}")
        assert found is not None
        assert found.made_at == now()
    assert "Read and answer" in boss.get(f"/desk/limits/{number}").text
    page = boss.get(f"/desk/approvals/{found.id}?lang=en").text
    assert "Ten good years" in page
    assert "400,000.00" in page
    assert boss.post(f"/desk/approvals/{found.id}/agree/{found.digest}").status_code == 303
    assert "Limit decision" not in boss.get("/desk/approvals/").text.split("Decided lately")[0]
