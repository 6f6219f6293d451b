"""A browser that has signed in: one person with one role, and for roles of the portal the policyholders it is for."""

from __future__ import annotations

from itertools import count

from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.accounts.public import open_login, register_person
from insurer.accounts.services import sign_in
from insurer.infra.clock import now
from insurer.infra.jobs.running import house_act
from insurer.kernel.ids import PartyId

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def signed_in(app: Flask, role: Role, *policyholders: PartyId, locale: str = "en") -> FlaskClient:
    """A test client with the session of a new person who holds `role`. Call it outside the application's context."""
    name = f"{role.value}-{next(_numbers)}"
    with app.app_context():
        person = register_person(house_act(now()), name)
        open_login(house_act(now()), name, person, PASSWORD, (role,), policyholders, locale)
        token = sign_in(name, PASSWORD, "tests")
        cookie = "__Host-tradecover_session" if app.config["SESSION_COOKIE_SECURE"] else "tradecover_session"
    client = app.test_client()
    client.set_cookie(cookie, token, secure=bool(app.config["SESSION_COOKIE_SECURE"]))
    return client
