"""The eight ways to be both of four eyes, each refused; saying no with a reason; a reader binds to what they saw.

The matter is an account, entered by Ada of the premium desk; whoever verifies it must be another human.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient

from insurer.accounts.approvals.queries import decided_matters, standing_matter, waiting_matters
from insurer.accounts.approvals.services import agree_to_matter, decline_matter
from insurer.accounts.facts import ApprovalState, Matter, Role
from insurer.accounts.people.services.grants import request_role
from insurer.accounts.public import actor_named, open_login, register_person
from insurer.accounts.services import end_role
from insurer.infra.clock import now, today
from insurer.infra.commands import Act
from insurer.infra.jobs.running import HOUSE, house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import PartyId
from insurer.parties.public import party
from policies.public import enter_bank_detail, standing_detail, verify_bank_detail
from tests.builders.browser import signed_in
from tests.builders.payments import ENTRY, OTHER_ACCOUNT
from tests.builders.policies import Office

BOTH = (Role.PREMIUM_OFFICER, Role.COLLECTIONS_OFFICER)


@pytest.fixture
def holder(in_app: Flask, clock: Any) -> Any:
    """Ada with two logins who may enter and verify, Ben who may both, Cleo who may only enter; and a company."""
    with reading_as(ALL):
        ada, ben, cleo = (register_person(house_act(), name) for name in ("Ada", "Ben", "Cleo"))
        for login, person in (("ada", ada), ("ada.too", ada), ("ben", ben)):
            open_login(house_act(), login, person, "correct horse battery", BOTH)
        open_login(house_act(), "cleo", cleo, "correct horse battery", (Role.PREMIUM_OFFICER,))
        yield Office(clock).company()


def act_of(login: str) -> Act:
    return Act(actor_named(login, today()), now())


def entered(holder: PartyId, login: str = "ada", account: str = ENTRY.account) -> Matter:
    enter_bank_detail(act_of(login), holder, replace(ENTRY, account=account))
    found = standing_matter("bank_detail", f"bank_detail:{party(holder).public_id}")
    assert found is not None
    return found


def _second_login(holder: PartyId) -> None:
    found = entered(holder)
    agree_to_matter(act_of("ada.too"), found.id, digest=found.digest)


def _on_behalf(holder: PartyId) -> None:
    """Under another's login name, but the human is the same: the person is compared, never the name."""
    found = entered(holder)
    lent = replace(act_of("ben").actor, person=act_of("ada").actor.person)
    agree_to_matter(Act(lent, now()), found.id, digest=found.digest)


def _role_change(holder: PartyId) -> None:
    """Ada is another role by the time she checks."""
    found = entered(holder)
    end_role(house_act(), "ada", Role.PREMIUM_OFFICER, today())
    current_app.extensions["tradecover.clock"].move_to(now() + timedelta(days=1))
    agree_to_matter(act_of("ada"), found.id, digest=found.digest)


def _token(holder: PartyId) -> None:
    """An act through the interface for machines carries its human all the same."""
    found = entered(holder)
    act = replace(act_of("ada"), request="api", key="token-1")
    agree_to_matter(act, found.id, digest=found.digest)


def _reopening(holder: PartyId) -> None:
    """Cleo puts it forward anew after Ada's was declined: Ada made a version of it."""
    found = entered(holder)
    decline_matter(act_of("ben"), found.id, digest=found.digest, reason="The letter is missing.")
    again = entered(holder, "cleo", OTHER_ACCOUNT)
    agree_to_matter(act_of("ada"), again.id, digest=again.digest)


def _reassigning(holder: PartyId) -> None:
    """Cleo takes the matter over from Ada, who then would check it."""
    entered(holder)
    taken_over = entered(holder, "cleo", OTHER_ACCOUNT)
    agree_to_matter(act_of("ada"), taken_over.id, digest=taken_over.digest)


def _session_of_another(holder: PartyId) -> None:
    """Past the desk, straight to the owner's command."""
    entered(holder)
    verify_bank_detail(act_of("ada"), holder)


def _system_job(holder: PartyId) -> None:
    """The house itself, whatever it is permitted, is no human."""
    found = entered(holder)
    job = replace(HOUSE, permissions=act_of("ben").actor.permissions)
    agree_to_matter(Act(job, now()), found.id, digest=found.digest)


@pytest.mark.parametrize(
    ("way", "code"),
    [
        (_second_login, "same_person"),
        (_on_behalf, "same_person"),
        (_role_change, "same_person"),
        (_token, "same_person"),
        (_reopening, "same_person"),
        (_reassigning, "same_person"),
        (_session_of_another, "same_person"),
        (_system_job, "needs_a_person"),
    ],
)
def test_t05_none_of_eight_ways_makes_one_human_two(holder: PartyId, way: Callable[[PartyId], None], code: str) -> None:
    with pytest.raises(NotAllowed, match=code):
        way(holder)

    assert standing_detail(holder) is None


