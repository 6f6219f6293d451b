"""Whether the process lives (`/healthz`) and whether it can serve (`/readyz`): for balancers, without sign-in.

The answers name what was looked at and how it came out, never an address, a version or an amount.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from insurer.infra.db import db
from insurer.infra.web.guard import public

health = Blueprint("health", __name__)
_MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"


@health.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """The process answers; nothing else is asked."""
    return jsonify(status="alive")


@health.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """200 when database, schema and files folder can be used, else 503 and which of them cannot."""
    found = {**_database(), "files": "ok" if _files_can_be_kept() else "unavailable"}
    well = all(word == "ok" for word in found.values())
    return jsonify(status="ready" if well else "unavailable", checks=found), 200 if well else 503


def _database() -> dict[str, str]:
    try:
        connection = db.session.connection()
        connection.execute(text("SELECT 1"))
        present = set(MigrationContext.configure(connection).get_current_heads())
    except SQLAlchemyError:
        db.session.rollback()
        return {"database": "unavailable", "schema": "unknown"}
    return {"database": "ok", "schema": "ok" if present == _newest() else "outdated"}


@cache
def _newest() -> frozenset[str]:
    """The newest migration that this version brings."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    return frozenset(ScriptDirectory.from_config(config).get_heads())


def _files_can_be_kept() -> bool:
    folder: Path = current_app.config["FILES_DIR"]
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK)
