"""The house's daily work: each task once per business day, whatever the number of workers.

The row (task, day) and the task's effect are one transaction; of two workers at once the second finds the row taken
and changes nothing. A task that is refused or breaks leaves no row and is tried again a minute later, beside the
others. What a task does is everything due up to its day, so a day on which the house stood still is made up for by
the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

import structlog
from flask import Flask, current_app
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from insurer.infra.clock import today
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.jobs.models import DailyRun
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Conflict

Daily = Callable[[Act], object]
"""A command that does everything due up to the act's business day."""

log = structlog.get_logger()


class DoneBefore(Conflict):
    """Another worker did the task today."""


def init_daily(app: Flask, tasks: Mapping[str, Daily]) -> None:
    """Give the house its daily tasks, each under the name that its runs are kept by."""
    app.extensions["tradecover.daily"] = dict(tasks)


def do_daily_work() -> list[str]:
    """Do what was not yet done today; the names of the tasks that this call did."""
    done = []
    for task in due_tasks(today()):
        try:
            do_daily_task(house_act(), task)
            done.append(task)
        except DoneBefore:
            log.info("daily.done_before", task=task)
        except Exception:
            log.exception("daily.fault", task=task)
        finally:
            db.session.remove()
    return done


@command(needs=None)
def do_daily_task(act: Act, task: str) -> None:
    """Do one task for today and keep the run, together or not at all; refuses what was done before."""
    db.session.add(DailyRun(task=task, day=act.today, done_at=act.at))
    try:
        db.session.flush()
    except IntegrityError as taken:
        raise DoneBefore("daily.done_before", task=task, day=act.today) from taken
    _tasks()[task](act)
    act.record(f"daily:{task}", "daily.done", day=act.today)


def due_tasks(day: date) -> list[str]:
    """The tasks without a run on `day`, in the order in which they were given."""
    done = set(db.session.scalars(select(DailyRun.task).where(DailyRun.day == day)))
    return [task for task in _tasks() if task not in done]


def last_runs() -> dict[str, datetime | None]:
    """By task when it was last done, None where it never was."""
    query = select(DailyRun.task, func.max(DailyRun.done_at).label("last")).group_by(DailyRun.task)
    runs = {row.task: row.last for row in db.session.execute(query)}
    return {task: runs.get(task) for task in _tasks()}


def _tasks() -> dict[str, Daily]:
    found: dict[str, Daily] = current_app.extensions["tradecover.daily"]
    return found