def test_another_human_agrees_and_it_is_carried_out_at_once(holder: PartyId) -> None:
    found = entered(holder)

    agree_to_matter(act_of("ben"), found.id, digest=found.digest)

    assert standing_detail(holder) is not None
    assert waiting_matters(None, None) == []
    assert [(one.state, one.checker_name) for one in decided_matters(None, None, 9)] == [
        (ApprovalState.CARRIED_OUT, "Ben")
    ]
    with pytest.raises(Conflict, match="no_longer_waiting"):
        agree_to_matter(act_of("ben"), found.id, digest=found.digest)


def test_a_reader_binds_to_what_they_read_and_to_no_later_version(holder: PartyId) -> None:
    read = entered(holder)
    later = entered(holder, account=OTHER_ACCOUNT)

    for digest in (read.digest, later.digest):
        with pytest.raises(Conflict, match="no_longer_waiting"):
            agree_to_matter(act_of("ben"), read.id, digest=digest)
    with pytest.raises(Conflict, match="no_longer_waiting"):
        agree_to_matter(act_of("ben"), later.id, digest=read.digest)
    assert standing_detail(holder) is None


def test_saying_no_needs_a_reason_and_stays_on_record(holder: PartyId) -> None:
    found = entered(holder)
    with pytest.raises(InvalidInput, match=r"input\.required"):
        decline_matter(act_of("ben"), found.id, digest=found.digest, reason=" ")
    with pytest.raises(NotAllowed, match=r"permission\.missing"):
        decline_matter(act_of("cleo"), found.id, digest=found.digest, reason="No.")

    decline_matter(act_of("ben"), found.id, digest=found.digest, reason="The signature is not theirs.")
    back = entered(holder)
    decline_matter(act_of("ada"), back.id, digest=back.digest, reason="Entered twice.")

    ended = [(one.state, one.checker_name, one.ending) for one in decided_matters(None, None, 9)]
    assert ended == [
        (ApprovalState.TAKEN_BACK, "Ada", "Entered twice."),
        (ApprovalState.DECLINED, "Ben", "The signature is not theirs."),
    ]


def test_the_desk_shows_each_what_they_may_check_and_never_lets_the_maker_agree(app: Flask, clock: Any) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context(), reading_as(ALL):
        company = Office(clock).company()
        public_id = party(company).public_id
    officer, checker = signed_in(app, Role.PREMIUM_OFFICER), signed_in(app, Role.COLLECTIONS_OFFICER)
    outsider, stranger = (
        signed_in(app, Role.SENIOR_UNDERWRITER),
        signed_in(app, Role.POLICYHOLDER_ADMINISTRATOR, company),
    )
    typed = {
        "kind": "iban", "holder": "Nordwind", "account": ENTRY.account, "contact": "a@b.example", "document": "Letter",
    }  # fmt: skip
    assert officer.post(f"/desk/bank-details/{public_id}", data=typed).status_code == 303
    with app.app_context(), reading_as(ALL):
        found = standing_matter("bank_detail", f"bank_detail:{public_id}")
    assert found is not None
    page, agree = f"/desk/approvals/{found.id}", f"/desk/approvals/{found.id}/agree/{found.digest}"

    assert "DE89 •••• 3000" in checker.get(page).text
    assert "3704 0044" not in checker.get(page).text
    assert officer.get(page).status_code == 200
    assert officer.post(agree).status_code == 403
    for nobody in (outsider, stranger):
        assert nobody.get(page).status_code == 404
    assert stranger.get("/desk/approvals/").status_code == 404
    assert "Nothing waits for you" in outsider.get("/desk/approvals/").text
    assert _declined(checker, found).status_code == 422
    assert checker.post(agree).status_code == 303
    assert "Carried out" in checker.get("/desk/approvals/").text
    assert checker.get("/desk/approvals/?lang=zh").status_code == 200


def _declined(browser: FlaskClient, found: Matter) -> Any:
    return browser.post(f"/desk/approvals/{found.id}/decline/{found.digest}", data={"reason": ""})


def test_what_is_not_there_is_not_there(holder: PartyId) -> None:
    with pytest.raises(NotFound):
        agree_to_matter(act_of("ben"), 4711, digest="0" * 64)


def test_a_role_put_forward_is_answered_on_the_approvals_desk(holder: PartyId) -> None:
    for login in ("root", "toor"):
        person = register_person(house_act(), login)
        open_login(house_act(), login, person, "correct horse battery", (Role.ADMINISTRATOR,))

    def asked() -> Matter:
        number = request_role(act_of("root"), "cleo", Role.AUDITOR, first=today(), last=None, reason="Leave")
        found = standing_matter("role_grant", f"role_request:{number}")
        assert found is not None
        return found

    early = asked()
    decline_matter(act_of("root"), early.id, digest=early.digest, reason="Asked too early")
    found = asked()
    with pytest.raises(NotAllowed, match="same_person"):
        agree_to_matter(act_of("root"), found.id, digest=found.digest)
    agree_to_matter(act_of("toor"), found.id, digest=found.digest)

    assert Role.AUDITOR in actor_named("cleo", today()).roles
    states = [one.state for one in decided_matters({"role_grant"}, None, 9)]
    assert states == [ApprovalState.CARRIED_OUT, ApprovalState.TAKEN_BACK]
