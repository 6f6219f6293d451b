"""How a job is asked for, leased, done once, and swept up when its worker died.

The queue may lose an id or carry it twice; both are harmless. A job is done by whoever turns the row to running
with one conditional update; its effect and the word `done` are one transaction, refused when the lease has
passed to somebody else. A worker killed in the middle leaves a lease that runs out; the sweeper sends the id again.
A job may rest: nobody is told of it until somebody asks for what it makes, see `bring_forward`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

import structlog
from sqlalchemy import ColumnElement, and_, or_, select, update

from insurer.infra.audit.chain import canonical
from insurer.infra.clock import now
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.jobs.models import Job, JobState
from insurer.infra.jobs.queue import send
from insurer.infra.scope import house_writing, reading_as
from insurer.kernel.acting import ALL, Actor
from insurer.kernel.errors import Conflict, Refusal
from insurer.kernel.ids import JobId, PartyId

LEASE = timedelta(minutes=10)
MOST_TRIES = 5
log = structlog.get_logger()

Work = Callable[[Act, Mapping[str, object]], object]
Around = Callable[[Callable[[], None], Callable[[], None]], None]
"""How a job is done, given a way to go through its work without writing and the way to do it in its one act."""
HANDLERS: dict[str, Work] = {}
AROUND: dict[str, Around] = {}

HOUSE = Actor(login="house", name="Tradecover", person=None, permissions=frozenset({"house"}), scope=ALL)
"""The house itself, when no person acts."""


_resting: ContextVar[frozenset[str]] = ContextVar("resting", default=frozenset())


class LeaseLost(Conflict):
    """The lease ran out and somebody else has the job."""


def house_act(at: datetime | None = None) -> Act:
    """An act of the house: a job, the sweeper, the set-up."""
    return Act(HOUSE, at or now())


def handles(kind: str, around: Around | None = None) -> Callable[[Work], Work]:
    """Register the command that does jobs of `kind`; it gets the act and the payload. `around` prepares it."""

    def register(work: Work) -> Work:
        HANDLERS[kind] = work
        if around is not None:
            AROUND[kind] = around
        return work

    return register


@contextmanager
def resting(*kinds: str) -> Iterator[None]:
    """Within, jobs of these kinds are not told to the worker; they rest until somebody asks for what they make."""
    token = _resting.set(frozenset(kinds))
    try:
        yield
    finally:
        _resting.reset(token)


def ask_for(
    act: Act,
    kind: str,
    payload: Mapping[str, object],
    policyholder: PartyId | None = None,
    subject: str | None = None,
) -> JobId:
    """Write a job into the running act; the worker is told after the commit."""
    if kind not in HANDLERS:
        raise RuntimeError(f"nobody handles jobs of kind {kind}")
    rests = kind in _resting.get()
    job = Job(
        kind=kind,
        subject=subject,
        payload=canonical(dict(payload)),
        state=JobState.RESTING if rests else JobState.QUEUED,
        asked_by=act.actor.login,
        policyholder_id=policyholder,
        created_at=act.at,
    )
    with house_writing():
        db.session.add(job)
    job_id = job.id
    act.record(f"job:{job_id}", "job.asked", kind=kind, policyholder=policyholder)
    if not rests:
        act.after_commit(lambda: send(job_id))
    return job_id


def job_about(kind: str, subject: str) -> Job | None:
    """The last job of a kind about a subject; whoever asks may see the subject."""
    query = select(Job).where(Job.kind == kind, Job.subject == subject)
    return db.session.scalar(query.order_by(Job.id.desc()).limit(1))


def bring_forward(kind: str, subject: str) -> bool:
    """Do at once, here, what waits or rests of a kind about a subject; whether anything was done.

    Whoever asks may see the subject. What the worker has in hand is left to it. Ends the caller's transaction.
    """
    free = Job.state.in_((JobState.QUEUED, JobState.RESTING))
    query = select(Job.id).where(Job.kind == kind, Job.subject == subject, free).order_by(Job.id)
    with reading_as(ALL):
        waiting = list(db.session.scalars(query))
    db.session.expunge_all()  # what the caller has read stays readable
    db.session.rollback()
    done = [run_job(job_id) for job_id in waiting]
    return any(done)


@command(needs=None)
def ask_again(act: Act, job_id: JobId) -> None:
    """Put a failed job back into the queue with all its tries, once what it lacked is there."""
    job = lock(Job, job_id)
    if job.state != JobState.FAILED:
        raise Conflict("job.not_failed", job=job_id, state=job.state)
    job.state, job.tries, job.finished_at, job.error = JobState.QUEUED, 0, None, None
    act.record(f"job:{job_id}", "job.asked_again", kind=job.kind)
    act.after_commit(lambda: send(job_id))


@reading_as(ALL)
def failed_jobs() -> list[Job]:
    """Every job that failed, oldest first."""
    return list(db.session.scalars(select(Job).where(Job.state == JobState.FAILED).order_by(Job.id)))


def run_job(job_id: JobId) -> bool:
    """Do the job if it is free; True when its effect was committed by this call."""
    lease = lease_job(house_act(), job_id)
    db.session.remove()
    if lease is None:
        return False
    try:
        _do_leased(job_id, lease)
    except LeaseLost:
        log.warning("job.lease_lost", job=job_id)
        return False
    except Refusal as refusal:
        fail_job(house_act(), job_id, lease, str(refusal))
        return False
    except Exception as fault:
        log.exception("job.fault", job=job_id)
        give_back_job(house_act(), job_id, lease, f"{type(fault).__name__}: {fault}")
        return False
    finally:
        db.session.remove()
    return True


def _do_leased(job_id: JobId, lease: str) -> None:
    """Do a leased job, prepared as its kind wants it; the moment of rehearsal and act is the same."""
    at = now()
    with reading_as(ALL):
        kind = db.session.get_one(Job, job_id).kind
    db.session.remove()
    around = AROUND.get(kind, _plainly)
    around(lambda: _go_through(house_act(at), job_id), lambda: finish_job(house_act(at), job_id, lease))


def _plainly(_rehearse: Callable[[], None], perform: Callable[[], None]) -> None:
    """A job that needs no preparation."""
    perform()


def _go_through(act: Act, job_id: JobId) -> None:
    """The work of a job as a reader: with nothing written, and nothing left open."""
    act.depth = 1
    try:
        with reading_as(act.actor.scope):
            job = db.session.get_one(Job, job_id)
            HANDLERS[job.kind](act, json.loads(job.payload))
    finally:
        db.session.remove()


@command(needs=None)
def lease_job(act: Act, job_id: JobId) -> str | None:
    """Take the job for a while: its lease, or None when it is done or somebody else's."""
    lease = secrets.token_hex(16)
    taken = db.session.execute(
        update(Job)
        .where(Job.id == job_id, _free(act.at))
        .values(state=JobState.RUNNING, lease=lease, leased_until=act.at + LEASE, tries=Job.tries + 1)
        .returning(Job.id)
    ).scalar()
    act.record(f"job:{job_id}", "job.leased" if taken else "job.not_free")
    return lease if taken else None


