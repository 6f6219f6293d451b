"""Logs: one JSON object per line, with the request's number and without personal data."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, TextIO

import structlog

HIDDEN = "[withheld]"
_PERSONAL = frozenset(
    {"name", "email", "mail", "phone", "address", "login", "iban", "account_number"}
    | {"password", "passwd", "secret", "token", "authorization", "cookie"}
)


def init_logs(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send our own and every library's log lines to `stream` (standard error) as JSON."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        withhold_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(
                    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
                ),
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # the launcher says that it migrates; each step in JSON would only be noise
    logging.getLogger("alembic").setLevel(logging.WARNING)


def withhold_personal_data(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Replace what names a person or opens a door, wherever in the line it stands."""
    for key, value in event.items():
        if key.lower() in _PERSONAL:
            event[key] = HIDDEN
        elif isinstance(value, dict):
            event[key] = dict(withhold_personal_data(_logger, _method, dict(value)))
    return event
