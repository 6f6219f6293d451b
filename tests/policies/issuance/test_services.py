"""Binding, discarding and expiring policies, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import InvalidInput, NotAllowed, OutOfTurn
from insurer.kernel.ids import PartyId
from policies.billing.queries import notes_of
from policies.contracts.states import PolicyState
from policies.issuance.models import PolicyDocument
from policies.public import bind_policy, discard_draft, expire_policies, policy_facts
from tests.builders.policies import LAST, Office


def test_binding_issues_the_schedule_and_answers_the_number(office: Office, policyholder: PartyId):
    policy = office.draft(policyholder)

    assert bind_policy(office.underwriter, policy) == "PO-2025-000001"

    facts = policy_facts(policy)
    assert (facts.state, facts.bound_at) == (PolicyState.BOUND, office.clock.now())
    assert [paper.kind for paper in db.session.scalars(select(PolicyDocument))] == ["schedule"]


def test_a_policy_without_a_deposit_is_bound_without_a_note(office: Office, policyholder: PartyId):
    assert notes_of(office.bound(policyholder, deposit_premium=None)) == []


def test_a_policy_is_bound_once(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)

    with pytest.raises(OutOfTurn):
        bind_policy(office.underwriter, policy)
    assert len(notes_of(policy)) == 4


def test_a_period_that_is_over_is_not_bound(office: Office, policyholder: PartyId):
    policy = office.draft(policyholder)
    office.on(date(2026, 1, 1))

    with pytest.raises(InvalidInput, match="period_already_over"):
        bind_policy(office.underwriter, policy)


def test_who_only_bills_does_not_bind(office: Office, policyholder: PartyId):
    policy = office.draft(policyholder)

    with pytest.raises(NotAllowed):
        bind_policy(office.act(Role.PREMIUM_OFFICER), policy)


def test_a_discarded_draft_keeps_its_number(office: Office, policyholder: PartyId):
    discard_draft(office.underwriter, office.draft(policyholder), reason="Not taken up")

    assert policy_facts(office.draft(policyholder)).number == "PO-2025-000002"


def test_the_day_after_its_last_day_a_policy_expires(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    office.on(LAST)
    assert expire_policies(house_act()) == 0
    office.on(date(2026, 1, 1))

    assert expire_policies(house_act()) == 1
    assert policy_facts(policy).state is PolicyState.EXPIRED
