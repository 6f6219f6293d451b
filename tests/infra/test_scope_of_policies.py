"""A scope that names policies: of the other policies of the same company, and of other buyers, nothing is there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import aliased

from claims.cases.models import Claim, ClaimItem
from claims.indemnity.models import LiabilityUse
from insurer.infra.audit.timeline import timeline
from insurer.infra.db import db
from insurer.infra.documents.models import IssuedDocument
from insurer.infra.narrowing import within
from insurer.infra.scope import Owned, reading_as
from insurer.kernel.acting import ALL, Scope
from insurer.kernel.ids import PolicyId
from policies.contracts.models import Policy, PolicyTerm
from tests.builders.claims import CLAIM_TERMS, Department
from underwriting.receivables.models import LedgerImport, Receivable


@pytest.fixture
def department(in_app: Flask, clock: Any) -> Iterator[Department]:
    """One company with two policies; under the first a claim on its buyer and an invoice of another buyer."""
    with reading_as(ALL):
        opened = Department.open(clock, premium_due_days=365, instalments=1)
        opened.limit()
        yield opened
    db.session.remove()


def _claimed(department: Department) -> str:
    return db.session.get_one(Claim, department.claimed(number="I-1")).number


def test_other_policies_of_the_same_company_are_not_there(department: Department) -> None:
    number = _claimed(department)
    other = department.office.bound(department.policyholder, **CLAIM_TERMS)
    company = frozenset({department.policyholder})

    with reading_as(Scope(policyholders=company, policies=frozenset({other}))):
        assert db.session.scalars(select(Policy.id)).all() == [other]
        assert set(db.session.scalars(select(PolicyTerm.policy_id))) == {other}
        assert not db.session.scalars(select(ClaimItem)).all()
        assert not db.session.scalars(select(Receivable)).all()
        assert timeline(f"claim:{number}") == []
        assert all("claim" not in event.words.lower() for event in timeline(_buyer(department)))

    with reading_as(Scope(policyholders=company, policies=frozenset({department.policy}))):
        assert db.session.scalars(select(Policy.id)).all() == [department.policy]
        joined = select(ClaimItem.id).join(Claim, Claim.id == ClaimItem.claim_id)
        assert len(db.session.scalars(joined).all()) == 1
        assert len(db.session.scalars(select(aliased(Claim).id)).all()) == 1
        assert timeline(f"claim:{number}")
        assert timeline(_buyer(department))


def test_a_scope_without_policies_named_sees_all_of_the_company(department: Department) -> None:
    other = department.office.bound(department.policyholder, **CLAIM_TERMS)

    with reading_as(Scope(policyholders=frozenset({department.policyholder}))):
        assert set(db.session.scalars(select(Policy.id))) == {department.policy, other}


def test_no_policy_named_is_no_policy_seen(department: Department) -> None:
    with reading_as(Scope(policyholders=frozenset({department.policyholder}), policies=frozenset())):
        assert not db.session.scalars(select(Policy)).all()
        assert timeline(_buyer(department)) == []


def test_a_policy_of_another_company_is_not_reached_by_its_number(department: Department) -> None:
    with reading_as(Scope(policyholders=frozenset(), policies=frozenset({department.policy}))):
        assert not db.session.scalars(select(Policy)).all()


def test_under_a_policy_with_named_buyers_only_these_are_there(department: Department) -> None:
    _claimed(department)
    stranger = department.office.company("Red Maple Inc", "US")
    department.invoice("I-2", "500", department.clock.now().date() - timedelta(days=90), buyer=stranger)
    company, policies = frozenset({department.policyholder}), frozenset({department.policy})

    pairs = frozenset({(department.policy, stranger)})
    with reading_as(Scope(policyholders=company, policies=policies, buyers=pairs)):
        assert [row.number for row in db.session.scalars(select(Receivable))] == ["I-2"]
        assert not db.session.scalars(select(Claim)).all()
        assert not db.session.scalars(select(ClaimItem)).all()
        assert not db.session.scalars(select(LedgerImport)).all()
        assert not db.session.scalars(select(LiabilityUse)).all()
        assert db.session.scalars(select(Policy.id)).all() == [department.policy]
        assert timeline(_policy(department.policy)) == []

    pairs = frozenset({(department.policy, department.buyer)})
    with reading_as(Scope(policyholders=company, policies=policies, buyers=pairs)):
        assert [row.number for row in db.session.scalars(select(Receivable))] == ["I-1"]
        assert len(db.session.scalars(select(ClaimItem)).all()) == 1


OF_THE_COMPANY = {
    "Payee",
    "BankDetail",
    "BankDetailSeal",
    "BankDetailCheck",
    "Payout",
    "OwnThreshold",
    "CompanyFigure",
    "CashEntry",
}
"""Where a company's money goes, and what it says of itself, is no single policy's: whoever sees only some
policies does not see it."""


def test_every_owned_table_says_to_which_policy_its_rows_belong(in_app: Flask) -> None:
    company = Scope(policyholders=frozenset(), policies=frozenset({PolicyId(1)}))
    silent = {owned.__name__ for owned in Owned.__subclasses__() if "false" in str(within(owned.__table__, company))}

    assert silent <= OF_THE_COMPANY
    with reading_as(company):
        assert not db.session.scalars(select(IssuedDocument)).all()


def _buyer(department: Department) -> str:
    from insurer.parties.public import party

    return f"buyer:{party(department.buyer).public_id}"


def _policy(policy: PolicyId) -> str:
    with reading_as(ALL):
        return f"policy:{db.session.get_one(Policy, policy).number}"
