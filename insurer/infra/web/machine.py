"""Routes for machines: JSON in, JSON out, no form token, and still nothing a foreign site could send.

A browser sends forms and plain text across sites without asking, a JSON body never: it asks first and is not
answered. So a call that acts for somebody must say that its body is JSON. What browsers tell of the sender
(`Sec-Fetch-Site`) is checked before, as for every page.
"""

from __future__ import annotations

from flask import Blueprint, request
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from insurer.infra.web.forms import csrf
from insurer.infra.web.guard import present_actor

JSON = "application/json"
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def for_machines(blueprint: Blueprint, *, largest_body: int) -> Blueprint:
    """Let `blueprint` answer machines: 415 for a body that is not JSON, 413 for one above `largest_body` bytes."""

    def check() -> None:
        if (request.content_length or 0) > largest_body:
            raise RequestEntityTooLarge
        acts = request.method not in _SAFE_METHODS and present_actor() is not None
        if acts and request.mimetype != JSON:
            raise UnsupportedMediaType

    blueprint.before_request(check)
    csrf.exempt(blueprint)
    return blueprint
