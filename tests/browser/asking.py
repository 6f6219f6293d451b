"""Somebody who has signed in and asks for pages without a browser, in the process of the tests."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from insurer.workflows.demo.terms import PASSWORD


def signed_in(app: Flask, login: str, locale: str = "en") -> FlaskClient:
    """A client of the demonstration with the session of `login`, who reads `locale`."""
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/sign-in").text)
    assert token is not None
    form = {"name": login, "password": PASSWORD, "csrf_token": token[1]}
    assert client.post("/sign-in", data=form).status_code == 303
    client.get(f"/account/?lang={locale}")
    return client
