"""What the worker does: carries out jobs; every minute sweeps, posts the mail, does what the day still lacks."""

from __future__ import annotations

import logging

from flask import Flask
from huey import crontab

from insurer.infra.jobs.daily import do_daily_work
from insurer.infra.jobs.postman import send_due_mails
from insurer.infra.jobs.running import run_job, sweep
from insurer.kernel.ids import JobId


def init_worker(app: Flask) -> None:
    """Give the queue of `app` its two tasks."""
    huey = app.extensions["tradecover.queue"]

    @huey.task(name="carry")  # type: ignore[untyped-decorator]
    def carry(job_id: int) -> None:
        with app.app_context():
            run_job(JobId(job_id))

    @huey.periodic_task(crontab(minute="*"), name="tidy")  # type: ignore[untyped-decorator]
    def tidy() -> None:
        with app.app_context():
            sweep()
            send_due_mails()
            do_daily_work()

    app.extensions["tradecover.carry"] = carry


def work(app: Flask) -> None:
    """Serve the queue until told to stop (SIGTERM): the job in hand is finished first, no new one begun.

    The carrier's own chatter is kept to what is wrong.
    """
    logging.getLogger("huey").setLevel(logging.WARNING)
    consumer = app.extensions["tradecover.queue"].create_consumer(
        workers=1, check_worker_health=True, graceful_signal="TERM"
    )
    consumer.run()
