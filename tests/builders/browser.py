"""A browser that has signed in: one person with one role, and for roles of the portal the policyholders it is for."""

from __future__ import annotations

import re
from itertools import count
from secrets import token_urlsafe

from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.accounts.models import Person
from insurer.accounts.public import open_login
from insurer.accounts.queries import token_hash
from insurer.accounts.sessions.services import begin_session
from insurer.infra.clock import now
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.kernel.ids import PartyId, PersonId

PASSWORD = "correct horse battery staple"
FIRST_PERSON = 1000
"""Other builders give their people small numbers by hand."""
_numbers = count(1)


def signed_in(app: Flask, role: Role, *policyholders: PartyId, locale: str = "en") -> FlaskClient:
    """A test client with the session of a new person who holds `role`. Call it outside the application's context."""
    number, token = next(_numbers), token_urlsafe(32)
    name = f"{role.value}-{number}"
    with app.app_context():
        person = PersonId(FIRST_PERSON + number)
        db.session.add(Person(id=person, name=name))
        db.session.commit()
        open_login(house_act(now()), name, person, PASSWORD, (role,), policyholders, locale)
        begin_session(house_act(now()), name, token_hash(token), "tests")
        cookie = "__Host-tradecover_session" if app.config["SESSION_COOKIE_SECURE"] else "tradecover_session"
    client = app.test_client()
    client.set_cookie(cookie, token, secure=bool(app.config["SESSION_COOKIE_SECURE"]))
    return client


def hidden_fields(client: FlaskClient, address: str) -> dict[str, str]:
    """The hidden fields of the forms of a page: the token against forged requests, the key against doubled ones."""
    fields = re.findall(r'<input[^>]*type="hidden"[^>]*>', client.get(address).get_data(as_text=True))
    named = [(re.search(r'name="([^"]*)"', one), re.search(r'value="([^"]*)"', one)) for one in fields]
    return {name[1]: value[1] for name, value in named if name and value}
