"""What the demo remembers of its own making, so that an interrupted one is finished and a finished one left alone."""

from __future__ import annotations

import json
from datetime import datetime

from sqlalchemy import select

from insurer.infra.audit.models import AuditEvent
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL

SUBJECT = "demo"


@command(needs=None)
def begin_demo(act: Act, seed: int, policyholders: int) -> str:
    """Note which portfolio is being made and up to which moment; the moment as text.

    Called again under the same key it answers the first moment, so that the work goes on where it stood.
    """
    act.record(SUBJECT, "demo.begun", seed=seed, policyholders=policyholders)
    return act.at.isoformat()


@command(needs=None)
def note_step(act: Act, step: str) -> None:
    """Note that a step of the demo is complete."""
    act.record(SUBJECT, "demo.step_done", step=step)


@command(needs=None)
def finish_demo(act: Act) -> None:
    """Note that the demo is complete."""
    act.record(SUBJECT, "demo.finished")


def steps_done() -> frozenset[str]:
    """The steps noted so far."""
    return frozenset(str(json.loads(facts)["step"]) for facts in _facts("demo.step_done"))


def finished() -> bool:
    return bool(_facts("demo.finished"))


@reading_as(ALL)
def begun_at() -> datetime | None:
    """When the demo was begun, None when it never was."""
    return db.session.scalar(
        select(AuditEvent.at).where(AuditEvent.subject == SUBJECT, AuditEvent.what == "demo.begun")
    )


@reading_as(ALL)
def _facts(what: str) -> list[str]:
    found = db.session.scalars(
        select(AuditEvent.facts).where(AuditEvent.subject == SUBJECT, AuditEvent.what == what)
    ).all()
    db.session.rollback()
    return list(found)
