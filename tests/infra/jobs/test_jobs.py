"""Jobs: asked for in an act, done once, swept up when their worker died."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.infra.commands import Act, command
from insurer.infra.db import _writing, db
from insurer.infra.jobs.ahead import ahead, handles_ahead, reading_ahead
from insurer.infra.jobs.models import Job, JobState
from insurer.infra.jobs.postman import send_due_mails, take_mail
from insurer.infra.jobs.running import (
    LEASE,
    MOST_TRIES,
    ask_again,
    ask_for,
    finish_job,
    handles,
    house_act,
    lease_job,
    run_job,
    sweep,
)
from insurer.infra.ledger import Account, LedgerEntry, credit, debit, post
from insurer.infra.mail import Mail, MailRefused
from insurer.infra.outbox import OutboxMail, put_mail
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import JobId
from insurer.kernel.money import Money


@handles("test.book")
@command(needs=None)
def book_five(act: Act, payload: Mapping[str, object]) -> None:
    """Book five euros; the effect that must exist once."""
    if payload.get("refuse"):
        raise InvalidInput("ledger.not_balanced", "postings", kind="x", reference="x")
    if payload.get("conflict"):
        raise Conflict("ledger.reversed_before", entry="x")
    if payload.get("break"):
        raise OSError("the disk is gone")
    five = Money.of("5.00", "EUR")
    post(
        act,
        effective_on=act.today,
        kind="test",
        reference="job",
        postings=(debit(Account.BANK, five), credit(Account.PREMIUM_WRITTEN, five)),
    )


read_while_writing: list[bool] = []


@handles_ahead("test.ahead")
def book_what_was_read(act: Act, payload: Mapping[str, object]) -> None:
    """Read at length, then book what was found."""
    found = ahead("amount", lambda: read_while_writing.append(_writing.get()) or "7.00")
    if not reading_ahead():
        seven = Money.of(found, "EUR")
        postings = (debit(Account.BANK, seven), credit(Account.PREMIUM_WRITTEN, seven))
        post(act, effective_on=act.today, kind="test", reference="job", postings=postings)


@command(needs=None)
def ask(act: Act, payload: dict[str, Any]) -> int:
    """Ask for the job."""
    return ask_for(act, "test.book", payload)


@command(needs=None)
def write_home(act: Act, recipient: str) -> None:
    """Put a mail into the outbox."""
    put_mail(act, recipient=recipient, locale="zh", title="额度\r\nBcc: x@example.org", body="您好", reference="test")
    act.record("test:mail", "job.asked", kind="mail", policyholder=None)


def test_what_a_job_reads_ahead_is_read_once_and_before_its_transaction(in_app: Flask) -> None:
    read_while_writing.clear()

    @command(needs=None)
    def ask_ahead(act: Act) -> int:
        return ask_for(act, "test.ahead", {})

    job = JobId(ask_ahead(house_act()))

    assert run_job(job)
    assert (read_while_writing, state_of(job), entries()) == ([False], JobState.DONE, 1)


def entries() -> int:
    return len(list(db.session.scalars(select(LedgerEntry.id))))


def state_of(job: JobId) -> str:
    db.session.expire_all()
    return db.session.get_one(Job, job).state


def test_t07_a_job_is_done_once_however_often_its_number_arrives(in_app: Flask) -> None:
    job = JobId(ask(house_act(), {}))

    assert [run_job(job), run_job(job), run_job(job)] == [True, False, False]
    assert (entries(), state_of(job)) == (1, JobState.DONE)


def test_a_job_whose_worker_died_is_swept_up_and_runs_again_exactly_once(in_app: Flask, clock: Any) -> None:
    job = JobId(ask(house_act(), {}))
    assert lease_job(house_act(), job) is not None  # and here the worker dies
    assert run_job(job) is False

    clock.move_to(clock.now() + LEASE + timedelta(seconds=1))
    assert sweep() == [job]
    assert sweep() == [job]  # swept twice: the number arrives twice
    assert [run_job(job), run_job(job)] == [True, False]
    assert entries() == 1


def test_a_worker_that_wakes_after_its_lease_ended_changes_nothing(in_app: Flask, clock: Any) -> None:
    job = JobId(ask(house_act(), {}))
    asleep = lease_job(house_act(), job)
    clock.move_to(clock.now() + LEASE + timedelta(seconds=1))
    assert run_job(job) is True

    assert asleep is not None
    with pytest.raises(Conflict, match="lease_lost"):
        finish_job(house_act(), job, asleep)
    assert entries() == 1


def test_a_refused_job_fails_with_its_reason_and_a_broken_one_is_tried_again(in_app: Flask) -> None:
    refused, broken = JobId(ask(house_act(), {"refuse": 1})), JobId(ask(house_act(), {"break": 1}))

    run_job(refused)
    for _ in range(MOST_TRIES - 1):
        run_job(broken)
        assert state_of(broken) == JobState.QUEUED
    run_job(broken)

    assert (state_of(refused), state_of(broken)) == (JobState.FAILED, JobState.FAILED)
    assert "OSError" in str(db.session.get_one(Job, broken).error)
    assert entries() == 0


def test_a_job_that_somebody_was_faster_than_fails_and_does_not_wait_for_its_lease(in_app: Flask) -> None:
    job = JobId(ask(house_act(), {"conflict": 1}))

    assert run_job(job) is False

    assert state_of(job) == JobState.FAILED
    ask_again(house_act(), job)
    assert state_of(job) == JobState.QUEUED
    with pytest.raises(Conflict, match="not_failed"):
        ask_again(house_act(), job)


class Refusing:
    """A mail server that answers as it is told."""

    def __init__(self, fault: Exception | None) -> None:
        self.fault, self.seen = fault, []

    def send(self, mail: Mail) -> None:
        self.seen.append(mail.message_id)
        if self.fault is not None:
            raise self.fault


def test_a_mail_leaves_once_and_keeps_its_number_over_every_try(in_app: Flask, clock: Any) -> None:
    write_home(house_act(), "a@example.org")
    server = Refusing(OSError("greylisted"))
    in_app.extensions["tradecover.mailer"], real = server, in_app.extensions["tradecover.mailer"]
    try:
        assert send_due_mails() == 0
        assert send_due_mails() == 0  # not due again yet
        clock.move_to(clock.now() + timedelta(minutes=3))
        server.fault = None
        assert send_due_mails() == 1
        assert send_due_mails() == 0
    finally:
        in_app.extensions["tradecover.mailer"] = real

    assert len(server.seen) == 2
    assert len(set(server.seen)) == 1


def test_a_final_refusal_is_kept_and_not_tried_again(in_app: Flask, clock: Any) -> None:
    write_home(house_act(), "nobody@example.org")
    server = Refusing(MailRefused("550 no such user"))
    in_app.extensions["tradecover.mailer"], real = server, in_app.extensions["tradecover.mailer"]
    try:
        send_due_mails()
        clock.move_to(clock.now() + timedelta(days=1))
        send_due_mails()
    finally:
        in_app.extensions["tradecover.mailer"] = real

    row = db.session.scalars(select(OutboxMail)).one()
    assert (len(server.seen), row.error) == (1, "550 no such user")
    assert take_mail(house_act(), row.id) is False


def test_a_subject_cannot_smuggle_another_header(in_app: Flask) -> None:
    write_home(house_act(), "a@example.org")
    assert send_due_mails() == 1

    folder = in_app.extensions["tradecover.mailer"].folder
    [mail] = folder.glob("*.eml")
    assert b"\nBcc:" not in mail.read_bytes()
