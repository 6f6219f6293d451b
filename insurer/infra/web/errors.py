"""One handler for everything that goes wrong: a page for people, problem JSON (RFC 9457) for machines."""

from __future__ import annotations

import structlog
from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from insurer.infra import languages
from insurer.infra.web.guard import NotSignedIn, present_actor
from insurer.kernel.errors import InvalidInput, NotFound, Refusal

_CODES = {
    400: "page.bad_request",
    401: "session.required",
    403: "page.forbidden",
    404: "page.absent",
    405: "page.method",
    409: "page.conflict",
    413: "page.too_large",
    415: "page.type",
    429: "page.too_many",
    503: "page.unavailable",
}
SIGN_IN = "SIGN_IN_ENDPOINT"
"""The setting that names the sign-in page; without one a page for members answers 401."""


def init_errors(app: Flask) -> None:
    """Answer every refusal, HTTP error and fault of `app` in the reader's language, with the request's number."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _form_expired)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(InternalServerError, _fault)


def wants_json() -> bool:
    """Whether a machine asks: by the address, or because it accepts JSON and prefers it to HTML."""
    if request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return best is not None and best != "text/html"


def problem(status: int, code: str, /, *, field: str | None = None, **facts: object) -> Response:
    """A problem document: a stable type and code, words in the reader's language, the request's number."""
    body: dict[str, object] = {
        "type": f"urn:tradecover:problem:{code}",
        "title": languages.here(_title(status)),
        "status": status,
        "detail": languages.here(code, **facts),
        "code": code,
        "request_id": g.get("request_id", "-"),
    }
    if field is not None:
        body["field"] = field
    response = jsonify(body)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def error_page(status: int, code: str, /, **facts: object) -> ResponseReturnValue:
    """A page that says in one sentence what happened, with the request's number and a way back."""
    page = render_template(
        "_layout/error.html",
        status=status,
        title=languages.here(_title(status)),
        detail=languages.here(code, **facts),
        request_id=g.get("request_id", "-"),
    )
    return page, status


def _title(status: int) -> str:
    key = f"problem.{status}"
    if languages.known(key, languages.DEFAULT):
        return key
    return "problem.500" if status >= 500 else "problem.400"


def _answer(status: int, code: str, /, *, field: str | None = None, **facts: object) -> ResponseReturnValue:
    return problem(status, code, field=field, **facts) if wants_json() else error_page(status, code, **facts)


def _refused(refusal: Refusal) -> ResponseReturnValue:
    structlog.get_logger("tradecover.web").info("refused", code=refusal.code, status=refusal.status)
    sign_in = current_app.config.get(SIGN_IN)
    if isinstance(refusal, NotSignedIn) and sign_in and not wants_json():
        here = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for(sign_in, next=here), 303)
    if isinstance(refusal, NotFound) and _names_nothing(refusal.code) and _from_outside():
        return _answer(404, "page.absent")
    field = refusal.field if isinstance(refusal, InvalidInput) else None
    return _answer(refusal.status, refusal.code, field=field, **refusal.facts)


def _names_nothing(code: str) -> bool:
    """Whether a refusal says that an id names nothing."""
    return code.rpartition(".")[2].startswith(("absent", "no_such"))


def _from_outside() -> bool:
    """Whether a policyholder's person asks: which thing exists, and for whom, is not told by the words either."""
    actor = present_actor()
    return actor is not None and not actor.scope.everything


def _form_expired(error: CSRFError) -> ResponseReturnValue:
    structlog.get_logger("tradecover.web").warning("form refused", reason=error.description)
    return _answer(400, "page.form_expired")


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if isinstance(error, SecurityError):
        return Response("Unknown host\n", 400, mimetype="text/plain")  # no address of ours can be built for it
    if status < 400:
        return error.get_response()  # a redirect is not an error
    if status == 429:
        structlog.get_logger("tradecover.web").warning("refused", code=_CODES[status], status=status)
    response = current_app.make_response(_answer(status, _CODES.get(status, _CODES[400])))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _database_away(error: OperationalError) -> ResponseReturnValue:
    """The database is gone or held by others for too long: nothing was done, and it may be asked again soon."""
    structlog.get_logger("tradecover.web").error("database away", exc_info=error)
    response = current_app.make_response(_answer(503, "page.unavailable"))
    response.headers["Retry-After"] = "5"
    return response


def _fault(error: InternalServerError) -> ResponseReturnValue:
    """A fault of ours: the log has the stack, the reader the number to quote. Nothing was committed."""
    cause = error.original_exception
    structlog.get_logger("tradecover.web").error("fault", exc_info=cause or error)
    return _answer(500, "page.fault")
