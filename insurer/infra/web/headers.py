"""What every answer carries: a strict content policy, no sniffing, no foreign frames, a request number."""

from __future__ import annotations

import secrets
from time import perf_counter

import structlog
from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue

from insurer.infra.web.forms import csrf
from insurer.infra.web.guard import present_actor, public
from insurer.kernel.errors import NotAllowed

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "report-to csp",
        "report-uri /reports/csp",
    )
)
DOWNLOAD_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""For files from outside, should one ever be opened in the browser: nothing in it runs."""

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Reporting-Endpoints": 'csp="/reports/csp"',
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Frame-Options": "DENY",
}
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
_LARGEST_REPORT = 16_384
_log = structlog.get_logger("tradecover.web")


def init_headers(app: Flask) -> None:
    """Give every answer of `app` its headers and its number, and file one log line per request."""
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.before_request(_begin)
    app.after_request(_finish)
    csrf.exempt("insurer.infra.web.headers.content_policy_report")
    app.add_url_rule("/reports/csp", "content_policy_report", content_policy_report, methods=["POST"])


def _begin() -> None:
    g.request_id = secrets.token_hex(8)
    g.begun = perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    if request.method not in _SAFE_METHODS and request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        raise NotAllowed("page.cross_site")


def _finish(response: Response) -> Response:
    for name, value in _FIXED.items():
        response.headers.setdefault(name, value)
    response.headers["X-Request-ID"] = g.get("request_id", "-")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    _log_request(response)
    return response


def _log_request(response: Response) -> None:
    """One line: the route's rule and never the address itself, whose search words may name people."""
    actor = present_actor()
    _log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round((perf_counter() - g.begun) * 1000) if "begun" in g else None,
        person=actor.person if actor else None,
    )


@public
def content_policy_report() -> ResponseReturnValue:
    """Browsers report here what the content policy stopped; the log keeps the start of it."""
    if (request.content_length or 0) > _LARGEST_REPORT:
        return "", 413
    _log.warning("content policy stopped something", report=request.get_data(as_text=True)[:2000])
    return "", 204
