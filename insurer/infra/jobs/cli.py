"""The worker from the command line."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from insurer.infra.jobs.worker import work


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Carry out jobs, sweep and post the mail until told to stop."""
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    work(application)
