"""The calendar of deadlines: what a calendar program reads at a secret address, and who else does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar, Event
from sqlalchemy import select

from insurer.accounts.calendars.models import CalendarLink
from insurer.accounts.calendars.services import revoke_calendar_link
from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import PartyId
from tests.builders.browser import signed_in
from tests.builders.claims import SHIPPED, Department
from tests.builders.people import send
from tests.builders.policies import Office

DUE = SHIPPED + timedelta(days=30)
TODAY = DUE + timedelta(days=10)


@contextmanager
def _inside(app: Flask) -> Iterator[None]:
    """Where acts are done; closed before a page is asked for."""
    with app.app_context(), reading_as(ALL):
        yield


@pytest.fixture
def holder(app: Flask, clock: Any) -> PartyId:
    """A policyholder with two invoices of one buyer ten days overdue; the clock stands there."""
    with _inside(app):
        found = Department.open(clock, notice_days=60, premium_due_days=365, instalments=1)
        found.limit()
        found.on(SHIPPED).name_buyer()
        found.invoice("A-1", "10000")
        found.invoice("A-2", "2000")
        found.on(TODAY)
        return found.policyholder


def _token(client: FlaskClient) -> str:
    page = send(client, "/account/calendars/", name="telephone").get_data(as_text=True)
    found = re.search(r"/portal/calendar/([\w-]+)\.ics", page)
    assert found is not None, page
    return found[1]


def _events(content: bytes) -> list[Event]:
    return [part for part in Calendar.from_ical(content).walk("VEVENT") if isinstance(part, Event)]


def _notices(events: list[Event]) -> list[Event]:
    return [one for one in events if str(one["summary"]).startswith(("Notify", "通报"))]


def test_a_calendar_program_reads_the_deadlines_without_signing_in(app: Flask, holder: PartyId) -> None:
    token = _token(signed_in(app, Role.POLICYHOLDER_USER, holder))

    answer = app.test_client().get(f"/portal/calendar/{token}.ics")

    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    (notice,) = _notices(_events(answer.data))
    assert notice["dtstart"].dt == DUE + timedelta(days=60)
    assert notice["dtend"].dt - notice["dtstart"].dt == timedelta(days=1)
    assert not hasattr(notice["dtstart"].dt, "hour")  # all day
    assert "EUR 12,000.00" in notice["summary"]
    assert "A-1, A-2" in notice["description"]
    assert "EUR 10,800.00" in notice["description"]  # 90 % of both
    assert str(notice["url"]).startswith("http://")


def test_the_same_deadline_keeps_its_identity_and_another_has_its_own(app: Flask, holder: PartyId, clock: Any) -> None:
    token = _token(signed_in(app, Role.POLICYHOLDER_USER, holder))
    client = app.test_client()
    first = _events(client.get(f"/portal/calendar/{token}.ics").data)

    clock.move_to(clock.now() + timedelta(days=1))
    second = _events(client.get(f"/portal/calendar/{token}.ics").data)

    assert len({str(one["uid"]) for one in first}) == len(first)
    assert {str(one["uid"]) for one in first} == {str(one["uid"]) for one in second}


def test_what_was_notified_is_no_deadline_any_more(app: Flask, holder: PartyId) -> None:
    client = signed_in(app, Role.POLICYHOLDER_USER, holder)
    page = client.get("/portal/overdues/").get_data(as_text=True)
    address = re.search(r'href="(/portal/overdues/PO-[^"]+)"', page)
    assert address is not None
    send(client, address[1], all="y", circumstance="no_answer")

    assert _notices(_events(client.get("/portal/calendar.ics").data)) == []


def test_a_revoked_address_opens_nothing_and_only_its_owner_revokes_it(app: Flask, holder: PartyId) -> None:
    owner, other = (signed_in(app, Role.POLICYHOLDER_USER, holder) for _ in range(2))
    token = _token(owner)
    page = owner.get("/account/calendars/").get_data(as_text=True)
    assert token not in page
    public = re.search(r"/account/calendars/(\w+)/revoke", page)
    assert public is not None

    assert send(other, f"/account/calendars/{public[1]}/revoke", page="/account/calendars/").status_code == 404
    assert app.test_client().get(f"/portal/calendar/{token}.ics").status_code == 200
    assert send(owner, f"/account/calendars/{public[1]}/revoke", page="/account/calendars/").status_code == 303
    assert app.test_client().get(f"/portal/calendar/{token}.ics").status_code in (303, 401)


def test_the_address_shows_its_owners_scope_and_language_and_nobody_elses(
    app: Flask, holder: PartyId, clock: Any
) -> None:
    with _inside(app):
        stranger = Office(clock).company("Stranger AG", "DE")
    theirs = _token(signed_in(app, Role.POLICYHOLDER_USER, stranger))
    chinese = _token(signed_in(app, Role.POLICYHOLDER_READER, holder, locale="zh"))

    assert _events(app.test_client().get(f"/portal/calendar/{theirs}.ics").data) == []
    (notice,) = _notices(_events(app.test_client().get(f"/portal/calendar/{chinese}.ics").data))
    assert "涉及金额" in notice["description"]


def test_five_addresses_are_enough_for_one_person(app: Flask, holder: PartyId) -> None:
    client = signed_in(app, Role.POLICYHOLDER_USER, holder)

    answers = [send(client, "/account/calendars/", name=f"{place}").status_code for place in range(6)]

    assert answers == [200] * 5 + [409]


def test_reading_too_often_is_slowed_down(app: Flask, holder: PartyId) -> None:
    app.config["COSTLY_PER_MINUTE"] = 3
    token = _token(signed_in(app, Role.POLICYHOLDER_USER, holder))
    client = app.test_client()

    answers = [client.get(f"/portal/calendar/{token}.ics").status_code for _ in range(4)]

    assert answers == [200, 200, 200, 429]


def test_a_month_to_declare_and_premium_to_pay_are_in_it_too(app: Flask, clock: Any) -> None:
    with _inside(app):
        found = Department.open(clock, declaration_frequency="monthly", declaration_due_days=30)
        holder = found.policyholder
        found.on(date(2025, 2, 10))
    days = _events(signed_in(app, Role.POLICYHOLDER_USER, holder).get("/portal/calendar.ics").data)

    assert any(str(one["summary"]).startswith("Declare the month") for one in days)
    assert any(str(one["summary"]).startswith("Pay the premium") for one in days)


def test_only_ones_own_address_can_be_revoked(app: Flask, holder: PartyId, clock: Any) -> None:
    client = signed_in(app, Role.POLICYHOLDER_USER, holder)
    _token(client)
    with _inside(app):
        row = db.session.scalars(select(CalendarLink)).one()
        for login, public in ((row.login_id + 1, row.token_hash[:16]), (row.login_id, ""), (row.login_id, "0" * 16)):
            with pytest.raises(NotFound):
                revoke_calendar_link(house_act(clock.now()), login, public)
        revoke_calendar_link(house_act(clock.now()), row.login_id, row.token_hash[:16])
        assert row.revoked_at is not None
