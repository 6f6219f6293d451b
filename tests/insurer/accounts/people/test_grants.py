"""Roles: granted by two people, ended by one, answered for on any day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from insurer.accounts.facts import May, Role
from insurer.accounts.models import Login, RoleGrant, UserSession
from insurer.accounts.people.models import RoleRequest
from insurer.accounts.people.queries.rights import requests_waiting, rights_on
from insurer.accounts.people.services import (
    agree_to_role,
    appoint_administrator,
    decline_role,
    disable_login,
    enable_login,
    end_role_now,
    request_role,
    withdraw_role_request,
)
from insurer.accounts.people.services.logins import invite_person
from insurer.accounts.public import actor_named
from insurer.infra.audit.models import AuditEvent
from insurer.infra.clock import now, today
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from tests.builders.rights import acting, browsing, opened

DAY = date(2025, 6, 30)


@pytest.fixture
def house(in_app: Flask) -> Flask:
    """Three administrators, one of them with a second login, and an analyst."""
    for login in ("ada", "ben", "cleo"):
        person = opened(login, Role.ADMINISTRATOR)
        if login == "ada":
            opened("ada.two", Role.ADMINISTRATOR, person=person)
    opened("ines", Role.RISK_ANALYST)
    return in_app


def _asked(by: str = "ada", login: str = "ines", role: Role = Role.AUDITOR, **days: Any) -> int:
    return request_role(acting(by), login, role, **({"first": DAY, "last": None, "reason": "audit season"} | days))


def _seen() -> str:
    return requests_waiting()[0].digest


def _roles(login: str, day: date = DAY) -> set[str]:
    return set(actor_named(login, day).roles)


def test_a_role_stands_only_after_a_second_administrator_agreed(house: Flask):
    request = _asked()

    assert _roles("ines") == {"risk_analyst"}
    agree_to_role(acting("ben"), request, seen=_seen())
    assert _roles("ines") == {"risk_analyst", "auditor"}
    held = rights_on("ines", DAY).roles[0]
    assert (held.role, held.granted_by, held.agreed_by, held.reason) == (Role.AUDITOR, "ada", "ben", "audit season")
    facts = db.session.scalars(select(AuditEvent.facts).where(AuditEvent.what == "people.role_granted")).one()
    assert '"asked_by":"ada"' in facts
    assert '"agreed_by":"ben"' in facts


def test_one_human_with_two_logins_is_one_person(house: Flask):
    request = _asked()

    with pytest.raises(NotAllowed, match=r"approval.same_person"):
        agree_to_role(acting("ada.two"), request, seen=_seen())
    assert _roles("ines") == {"risk_analyst"}


def test_nobody_grants_themselves_anything_under_any_login(house: Flask):
    with pytest.raises(NotAllowed, match=r"people.not_for_oneself"):
        _asked(login="ada.two")
    request = _asked(login="ben")
    with pytest.raises(NotAllowed, match=r"people.not_for_oneself"):
        agree_to_role(acting("ben"), request, seen=_seen())


def test_what_changed_after_it_was_put_forward_or_read_cannot_be_agreed_to(house: Flask):
    request, seen = _asked(), _seen()
    with pytest.raises(Conflict, match=r"approval.content_changed"):
        agree_to_role(acting("ben"), request, seen="something else")

    db.session.execute(update(RoleRequest).values(role=Role.MANAGER.value))
    db.session.commit()
    for digest in (seen, _seen()):
        with pytest.raises(Conflict, match=r"approval.content_changed"):
            agree_to_role(acting("ben"), request, seen=digest)
    assert _roles("ines") == {"risk_analyst"}


def test_declined_and_taken_back_roles_never_stand(house: Flask):
    request = _asked()
    with pytest.raises(NotAllowed, match=r"approval.same_person"):
        decline_role(acting("ada.two"), request, reason="no")
    with pytest.raises(InvalidInput, match=r"input.required"):
        decline_role(acting("ben"), request, reason=" ")
    decline_role(acting("ben"), request, reason="not needed")
    with pytest.raises(NotFound):
        agree_to_role(acting("ben"), request, seen="")

    request = _asked()
    with pytest.raises(NotAllowed, match=r"people.asked_by_another"):
        withdraw_role_request(acting("ben"), request)
    withdraw_role_request(acting("ada"), request)
    with pytest.raises(NotFound):
        agree_to_role(acting("ben"), request, seen="")


@pytest.mark.parametrize(
    ("role", "days", "code"),
    [
        (Role.AUDITOR, {"first": DAY - timedelta(days=1)}, "people.first_day_past"),
        (Role.AUDITOR, {"last": DAY - timedelta(days=1)}, "people.days_upside_down"),
        (Role.AUDITOR, {"reason": " "}, "input.required"),
        (Role.BROKER, {}, "people.other_kind_of_role"),
        (Role.RISK_ANALYST, {}, "people.role_held"),
    ],
)
def test_what_cannot_be_put_forward(house: Flask, role: Role, days: dict[str, object], code: str):
    with pytest.raises(InvalidInput, match=code):
        _asked(role=role, **days)


def test_a_role_waits_once(house: Flask):
    _asked()
    with pytest.raises(InvalidInput, match=r"people.role_waits"):
        _asked(by="ben")


def test_a_role_is_held_on_its_days_and_told_for_any_day(house: Flask, clock: Any):
    request = _asked(first=DAY + timedelta(days=10), last=DAY + timedelta(days=20))
    agree_to_role(acting("ben"), request, seen=_seen())

    held = [day for day in (9, 10, 20, 21) if "auditor" in _roles("ines", DAY + timedelta(days=day))]
    assert held == [10, 20]
    assert May.AUDIT_READ not in rights_on("ines", DAY).permissions
    assert May.AUDIT_READ in rights_on("ines", DAY + timedelta(days=10)).permissions


def test_ending_a_role_takes_one_person_and_holds_at_once(house: Flask, clock: Any):
    grant = db.session.scalars(select(RoleGrant.id).where(RoleGrant.role == "risk_analyst")).one()
    clock.move_to(clock.now() + timedelta(days=5))

    end_role_now(acting("ada"), grant, reason="left the team")
    assert _roles("ines", today()) == set()
    assert _roles("ines", DAY) == {"risk_analyst"}
    with pytest.raises(Conflict, match=r"people.role_has_ended"):
        end_role_now(acting("ada"), grant, reason="again")


def test_two_people_stay_administrators(house: Flask):
    held = select(Login.name, RoleGrant.id).join(RoleGrant, RoleGrant.login_id == Login.id)
    grants = {row.name: row.id for row in db.session.execute(held)}

    end_role_now(acting("ada"), grants["cleo"], reason="leaves")
    with pytest.raises(Conflict, match=r"people.last_administrators"):
        end_role_now(acting("ada"), grants["ben"], reason="leaves")
    with pytest.raises(Conflict, match=r"people.last_administrators"):
        disable_login(acting("ada"), "ben", reason="leaves")
    with pytest.raises(NotAllowed, match=r"people.enough_administrators"):
        appoint_administrator(house_act(), "cleo", reason="set-up")


def test_the_first_administrators_are_appointed_from_the_command_line(in_app: Flask):
    opened("ada", Role.ADMINISTRATOR)
    invite_person(acting("ada"), "ben", "Ben", "ben@firm.example", "en")
    assert _roles("ben") == set()

    answer = in_app.test_cli_runner().invoke(args=["people", "appoint", "ben", "--reason", "second of two"])
    assert answer.exit_code == 0
    assert _roles("ben") == {"administrator"}
    answer = in_app.test_cli_runner().invoke(args=["people", "rights", "ben", "--as-of", "2025-06-29", "--json"])
    assert '"permissions": []' in answer.output
    answer = in_app.test_cli_runner().invoke(args=["people", "list", "--json"])
    assert '"login": "ben"' in answer.output


def test_t20_a_disabled_login_has_no_way_in_and_no_session(house: Flask):
    opened("max", Role.AUDITOR)
    with pytest.raises(NotAllowed, match=r"people.not_for_oneself"):
        disable_login(acting("ada"), "ada.two", reason="me")
    disable_login(acting("ada"), "max", reason="lost device")
    with pytest.raises(NotFound):
        acting("max")
    with pytest.raises(Conflict, match=r"people.login_is_disabled"):
        disable_login(acting("ada"), "max", reason="again")
    enable_login(acting("ada"), "max", reason="found")
    assert acting("max").actor.roles == {"auditor"}


def test_a_changed_role_signs_out_everywhere_and_the_pages_lead_through_it(app: Flask):
    with app.app_context():
        for login in ("ada", "ben"):
            opened(login, Role.ADMINISTRATOR)
        opened("ines", Role.RISK_ANALYST)
    ada, ben, ines = (browsing(app, login) for login in ("ada", "ben", "ines"))
    assert ines.get("/desk/buyers/").status_code == 200

    form = {"role": "auditor", "first": "2025-06-30", "reason": "audit season"}
    assert ada.post("/desk/people/ines/roles/new", data={**form, "first": "2025-06-29"}).status_code == 422
    assert ada.post("/desk/people/ines/roles/new", data=form).status_code == 303
    assert ada.post("/desk/people/requests/1/agree", data={"seen": _digest(app)}).status_code == 403
    page = ben.get("/desk/people/?lang=en").get_data(as_text=True)
    assert "audit season" in page
    assert _digest(app) in page
    assert ben.post("/desk/people/requests/1/agree", data={"seen": _digest(app)}).status_code == 303
    assert ines.get("/desk/buyers/").status_code in (302, 303, 401)
    with app.app_context():
        assert db.session.scalars(select(UserSession.ended_at).join(Login).where(Login.name == "ines")).one() == now()

    page = ben.get("/desk/people/ines?lang=en").get_data(as_text=True)
    assert page.count("stands") >= 2
    assert "audit season" in page
    assert "audit.read" not in ben.get("/desk/people/ines?on=2025-06-29").get_data(as_text=True)
    assert ben.post("/desk/people/ines/roles/3/end", data={"reason": ""}).status_code == 422
    for way in ("/desk/people/new", "/desk/people/review", "/desk/people/mandates", "/desk/people/ines/way-in"):
        assert ben.get(way).status_code == 200
    assert browsing(app, "ines").get("/desk/people/").status_code == 403


def _digest(app: Flask) -> str:
    with app.app_context():
        waiting = requests_waiting()
        return waiting[0].digest if waiting else ""
