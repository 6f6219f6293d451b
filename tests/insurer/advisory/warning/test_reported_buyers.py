"""An overdue reported by one re-scores the buyer for all; nobody learns who reported it nor how much."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.accounts.messages.models import Message
from insurer.advisory.warning.services.rescoring import RESCORE, warn_of_buyer
from insurer.infra.audit.models import AuditEvent
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.models import Job
from insurer.infra.jobs.running import HOUSE, run_job
from insurer.infra.outbox import OutboxMail
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL, Scope
from insurer.kernel.errors import Conflict, NotAllowed
from insurer.parties.public import party
from tests.builders.claims import CLAIM_TERMS, Department
from tests.builders.policies import actor, at
from underwriting.buyers.models import PolicyBuyer
from underwriting.limits.models import LimitDecision
from underwriting.pooling.models import BuyerRescore
from underwriting.pooling.queries import pooled_behaviour, rescores_to_review
from underwriting.pooling.services import review_rescore
from underwriting.public import receivables_of, rescore_buyer

AMOUNT = "7654321"


@pytest.fixture
def town(in_app: Flask, clock: Any, person: Callable[..., None]) -> Department:
    """The reporter with an overdue invoice, and another policyholder with a limit on the same buyer."""
    with reading_as(ALL):
        reporter = Department.open(clock)
        reporter.name_buyer()
        reporter.limit()
        other = reporter.office.company("Andere Waren AG")
        policy = reporter.office.bound(other, **CLAIM_TERMS)
        db.session.add(
            PolicyBuyer(
                policyholder_id=other, policy_id=policy, party_id=reporter.buyer, reference="X", linked_at=clock.now(),
                linked_by="x",
            )
        )  # fmt: skip
        db.session.add(
            LimitDecision(
                policyholder_id=other, number="LD-2024-009999", policy_id=policy, party_id=reporter.buyer,
                kind="named", outcome="full", amount_minor=100, currency="EUR", ship_from=date(2025, 1, 1),
                reason="as_asked", note="", automatic=False, decided_at=clock.now(), decided_by="underwriter",
            )
        )  # fmt: skip
        db.session.commit()
        person("other.wei", Role.POLICYHOLDER_USER, other, locale="zh", email="wei@other.example")
        person("other.ann", Role.POLICYHOLDER_USER, other, email="ann@other.example")
        person("own.bob", Role.POLICYHOLDER_USER, reporter.policyholder, email="bob@reporter.example")
        reporter.on(date(2025, 2, 1)).invoice("INV-SECRET", AMOUNT)
        yield reporter
    db.session.remove()


def _report(town: Department) -> None:
    town.on(date(2025, 4, 1))
    town.notify(receivables_of(town.policy, as_of=date(2025, 4, 1))[0].id)
    for job in db.session.scalars(select(Job.id).where(Job.kind == RESCORE)).all():
        assert run_job(job)


def test_every_other_policyholder_with_a_limit_is_warned_at_once(town: Department) -> None:
    _report(town)

    with reading_as(ALL):
        told = db.session.scalars(select(Message).where(Message.what == "warning.buyer_reported")).all()
        assert len(told) == 2
        mails = {row.recipient: row for row in db.session.scalars(select(OutboxMail))}
    assert "付款困难" in mails["wei@other.example"].title
    assert "Payment difficulties" in mails["ann@other.example"].title
    assert all("difficulties" not in row.title for key, row in mails.items() if key == "bob@reporter.example")


def test_neither_notice_nor_record_holds_the_reporters_name_number_or_amount(town: Department) -> None:
    _report(town)
    with reading_as(ALL):
        reporter = party(town.policyholder).name
        told = db.session.scalars(select(Message).where(Message.what == "warning.buyer_reported")).all()
        mails = db.session.scalars(select(OutboxMail).where(OutboxMail.recipient.like("%other.example"))).all()
        events = db.session.scalars(
            select(AuditEvent).where(AuditEvent.what.in_(("warning.buyer_reported", "behaviour.rescored")))
        ).all()
        words = [
            *(f"{one.subject} {one.policy} {one.facts}" for one in told),
            *(f"{one.title} {one.body}" for one in mails),
            *(f"{one.subject} {one.facts} {one.login}" for one in events),
        ]
    assert told
    assert mails
    assert events
    for text in words:
        for secret in (reporter, "INV-SECRET", AMOUNT, "7,654,321", "OV-2025"):
            assert secret not in text


def test_the_buyer_is_re_scored_and_waits_for_an_underwriter(town: Department) -> None:
    _report(town)

    with reading_as(ALL):
        waiting = rescores_to_review()
        assert [(row.party_id, row.after) for row in waiting] == [(town.buyer, "poor")]
        senior = Act(actor(Role.SENIOR_UNDERWRITER), at(date(2025, 4, 2)))
        review_rescore(senior, waiting[0].id, note="Limit reduced to half")
    with reading_as(ALL):
        assert rescores_to_review() == []
        row = db.session.scalars(select(BuyerRescore)).one()
        assert (row.reviewed_by, row.note) == ("Ada Clerk", "Limit reduced to half")
        with pytest.raises(Conflict):
            review_rescore(Act(actor(Role.SENIOR_UNDERWRITER), at(date(2025, 4, 2))), row.id, note="again")


def test_pooled_behaviour_is_for_the_insurers_people_only(town: Department) -> None:
    with reading_as(Scope(policyholders=frozenset({town.policyholder}))), pytest.raises(NotAllowed):
        pooled_behaviour(town.buyer, date(2025, 4, 1))


def test_a_second_reporter_makes_the_buyer_alarming(town: Department) -> None:
    with reading_as(ALL):
        house = Act(HOUSE, at(date(2025, 4, 1)))

        assert rescore_buyer(house, town.buyer, reports=1) == "poor"
        assert rescore_buyer(house, town.buyer, reports=2) == "alarming"


def test_whoever_reported_is_not_told_of_its_own_report(town: Department) -> None:
    with reading_as(ALL):
        town.on(date(2025, 4, 1))

        assert warn_of_buyer(Act(HOUSE, town.clock.now()), town.buyer, town.policyholder) == 1
        told = db.session.scalars(select(Message).where(Message.what == "warning.buyer_reported")).all()
        assert town.policyholder not in {one.policyholder_id for one in told}
