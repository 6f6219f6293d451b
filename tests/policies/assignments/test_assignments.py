"""Claim payments assigned: not twice over the same days, whole or for named buyers, and what the payee then sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId, PolicyId
from policies.assignments.rules import assignee, refuse_double, scope_of
from policies.assignments.services import end_assignment, record_assignment
from policies.assignments.terms import Assignment
from policies.public import assigned_scope, assignee_of, assignments_of
from tests.builders.policies import FIRST, Office

BANK, HOLDER, POLICY = PartyId(9), PartyId(1), PolicyId(5)
OAK, ELM = PartyId(21), PartyId(22)


def assignment(*buyers: PartyId, first: int = 1, last: int | None = 10, policy: PolicyId = POLICY) -> Assignment:
    return Assignment(
        id=1, policy=policy, policyholder=HOLDER, payee=BANK, reference="AS-1", buyers=frozenset(buyers) or None,
        first=date(2025, 1, first), last=None if last is None else date(2025, 1, last),
        recorded_at=datetime(2025, 1, 1, tzinfo=UTC), recorded_by="peter",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("standing", "wanted", "allowed"),
    [
        (assignment(), assignment(first=11), True),
        (assignment(), assignment(first=10), False),
        (assignment(first=5), assignment(last=4), True),
        (assignment(first=5), assignment(last=5), False),
        (assignment(last=None), assignment(first=30, last=None), False),
        (assignment(OAK), assignment(ELM), True),
        (assignment(OAK), assignment(OAK, ELM), False),
        (assignment(OAK), assignment(), False),
        (assignment(), assignment(OAK), False),
    ],
)
def test_nothing_is_assigned_twice_on_one_day(standing: Assignment, wanted: Assignment, allowed: bool):
    if allowed:
        refuse_double([standing], wanted)
    else:
        with pytest.raises(InvalidInput, match=r"assignments.assigned_already"):
            refuse_double([standing], wanted)


def test_who_is_paid_follows_buyer_and_day():
    standing = [assignment(OAK)]

    paid = {(buyer, day): assignee(standing, buyer, date(2025, 1, day)) for buyer in (OAK, ELM) for day in (1, 10, 11)}
    assert [key for key, found in paid.items() if found] == [(OAK, 1), (OAK, 10)]


def test_a_payee_sees_whole_policies_or_named_buyers():
    other = PolicyId(6)
    scope = scope_of([assignment(OAK), replace(assignment(), policy=other), assignment(ELM, policy=other)])

    assert scope.policies == {POLICY, other}
    assert scope.buyers == {(POLICY, OAK)}
    assert scope.policyholders == {HOLDER}
    assert scope_of([]).policies == frozenset()


@pytest.fixture
def office(in_app: Flask, clock: Any) -> Iterator[Office]:
    with reading_as(ALL):
        yield Office(clock).on(FIRST)
    db.session.remove()


def test_an_assignment_is_recorded_asked_for_and_ended(office: Office):
    holder, bank = office.company(), office.company("Harbour Bank plc", "GB")
    policy, buyer = office.bound(holder), office.company("Hollow Oak Ltd", "GB")
    given: dict[str, Any] = {"payee": bank, "reference": "AS-7", "buyers": None, "first": FIRST, "last": None}
    for wrong, code in (
        ({"reference": " "}, "input.required"),
        ({"last": FIRST - timedelta(days=1)}, "people.days_upside_down"),
        ({"buyers": []}, "assignments.name_a_buyer"),
        ({"payee": holder}, "assignments.holder_is_no_payee"),
    ):
        with pytest.raises(InvalidInput, match=code):
            record_assignment(office.underwriter, policy, **(given | wrong))
    with pytest.raises(NotAllowed):
        record_assignment(office.act(Role.CLAIMS_MANAGER), policy, **given)

    number = record_assignment(office.underwriter, policy, **given)
    with pytest.raises(InvalidInput, match=r"assignments.assigned_already"):
        record_assignment(office.underwriter, policy, **(given | {"buyers": [buyer]}))
    found = assignee_of(policy, buyer, FIRST)
    assert found is not None
    assert (found.payee, found.reference, found.recorded_by) == (bank, "AS-7", "ada.clerk")

    last = FIRST + timedelta(days=30)
    end_assignment(office.underwriter, number, last=last)
    assert assigned_scope({bank}, last).policies == {policy}
    assert assigned_scope({bank}, last + timedelta(days=1)).policies == frozenset()
    with pytest.raises(InvalidInput, match=r"assignments.not_prolonged"):
        end_assignment(office.underwriter, number, last=last + timedelta(days=1))
    office.on(last + timedelta(days=1))
    with pytest.raises(Conflict, match=r"assignments.has_ended"):
        end_assignment(office.underwriter, number, last=last + timedelta(days=2))
    record_assignment(office.underwriter, policy, **(given | {"first": last + timedelta(days=1), "buyers": [buyer]}))
    assert len(assignments_of(policy)) == 2
