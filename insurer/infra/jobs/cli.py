"""The worker, its jobs and the daily work from the command line."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from insurer.infra.jobs.daily import do_daily_work, last_runs
from insurer.infra.jobs.running import ask_again, failed_jobs, house_act
from insurer.infra.jobs.worker import work
from insurer.kernel.errors import Refusal
from insurer.kernel.ids import JobId

jobs = AppGroup("jobs", help="Work beside the request: what failed, and again.")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Carry out jobs, sweep, post the mail and do the daily work until told to stop."""
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    work(application)


@click.command("daily")
@with_appcontext
def daily() -> None:
    """Do what was not yet done today, and say when each task was last done."""
    did = do_daily_work()
    for task, moment in last_runs().items():
        said = "never" if moment is None else f"{moment:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{task:<30}{said}{'  now' if task in did else ''}")


@jobs.command("failed")
def failed() -> None:
    """The jobs that failed, each with its reason."""
    for job in failed_jobs():
        click.echo(f"{job.id:>6}  {job.kind:<28}{job.subject or '-':<24}{job.error}")


@jobs.command("again")
@click.argument("job", type=int)
def again(job: int) -> None:
    """Put a failed JOB back into the queue."""
    try:
        ask_again(house_act(), JobId(job))
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
