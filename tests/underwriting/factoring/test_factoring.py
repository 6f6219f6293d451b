"""Receivables assigned to a factor or bank: each invoice to one at a time, back again, and never twice at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from insurer.accounts.facts import Role
from insurer.infra.audit.trail import verify
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import Minor, PartyId, ReceivableId
from insurer.parties.public import party
from policies.public import policy_facts
from tests.builders.browser import hidden_fields, signed_in
from tests.builders.policies import eur
from tests.builders.underwriting import Desk, line
from tests.claims.indemnity.test_races import at_once
from underwriting.factoring.models import AssignedReceivable
from underwriting.factoring.queries import assigned_numbered, assigned_to, assigned_under, headroom
from underwriting.factoring.rules import owner, priority
from underwriting.factoring.services import assign_receivables, take_back_receivable
from underwriting.factoring.terms import AssignedInvoice, AssignmentEntry
from underwriting.public import buyers_by_reference, owner_of, receivables_of

DAY = date(2025, 2, 5)


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A buyer with a limit of 1,200 and three open invoices of 1,000, 200 and 300."""
    desk.limit(desk.buyer(), "1200")
    desk.on(DAY).ledger(line("A-1", "1000.00"), line("A-2", "200.00"), line("A-3", "300.00", due="2025-03-12"))
    return desk


def _ids(office: Desk) -> dict[str, ReceivableId]:
    return {one.number: one.id for one in receivables_of(office.policy, as_of=DAY)}


def _entry(office: Desk, *numbers: str, assignee: str = "Harbour Factors plc") -> AssignmentEntry:
    return AssignmentEntry(
        assignee=assignee, country="GB", agreement="F-2025/1", recourse=True, assigned_on=DAY, notified_on=DAY,
        registration="R-9", registered_at=datetime(2025, 2, 5, 8, 30, tzinfo=UTC),
        receivables=tuple(_ids(office)[number] for number in numbers),
    )  # fmt: skip


def _assign(office: Desk, *numbers: str, assignee: str = "Harbour Factors plc") -> str:
    return assign_receivables(office.customer, office.policy, _entry(office, *numbers, assignee=assignee))


def test_an_invoice_stands_assigned_to_one_and_the_second_assignment_is_refused(office: Desk) -> None:
    number = _assign(office, "A-1", "A-2")

    with pytest.raises(InvalidInput) as refused:
        _assign(office, "A-2", "A-3", assignee="Other Bank Ltd")

    assert (refused.value.code, refused.value.facts["number"]) == ("factoring.assigned_already", number)
    assert [one.invoice for one in assigned_under([office.policy])] == ["A-2", "A-1"]
    assert verify()[1] == []


def test_the_database_itself_gives_an_invoices_turn_once(office: Desk) -> None:
    number = _assign(office, "A-1")
    first = db.session.get_one(AssignedReceivable, assigned_numbered(number)[0].id)
    rival = AssignedReceivable(
        policyholder_id=first.policyholder_id, assignment_id=first.assignment_id, policy_id=first.policy_id,
        party_id=first.party_id, receivable_id=first.receivable_id, turn=first.turn, currency="EUR",
        amount_minor=Minor(1),
    )  # fmt: skip

    db.session.add(rival)
    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_what_came_back_may_be_assigned_again(office: Desk) -> None:
    number = _assign(office, "A-1")
    key = _ids(office)["A-1"]
    with pytest.raises(InvalidInput, match=r"input.required"):
        take_back_receivable(office.customer, number, key, day=DAY, reason="")

    take_back_receivable(office.on(date(2025, 2, 10)).customer, number, key, day=date(2025, 2, 10), reason="repaid")
    with pytest.raises(Conflict, match=r"factoring.back_already"):
        take_back_receivable(office.customer, number, key, day=date(2025, 2, 10), reason="again")
    again = _assign(office, "A-1", assignee="Other Bank Ltd")

    assert assigned_numbered(number)[0].back_on == date(2025, 2, 10)
    turn = db.session.get_one(AssignedReceivable, assigned_numbered(again)[0].id).turn
    assert turn == 1
    owners = [owner_of(office.policy, [key], day).number for day in (date(2025, 2, 9), date(2025, 2, 10))]
    assert owners == [number, again]


def test_whoever_has_all_claimed_invoices_is_the_one_to_be_paid(office: Desk) -> None:
    ids = _ids(office)
    number = _assign(office, "A-1", "A-2")
    _assign(office, "A-3", assignee="Other Bank Ltd")
    factor = assigned_numbered(number)[0].assignee

    both = owner_of(office.policy, [ids["A-1"], ids["A-2"]], DAY)
    mixed = owner_of(office.policy, [ids["A-1"], ids["A-3"]], DAY)
    before = owner_of(office.policy, [ids["A-1"]], date(2025, 2, 4))

    assert (both.assignee, both.number, both.apart) == (factor, number, False)
    assert (mixed.assignee, mixed.apart) == (None, True)
    assert (before.assignee, before.apart) == (None, False)


