"""People with their own logins, and the acts they do under them."""

from __future__ import annotations

from itertools import count
from secrets import token_urlsafe

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from insurer.accounts.facts import Role
from insurer.accounts.models import Person
from insurer.accounts.public import actor_named, open_login
from insurer.accounts.queries import token_hash
from insurer.accounts.sessions.services import begin_session
from insurer.infra.clock import now, today
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.ids import PartyId, PersonId

_numbers = count(5000)
"""Other builders give their people small numbers by hand."""
PASSWORD = "correct horse battery staple"


def opened(login: str, *roles: Role, companies: tuple[PartyId, ...] = (), person: PersonId | None = None) -> PersonId:
    """Open a login, for a new person unless one is named; answers the person."""
    who = person or PersonId(next(_numbers))
    if person is None:
        db.session.add(Person(id=who, name=login.title()))
        db.session.commit()
    open_login(house_act(), login, who, PASSWORD, roles, companies, email=f"{login}@firm.example")
    return who


def leave_small_numbers() -> None:
    """Let the database number new people beyond those that builders number by hand."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("SELECT nextval('person_id_seq') FROM generate_series(1, 20)"))
        db.session.commit()


def acting(login: str) -> Act:
    """An act of the person behind a login, now, with the rights that stand today."""
    return Act(actor_named(login, today()), now())


def browsing(app: Flask, login: str) -> FlaskClient:
    """A browser with a session of that login. Call it outside the application's context."""
    token = token_urlsafe(32)
    with app.app_context():
        begin_session(house_act(), login, token_hash(token), "tests")
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie("tradecover_session", token)
    return client
