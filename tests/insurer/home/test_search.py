"""The search box finds what is the reader's by any name or number, and of others it knows nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.ids import PartyId
from policies.public import policy_facts
from tests.builders.browser import signed_in
from tests.builders.underwriting import Desk
from underwriting.public import request_of


@pytest.fixture
def desk(in_app: Flask, clock: Any) -> Iterator[Desk]:
    with reading_as(ALL):
        yield Desk(clock).on(date(2025, 1, 2)).opened()


def _browser(app: Flask, role: Role, *holders: PartyId) -> FlaskClient:
    client = signed_in(app, role, *holders)
    db.session.remove()
    return client


def _found(client: FlaskClient, side: str, typed: str) -> str:
    answer = client.get(f"/{side}/search/", query_string={"q": typed, "lang": "en"}, headers={"HX-Target": "found"})
    assert answer.status_code == 200
    return answer.text


def test_a_buyer_is_found_by_either_script_and_a_paper_by_its_number(in_app: Flask, desk: Desk):
    buyer = desk.buyer("无锡金海电子有限公司", "CN")
    number, policy = request_of(desk.limit(buyer, "200000")).number, policy_facts(desk.policy).number
    for role, side, holders in (
        (Role.LIMIT_UNDERWRITER, "desk", ()),
        (Role.POLICYHOLDER_USER, "portal", (desk.policyholder,)),
    ):
        client = _browser(in_app, role, *holders)
        for typed in ("金海", "jin hai"):
            assert "无锡金海电子有限公司" in _found(client, side, typed), (side, typed)
        assert number in _found(client, side, number[-6:].lower())
        assert policy in _found(client, side, policy)


def test_a_buyer_known_to_another_answers_exactly_as_an_unknown_one(in_app: Flask, desk: Desk):
    desk.buyer("Baker & Sons Ltd")
    number = request_of(desk.limit(desk.buyer("Cable GmbH", reference="C-2"), "200000")).number
    stranger = _browser(in_app, Role.POLICYHOLDER_USER, desk.company("Fremde AG", "CH"))

    for known, unknown in (("Baker", "Zaker"), (number, number[:-6] + "999999")):
        assert _found(stranger, "portal", known).replace(known, "") == _found(stranger, "portal", unknown).replace(
            unknown, ""
        )


@pytest.mark.parametrize("typed", ["%", "_", "a", "", "%" * 80, "((((((((((a+)+)+)+)+$", "\x00", "Ω" * 5000])
def test_whatever_is_typed_is_only_looked_for(in_app: Flask, desk: Desk, typed: str):
    desk.buyer("Baker & Sons Ltd")
    client = _browser(in_app, Role.LIMIT_UNDERWRITER)

    assert "Baker" not in _found(client, "desk", typed)
    assert client.get("/desk/search/", query_string={"q": typed}).status_code == 200
