"""A worker killed in the middle of an import: nothing half done, and after the sweep done exactly once."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from config import ROOT
from insurer.infra.db import db
from insurer.infra.jobs.models import Job, JobState
from insurer.infra.jobs.running import run_job, sweep
from tests.builders.underwriting import Desk, csv, line
from tests.databases import Database
from underwriting.public import import_outcome, receivables_of, receive_ledger
from underwriting.receivables.models import ImportRefusedRow, ReceivableReceipt
from underwriting.receivables.services.importing import JOB
from underwriting.receivables.states import ImportState

WORKER = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from config import Environment, Settings
from insurer.app import create_app
from insurer.infra.clock import SetClock
from insurer.infra.jobs.running import run_job
from underwriting.receivables.services import booking, loading

url, instance, queue, moment, job = sys.argv[1:]
loading.PORTION = 100
portions, written = loading._portions, []

def killed_at_the_third_portion(rows):
    for portion in portions(rows):
        written.append(1)
        if len(written) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        yield portion

loading._portions = killed_at_the_third_portion
settings = Settings(
    environment=Environment.TEST, instance_dir=Path(instance), database_url=url, queue_url=queue,
    base_url="http://localhost",
)
with create_app(settings, SetClock(datetime.fromisoformat(moment))).app_context():
    run_job(int(job))
"""


def test_an_import_killed_half_way_is_absent_and_then_done_exactly_once(
    desk: Desk, house: Flask, database: Database, tmp_path: Path
) -> None:
    desk.on(date(2025, 6, 30))
    rows = [line(f"A-{number}", "10.00", paid_on="2025-06-01" if number % 2 else "") for number in range(499)]
    rows.append(line("A-1", "10.00"))
    import_id = receive_ledger(desk.customer, desk.policy, content=csv(rows), filename="ledger.csv")
    job_id = db.session.scalars(select(Job.id).where(Job.kind == JOB)).one()
    moment = desk.clock.now()
    db.session.remove()

    killed = subprocess.run(
        [
            sys.executable, "-c", WORKER, database.url, str(house.config["FILES_DIR"].parent),
            f"sqlite:///{tmp_path / 'queue.sqlite'}", moment.isoformat(), str(job_id),
        ],
        cwd=ROOT,
        check=False,
        timeout=120,
    )  # fmt: skip

    assert killed.returncode == -signal.SIGKILL
    assert receivables_of(desk.policy, as_of=date(2025, 6, 30)) == []
    assert import_outcome(import_id).state is ImportState.RECEIVED
    assert db.session.get_one(Job, job_id).state == JobState.RUNNING
    assert run_job(job_id) is False
    db.session.remove()

    desk.clock.move_to(moment + timedelta(minutes=11))
    imports = set(db.session.scalars(select(Job.id).where(Job.kind == JOB)))
    assert [swept for swept in sweep() if swept in imports] == [job_id]
    assert run_job(job_id) is True
    assert run_job(job_id) is False

    outcome = import_outcome(import_id)
    assert (outcome.rows, outcome.accepted, outcome.refused, outcome.unchanged) == (500, 499, 1, 0)
    assert len(receivables_of(desk.policy, as_of=date(2025, 6, 30))) == 499
    counted = select(func.count())
    assert db.session.scalar(counted.select_from(ReceivableReceipt)) == 249
    assert db.session.scalar(counted.select_from(ImportRefusedRow)) == 1
