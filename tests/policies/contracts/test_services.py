"""Drafting and endorsing policies, on both databases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.infra.audit.models import TimelineLine
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from insurer.kernel.errors import InvalidInput, NotAllowed, NotFound, OutOfTurn
from insurer.kernel.ids import PartyId
from insurer.kernel.period import Period
from policies.contracts.states import PolicyState
from policies.public import (
    cancel_policy,
    discard_draft,
    draft_policy,
    endorse_policy,
    policies_list,
    policy_facts,
    policy_numbered,
    terms_of,
)
from tests.builders.policies import FIRST, LAST, TERMS, Office


def test_a_draft_has_a_number_and_every_term_as_agreed_or_as_usual(office: Office, policyholder: PartyId):
    policy = office.draft(policyholder, notice_days=14)

    facts = policy_facts(policy)
    assert (facts.number, facts.state, facts.currency) == ("PO-2025-000001", PolicyState.DRAFT, "EUR")
    assert facts.period == Period.including(FIRST, LAST)
    assert terms_of(policy).days("notice_days", FIRST) == 14
    assert terms_of(policy).days("maximum_extension_days", FIRST) == 60
    assert policy_numbered("PO-2025-000001") == facts


def test_a_draft_with_contradicting_terms_leaves_nothing_behind(office: Office, policyholder: PartyId):
    with pytest.raises(InvalidInput):
        office.draft(policyholder, premium_base="flat")

    assert policies_list() == []
    assert policy_facts(office.draft(policyholder)).number == "PO-2025-000001"


def test_only_who_may_draft_drafts(office: Office, policyholder: PartyId):
    with pytest.raises(NotAllowed):
        draft_policy(
            office.act(Role.CLAIMS_ADJUSTER),
            policyholder=policyholder,
            currency="EUR",
            first=FIRST,
            last=LAST,
            terms=TERMS,
        )


def test_a_bound_policy_is_endorsed_from_today_on_and_keeps_what_it_said_before(office: Office, policyholder: PartyId):
    policy = office.bound(policyholder)
    known = office.clock.now()
    office.on(date(2025, 6, 1))

    endorse_policy(
        office.underwriter,
        policy,
        terms={"insured_percentage": Decimal("0.85"), "notice_days": 30},
        valid_from=date(2025, 7, 1),
        reason="Loss ratio",
    )

    terms = terms_of(policy)
    assert terms.share("insured_percentage", date(2025, 6, 30)) == Decimal("0.90")
    assert terms.share("insured_percentage", date(2025, 7, 1)) == Decimal("0.85")
    assert terms.share("insured_percentage", date(2025, 7, 1), known_by=known) == Decimal("0.90")
    assert len(terms.history("notice_days")) == 1, "an unchanged term is not written again"


@pytest.mark.parametrize(
    ("valid_from", "terms", "reason", "code"),
    [
        (date(2025, 5, 31), {"notice_days": 14}, "Late", "policy.endorsement_in_the_past"),
        (date(2026, 1, 1), {"notice_days": 14}, "Next year", "policy.day_outside_period"),
        (date(2025, 7, 1), {"notice_days": 30}, "Same", "policy.nothing_changed"),
        (date(2025, 7, 1), {"notice_days": 14}, " ", "input.required"),
        (date(2025, 7, 1), {"waiting_months": 4}, "Both", "input.one_of"),
    ],
)
def test_an_endorsement_that_cannot_stand_is_refused(
    office: Office,
    policyholder: PartyId,
    valid_from: date,
    terms: dict[str, object],
    reason: str,
    code: str,
):
    policy = office.bound(policyholder)
    office.on(date(2025, 6, 1))

    with pytest.raises(InvalidInput) as refused:
        endorse_policy(office.underwriter, policy, terms=terms, valid_from=valid_from, reason=reason)
    assert refused.value.code == code


def test_a_cancelled_or_discarded_policy_is_not_endorsed(office: Office, policyholder: PartyId):
    discarded, cancelled = office.draft(policyholder), office.bound(policyholder)
    discard_draft(office.underwriter, discarded, reason="Not taken up")
    cancel_policy(office.underwriter, cancelled, cancelled_on=date(2025, 7, 1), reason="Sold")

    for policy in (discarded, cancelled):
        with pytest.raises(OutOfTurn):
            endorse_policy(
                office.underwriter, policy, terms={"notice_days": 14}, valid_from=date(2025, 8, 1), reason="More"
            )


def test_a_policyholder_sees_its_own_policies_and_no_others(office: Office, policyholder: PartyId):
    other = office.company("Südwind AG")
    mine, foreign = office.draft(policyholder), office.draft(other)

    with reading_as(Scope(policyholders=frozenset({policyholder}))):
        assert [facts.id for facts in policies_list()] == [mine]
        with pytest.raises(NotFound):
            policy_facts(foreign)
        with pytest.raises(NotFound):
            terms_of(foreign)


def test_every_act_stands_on_the_policys_timeline(office: Office, policyholder: PartyId):
    office.bound(policyholder)

    lines = db.session.scalars(select(TimelineLine).where(TimelineLine.subject == "policy:PO-2025-000001")).all()
    assert [line.what for line in lines][:1] == ["policy.drafted"]
    assert lines[-1].what == "policy.bound"
    assert {line.policyholder_id for line in lines} == {policyholder}
