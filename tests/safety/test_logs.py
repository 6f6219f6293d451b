"""The log of a run: one line of JSON for each event, nobody's secrets in it, and every refusal to be found again."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import text

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.web.logs import init_logs
from tests.builders.browser import signed_in
from tests.builders.people import form_token, open_for

PASSWORD, IBAN, TOKEN = "marked password of a person", "DE89370400440532013000", "marked-token-of-a-link"


@pytest.fixture
def log(app: Flask) -> Iterator[io.StringIO]:
    """Where the log is written to, as in production."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level, settings = root.handlers[:], root.level, structlog.get_config()
    init_logs(stream=stream)
    structlog.configure(cache_logger_on_first_use=False)
    yield stream
    root.handlers, _ = handlers, root.setLevel(level)
    structlog.configure(**settings)


def _lines(log: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().split("\n") if line]


def test_asvs_16_2_5_no_password_token_or_account_is_in_the_log_of_a_run(app: Flask, log: io.StringIO) -> None:
    open_for(app, "ada")
    stranger = app.test_client()
    fields = {"csrf_token": form_token(stranger), "name": "ada", "password": PASSWORD}
    stranger.post("/sign-in", data=fields)
    stranger.get(f"/sign-in/new-password/{TOKEN}")
    stranger.get("/portal/buyers/", query_string={"q": IBAN})
    structlog.get_logger("tradecover.test").warning("account", iban=IBAN, deeper={"token": TOKEN, "password": PASSWORD})

    assert len(_lines(log)) >= 4
    for secret in (PASSWORD, TOKEN, IBAN):
        assert secret not in log.getvalue()


@pytest.mark.parametrize("sign", ["\r\n", "\n", "\x1b[2J", "\u2028", '"}\n{"event": "forged"', "{0}"])
def test_asvs_16_4_1_no_text_of_a_stranger_makes_a_line_of_its_own(app: Flask, log: io.StringIO, sign: str) -> None:
    """Whatever a name holds, one event is one line, and nothing of it steers a screen."""
    structlog.get_logger("tradecover.test").warning("import refused", reason=f"before{sign}after")

    [line] = _lines(log)
    assert (line["event"], line["reason"]) == ("import refused", f"before{sign}after")
    assert "\x1b" not in log.getvalue()
    assert log.getvalue().count("\n") == 1


def test_asvs_16_3_2_every_refused_call_is_in_the_log_with_its_moment_person_and_number(
    app: Flask, log: io.StringIO
) -> None:
    auditor = signed_in(app, Role.AUDITOR)

    refused = auditor.get("/desk/people/new")
    app.test_client().get("/desk/audit/")

    asked = {line["route"]: line for line in _lines(log) if line["event"] == "request"}
    denied, unknown = asked["/desk/people/new"], asked["/desk/audit/"]
    assert (denied["status"], unknown["status"]) == (403, 303)
    assert denied["request_id"] == refused.headers["X-Request-ID"]
    assert denied["person"] is not None
    assert unknown["person"] is None
    assert datetime.fromisoformat(str(denied["timestamp"])).utcoffset() == timedelta(0)


def test_asvs_16_3_3_skipped_steps_throttled_calls_and_forged_forms_are_in_the_log(
    app: Flask, log: io.StringIO, clock: Any
) -> None:
    """Each has a line of its own with what it was, beside the line of the request that has its number and status."""
    admin = signed_in(app, Role.ADMINISTRATOR)
    app.config["STRANGER_POSTS_PER_MINUTE"] = 1
    stranger = app.test_client()
    fields = {"csrf_token": form_token(stranger), "name": "eve", "password": PASSWORD}

    forged = stranger.post("/sign-in", data={**fields, "csrf_token": "forged"})
    stranger.post("/sign-in", data=fields)
    throttled = stranger.post("/sign-in", data=fields)
    token = form_token(admin, "/account/")
    skipped = admin.post("/account/second-factor/authenticator/remove", data={"csrf_token": token})

    lines = _lines(log)
    by_number: dict[object, set[object]] = {}
    for line in lines:
        by_number.setdefault(line.get("request_id"), set()).add((line["event"], line.get("code") or line.get("status")))
    assert ("request", 400) in by_number[forged.headers["X-Request-ID"]]
    assert "form refused" in {event for event, _ in by_number[forged.headers["X-Request-ID"]]}
    assert by_number[throttled.headers["X-Request-ID"]] >= {("refused", "page.too_many"), ("request", 429)}
    assert "refused" in {event for event, _ in by_number[skipped.headers["X-Request-ID"]]}


def test_asvs_16_3_4_a_fault_is_one_line_with_the_number_that_its_page_shows(app: Flask, log: io.StringIO) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    auditor = signed_in(app, Role.AUDITOR)
    with app.app_context():
        if db.engine.dialect.name == "postgresql":
            db.session.execute(text("RESET ROLE"))
        db.session.execute(text("ALTER TABLE audit_event RENAME TO audit_event_gone"))
        db.session.commit()

    answer = auditor.get("/desk/audit/")

    faults = [line for line in _lines(log) if line["event"] in ("fault", "database away")]
    assert answer.status_code in (500, 503)
    assert [line["request_id"] for line in faults] == [answer.headers["X-Request-ID"]]
    assert answer.headers["X-Request-ID"] in answer.get_data(as_text=True)
    assert "audit_event" not in answer.get_data(as_text=True)