@command(needs=None)
def finish_job(act: Act, job_id: JobId, lease: str) -> None:
    """Do the work and say so, in one transaction, if the lease still holds at its end."""
    job = db.session.get_one(Job, job_id)
    kind, payload = job.kind, json.loads(job.payload)
    HANDLERS[kind](act, payload)
    _close(act, job_id, lease, state=JobState.DONE, finished_at=act.at, error=None)
    act.record(f"job:{job_id}", "job.done", kind=kind)


@command(needs=None)
def fail_job(act: Act, job_id: JobId, lease: str, reason: str) -> None:
    """The work was refused for a reason that trying again would not mend."""
    _close(act, job_id, lease, state=JobState.FAILED, finished_at=act.at, error=reason)
    act.record(f"job:{job_id}", "job.failed", reason=reason)


@command(needs=None)
def give_back_job(act: Act, job_id: JobId, lease: str, reason: str) -> None:
    """A fault of ours or of the machine: the job goes back into the queue, at most MOST_TRIES times."""
    tries = db.session.get_one(Job, job_id).tries
    state = JobState.QUEUED if tries < MOST_TRIES else JobState.FAILED
    _close(act, job_id, lease, state=state, error=reason)
    act.record(f"job:{job_id}", "job.given_back", reason=reason, tries=tries)


@reading_as(ALL)
def sweep(at: datetime | None = None) -> list[JobId]:
    """Send again every job that waits longer than a minute or whose lease ran out; returns their ids."""
    at = at or now()
    due = (_free(at), Job.state != JobState.RESTING, Job.created_at <= at - timedelta(minutes=1))
    waiting = list(db.session.scalars(select(Job.id).where(*due)))
    for job_id in waiting:
        send(job_id)
    return waiting


def _free(at: datetime) -> ColumnElement[bool]:
    waits = Job.state.in_((JobState.QUEUED, JobState.RESTING))
    return or_(waits, and_(Job.state == JobState.RUNNING, Job.leased_until < at))


def _close(act: Act, job_id: JobId, lease: str, **values: object) -> None:
    closed = db.session.execute(
        update(Job)
        .where(Job.id == job_id, Job.lease == lease)
        .values(lease=None, leased_until=None, **values)
        .returning(Job.id)
    ).scalar()
    if closed is None:
        raise LeaseLost("job.lease_lost", job=job_id)
