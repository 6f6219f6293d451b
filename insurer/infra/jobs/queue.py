"""The carrier of job ids: huey on an SQLite file by default, Redis or PostgreSQL by setting.

It carries ids as JSON and nothing else; it may lose one or deliver it twice, see `running`.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message

from insurer.kernel.ids import JobId


class JsonMessages:
    """Messages as JSON: nothing that comes back from the queue can be code."""

    def serialize(self, message: Any) -> bytes:
        return json.dumps(list(message)).encode()

    def deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(data))


def init_queue(app: Flask, url: str) -> None:
    """Make the carrier for `url`: sqlite:///file, redis://… or postgresql://…"""
    options: dict[str, Any] = {"name": "tradecover", "results": False, "serializer": JsonMessages()}
    scheme = urlsplit(url).scheme
    if scheme.startswith("sqlite"):
        huey: Huey = SqliteHuey(filename=url.removeprefix("sqlite:///"), **options)
    elif scheme.startswith("redis"):
        huey = RedisHuey(url=url, **options)
    else:
        huey = PostgresHuey(dsn=url.replace("postgresql+psycopg://", "postgresql://"), **options)

    app.extensions["tradecover.queue"] = huey


def send(job_id: JobId) -> None:
    """Tell the worker of a job."""
    current_app.extensions["tradecover.carry"](int(job_id))


def queue() -> Huey:
    return current_app.extensions["tradecover.queue"]
