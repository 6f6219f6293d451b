"""The first pages before anything was sold: they answer, say what is empty, and lead nowhere that is not there."""

from __future__ import annotations

import pytest
from flask import Flask

from insurer.accounts.facts import PORTAL_ROLES, Role
from insurer.infra.clock import now
from insurer.infra.commands import Act
from insurer.kernel.acting import ALL, Actor
from insurer.parties.facts import May as PartyMay
from insurer.parties.facts import PartyEntry
from insurer.parties.public import register_party
from tests.builders.browser import signed_in

REGISTRAR = Actor(
    login="registrar", name="Registrar", person=None, permissions=frozenset({PartyMay.REGISTER.value}), scope=ALL
)


@pytest.mark.parametrize("role", tuple(Role), ids=lambda role: role.value)
def test_everybody_arrives_in_an_empty_house(app: Flask, role: Role):
    holders = ()
    if role in PORTAL_ROLES:
        with app.app_context():
            holders = (register_party(Act(REGISTRAR, now()), PartyEntry(name="Quiet Exports Ltd", country="GB")),)
    client = signed_in(app, role, *holders)
    way = client.get("/").headers["Location"]
    for locale in ("en", "zh"):
        page = client.get(f"{way}?lang={locale}")
        assert page.status_code == 200


def test_an_administrator_without_business_rights_sees_no_business(app: Flask):
    page = signed_in(app, Role.ADMINISTRATOR).get("/desk/?lang=en").get_data(as_text=True)
    assert "without a second factor" in page
    assert "Limit requests" not in page
    assert "Premium written" not in page


def test_a_subject_that_is_not_ones_own_has_no_timeline(app: Flask):
    with app.app_context():
        holder = register_party(Act(REGISTRAR, now()), PartyEntry(name="Quiet Exports Ltd", country="GB"))
    client = signed_in(app, Role.POLICYHOLDER_USER, holder)
    assert client.get("/portal/timeline/policy:PO-2026-000001").status_code == 404


def test_a_stranger_is_led_to_the_sign_in(app: Flask):
    assert app.test_client().get("/").headers["Location"].startswith("/sign-in")
