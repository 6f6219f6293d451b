"""How often: what costs the house much, and what a stranger may try, is counted per person or address and minute.

Plain pages are never slowed down. What is counted: documents and exports, searches, and posts by whoever has not
signed in. Above the number the answer is 429 with the seconds to wait; other people's work is not touched.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, request
from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from insurer.infra.clock import seconds_until
from insurer.infra.web.guard import present_actor

P = ParamSpec("P")
R = TypeVar("R")
COSTLY = "costly"
"""The attribute of a view that names what it costs."""
_FILES = (".pdf", ".csv", ".xlsx", ".xml", ".ics", ".zip")
_EXPORTS = ("csv", "xlsx")
_COUNTER = "tradecover.limits"


def costly(kind: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Count the calls of a view under `kind` ("search"), whose share of a minute the settings give."""

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        setattr(view, COSTLY, kind)
        return view

    return wrap


def init_limits(app: Flask, url: str) -> None:
    """Count for `app` in `url`: `memory://` for one process, `redis://…` where several share the numbers."""
    app.extensions[_COUNTER] = MovingWindowRateLimiter(storage_from_string(url))
    app.before_request(_slow_down)


def forget_counts(app: Flask) -> None:
    """Begin to count anew."""
    app.extensions[_COUNTER].storage.reset()


def _slow_down() -> None:
    kind = _kind()
    if kind is None:
        return
    actor = present_actor()
    who = f"login:{actor.login}" if actor is not None else f"address:{request.remote_addr}"
    setting = "STRANGER_POSTS_PER_MINUTE" if kind == "stranger" else "COSTLY_PER_MINUTE"
    most = RateLimitItemPerMinute(current_app.config[setting])
    counter: MovingWindowRateLimiter = current_app.extensions[_COUNTER]
    if not counter.hit(most, kind, who):
        reset = counter.get_window_stats(most, kind, who).reset_time
        raise TooManyRequests(retry_after=max(1, math.ceil(seconds_until(reset))))


def _kind() -> str | None:
    """What the present request is counted as, None for a plain page."""
    rule, view = request.url_rule, current_app.view_functions.get(request.endpoint or "")
    if rule is None or view is None:
        return None
    named = getattr(view, COSTLY, None)
    if named is not None:
        return str(named)
    if request.method == "POST" and present_actor() is None:
        return None if request.endpoint == "content_policy_report" else "stranger"
    if rule.rule.endswith(_FILES) or request.args.get("format") in _EXPORTS:
        return "document"
    return None
