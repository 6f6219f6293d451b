"""The tables of jobs and of the daily work."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from insurer.infra.append_only import GROWS_ONLY
from insurer.infra.db import Model
from insurer.kernel.ids import JobId, PartyId


class JobState(StrEnum):
    """Where a job is; one that rests is done when somebody asks for what it makes."""

    RESTING = "resting"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class Job(Model):
    """One piece of work: asked for in a business act, done by whoever holds the lease, with one effect.

    `subject` is what it is about ("claim:CL-2026-000001"), for the page that waits for it.
    """

    __tablename__ = "job"
    __table_args__ = (
        CheckConstraint("(state = 'running') = (lease IS NOT NULL)", name="running_has_lease"),
        Index(None, "state", "leased_until"),
        Index(None, "subject", "kind"),
    )

    id: Mapped[JobId] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str | None] = mapped_column(String(80))
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(12))
    asked_by: Mapped[str] = mapped_column(String(120))
    policyholder_id: Mapped[PartyId | None]
    created_at: Mapped[datetime]
    lease: Mapped[str | None] = mapped_column(String(32))
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)


class DailyRun(Model):
    """One daily task done on one business day. Whoever writes the row does the task, in the same transaction."""

    __tablename__ = "daily_run"
    __table_args__ = (UniqueConstraint("task", "day"), GROWS_ONLY)

    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[str] = mapped_column(String(60))
    day: Mapped[date]
    done_at: Mapped[datetime]