def test_headroom_is_what_is_insured_open_and_nobodys(office: Desk) -> None:
    before = headroom(office.policy, DAY)
    _assign(office, "A-1")
    after = headroom(office.policy, DAY)

    assert sum(one.insured.minor for one in before) == eur("1200").minor
    assert [(one.number, one.insured) for one in after] == [("A-2", eur("200"))]


def test_of_several_assignments_the_registered_come_first_by_time(office: Desk) -> None:
    _assign(office, "A-1")
    one = assigned_under([office.policy])[0]

    def ranked(*found: AssignedInvoice) -> list[str]:
        return [each.number for each in sorted(found, key=priority)]

    later = replace(one, number="later", registered_at=datetime(2025, 2, 6, tzinfo=UTC))
    noticed = replace(one, number="noticed", registration="", registered_at=None, notified_on=date(2025, 1, 1))
    silent = replace(noticed, number="silent", notified_on=None, assigned_on=date(2024, 1, 1))
    assert ranked(silent, noticed, later, replace(one, number="first")) == ["first", "later", "noticed", "silent"]
    assert owner({}, [one.receivable]).assignee is None


def test_a_registration_has_number_and_time_and_the_future_is_refused(office: Desk) -> None:
    for changed, code in (
        ({"registered_at": None}, "factoring.registration_with_time"),
        ({"receivables": ()}, "factoring.name_an_invoice"),
        ({"assigned_on": date(2025, 2, 6)}, "drafts.in_the_future"),
        ({"assignee": "Nordwind Trading GmbH", "country": "DE"}, "assignments.holder_is_no_payee"),
    ):
        with pytest.raises(InvalidInput) as refused:
            assign_receivables(office.customer, office.policy, replace(_entry(office, "A-1"), **changed))
        assert refused.value.code == code


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_assignment_is_recorded_on_the_page_and_the_bank_sees_its_own(
    house: Flask, office: Desk, language: str
) -> None:
    buyer: PartyId = buyers_by_reference(office.policy)["C-1"]
    public_id, policy, key = party(buyer).public_id, policy_facts(office.policy).number, _ids(office)["A-3"]
    holder = signed_in(house, Role.POLICYHOLDER_USER, office.policyholder)
    underwriter = signed_in(house, Role.SENIOR_UNDERWRITER)
    db.session.remove()
    chosen = f"/portal/factoring/new?policy={policy}&lang={language}"
    address = f"{chosen}&buyer={public_id}"
    entry = {
        "assignee": "Harbour Factors plc", "country": "GB", "agreement": "F-1", "assigned_on": "2025-02-05",
        "registration": "R-1", "registered_on": "2025-02-05", "registered_time": "09:15", f"invoice_{key}": "y",
    }  # fmt: skip

    assert holder.get(chosen).status_code == 200
    wrong = holder.post(address, data={**hidden_fields(holder, address), **entry, "registered_time": "25:00"})
    recorded = holder.post(address, data={**hidden_fields(holder, address), **entry})

    assert (wrong.status_code, recorded.status_code) == (422, 303)
    number = recorded.headers["Location"].rpartition("/")[2].partition("?")[0]
    for client, side in ((holder, "portal"), (underwriter, "desk")):
        for page in (f"?policy={policy}", f"{number}?"):
            assert client.get(f"/{side}/factoring/{page}&lang={language}").status_code == 200, page
    factor = assigned_numbered(number)[0].assignee
    assert [one.number for one in assigned_to([factor])] == [number]
    bank = signed_in(house, Role.LOSS_PAYEE, factor)
    other = signed_in(house, Role.LOSS_PAYEE, office.company("Other Bank Ltd", "GB"))
    db.session.remove()
    own = bank.get(f"/portal/factoring/assigned?lang={language}").get_data(as_text=True)
    assert "A-3" in own
    assert "A-3" not in other.get("/portal/factoring/assigned").get_data(as_text=True)
    back = f"/portal/factoring/{number}/back"
    fields = hidden_fields(holder, f"/portal/factoring/{number}")
    answer = holder.post(back, data={**fields, "receivable": str(key), "day": "2025-02-05", "reason": "repaid"})
    assert answer.status_code == 303


def test_two_assignments_of_one_invoice_at_the_same_moment_leave_one(house: Flask, office: Desk) -> None:
    _assign(office, "A-3")  # the year's number series and the first factor are there
    entries = [_entry(office, "A-1"), replace(_entry(office, "A-1", "A-2"), assignee="Other Bank Ltd")]
    acts = [office.customer, office.customer]
    policy = office.policy
    db.session.remove()

    def errand(place: int) -> Callable[[], str]:
        return lambda: assign_receivables(acts[place], policy, entries[place])

    answers = at_once(house, [errand(0), errand(1)])

    refused = [one for one in answers if isinstance(one, Exception)]
    standing = [one for one in assigned_under([policy]) if one.invoice == "A-1"]
    assert len(refused) == 1, answers
    assert isinstance(refused[0], InvalidInput), answers
    assert len(standing) == 1
    assert verify()[1] == []
