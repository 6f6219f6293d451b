"""People with a login and the browsers they sign in from."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from insurer.accounts.facts import Role
from insurer.accounts.public import open_login, register_person
from insurer.infra.db import db
from insurer.infra.jobs.models import Job
from insurer.infra.jobs.running import house_act, run_job
from insurer.infra.outbox import OutboxMail
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from tests.builders.authenticator import app_code

PASSWORD = "correct horse battery"
_FIELD = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def open_for(app: Flask, name: str, *roles: Role, email: str | None = "", locale: str = "en") -> None:
    """Open a login for a new person; its mail address is made of its name unless one is given."""
    with app.app_context():
        person = register_person(house_act(), name.title())
        mail = f"{name}@firm.example" if email == "" else email
        open_login(house_act(), name, person, PASSWORD, roles or (Role.AUDITOR,), locale=locale, email=mail)


def form_token(client: FlaskClient, path: str = "/sign-in") -> str:
    """The token of the form on a page."""
    page = client.get(path)
    found = _FIELD.search(page.get_data(as_text=True))
    assert found is not None, (path, page.status, page.location)
    return found[1]


def send(client: FlaskClient, path: str, page: str = "", **fields: str) -> Any:
    """Send a form as the browser does, with the token of `page` (default: the form's own address)."""
    return client.post(path, data={"csrf_token": form_token(client, page or path), **fields})


def enter(client: FlaskClient, name: str = "ada", password: str = PASSWORD, **more: str) -> Any:
    """Type a name and a password on the sign-in page."""
    return send(client, "/sign-in", name=name, password=password, **more)


def browser(app: Flask, name: str = "ada") -> FlaskClient:
    """A browser that has just signed in with the password alone."""
    client = app.test_client()
    assert enter(client, name).status_code == 303
    return client


def add_app(client: FlaskClient, clock: Any) -> tuple[str, list[str]]:
    """Set up an authenticator app: its letters and the recovery codes shown after it."""
    page = client.get("/account/second-factor/authenticator").get_data(as_text=True)
    letters = _found(r'own-letters">([^<]+)<', page)
    answer = client.post(
        "/account/second-factor/authenticator",
        data={
            "csrf_token": _found(_FIELD.pattern, page),
            "sealed": _found(r'name="sealed"[^>]*value="([^"]+)"', page),
            "code": app_code(letters, clock.now()),
        },
    )
    return letters, re.findall(r"<code>([^<]+)</code>", answer.get_data(as_text=True))


def mails(app: Flask) -> list[tuple[str, str, str]]:
    """Recipient, title and body of every mail in the outbox, in order; jobs that wait are done first."""
    with app.app_context(), reading_as(ALL):
        for job in db.session.scalars(select(Job.id).order_by(Job.id)).all():
            run_job(job)
        rows = db.session.scalars(select(OutboxMail).order_by(OutboxMail.id))
        return [(row.recipient, row.title, row.body) for row in rows]


def link_in(body: str) -> str:
    """The path of the link in a mail."""
    return _found(r"https?://[^/]+(/\S+)", body)


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return found[1]
