"""The composition: takes settings, a clock and every package's rooms, and makes the application."""

from __future__ import annotations

from flask import Flask
from flask_migrate import Migrate

from config import ROOT, Settings
from insurer import tables
from insurer.infra.clock import Clock, init_clock
from insurer.infra.db import db
from insurer.infra.jobs.queue import init_queue
from insurer.infra.jobs.worker import init_worker
from insurer.infra.mail import init_mail


def create_app(settings: Settings | None = None, clock: Clock | None = None) -> Flask:
    """The whole application on `settings` (default: the environment's) and `clock` (default: the real one)."""
    settings = settings or Settings.load()
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    app = Flask("insurer", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(settings.as_flask())
    db.init_app(app)
    Migrate(app, tables, directory=str(ROOT / "insurer" / "infra" / "migrations"), render_as_batch=True)
    init_clock(app, clock or Clock(settings.time_zone))
    init_mail(app, settings.mail_url, f"{settings.insurer_name} <no-reply@localhost>")
    init_queue(app, settings.queue_url)
    init_worker(app)
    return app
