"""Abuse cases through the pages: extra fields, guesses about others, foreign sites and hosts, hostile words."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.infra.jobs.models import Job
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from tests.builders.browser import signed_in
from tests.builders.town import Tenant, Town
from tests.safety.routes import absent, fingerprints, portal_addresses, values

EXTRA = {
    "tenant_id": "2",
    "policyholder_id": "2",
    "status": "approved",
    "state": "paid",
    "approved_by": "manager",
    "id": "1",
    "role": "administrator",
    "roles": "administrator",
    "price": "0",
    "authority": "999999999",
    "amount_minor": "999999999",
    "is_admin": "1",
    "everything": "1",
}


MEANT = ("/withdraw", "/end", "/discard", "/back", "/review")
"""Acts that need no field at all: they would be done, and rightly."""


def test_t03_extra_fields_change_nothing(town: Town) -> None:
    """Every POST of the portal with fields that no form has: no row of another, no role, no state comes of it."""
    reader = town["C"]
    watched = "SELECT name, role FROM role_grant JOIN login ON login.id = login_id ORDER BY 1, 2"
    states = "SELECT number, state FROM claim UNION SELECT number, state FROM limit_request ORDER BY 1"
    before = (_all(town, watched), _all(town, states))
    answers = {}
    for address in portal_addresses(town.app):
        if address.method == "POST" and not address.rule.endswith(MEANT):
            answers[address.rule] = reader.user.post(address.of(values(address, reader)), data=EXTRA).status_code

    assert {rule: status for rule, status in answers.items() if status >= 500} == {}
    assert (_all(town, watched), _all(town, states)) == before


def _all(town: Town, query: str) -> list[tuple[object, ...]]:
    with town.app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


PLACES = (
    "/portal/buyers/{buyer}",
    "/portal/exposure/{policy}/{buyer}",
    "/portal/overdues/{policy}/{buyer}",
    "/portal/claims/file/{policy}/{buyer}",
    "/portal/limits/new?buyer={buyer}",
    "/portal/search/?q={buyer}",
    "/portal/buyers/?q={buyer}",
)


BY_NAME = (
    "/portal/search/?q={buyer}",
    "/portal/buyers/?q={buyer}",
    "/portal/limits/?q={buyer}",
    "/portal/limits/new?q={buyer}",
)


@pytest.mark.parametrize("place", PLACES)
def test_t08_a_buyer_known_to_another_answers_exactly_as_an_unknown_one(town: Town, place: str) -> None:
    """C asks for the buyer that A and B share and for nobody's: same status and words, at nearly the same cost.

    One question more is asked of an id that exists: whether the buyer is C's. Ids are 128 random bits; whoever holds
    one has been shown it.
    """
    reader = town["C"]
    shared = _answer(town, reader, place, town.shared)
    nobodys = _answer(town, reader, place, absent(town.shared))

    assert shared[:2] == nobodys[:2]
    assert 0 <= shared[2] - nobodys[2] <= 2


@pytest.mark.parametrize("place", BY_NAME)
def test_t08_the_name_of_anothers_buyer_is_an_unknown_name(town: Town, place: str) -> None:
    """Names can be guessed: status, words and number of questions are the same."""
    shared = _answer(town, town["C"], place, "Quarry Lane")
    nobodys = _answer(town, town["C"], place, "Quorry Lune")

    assert shared == nobodys


DRAWN = r'\b[0-9a-f]{16}\b|value="[\w.-]{16,}"'
"""Numbers of requests and keys of forms: drawn anew for every answer."""


def _answer(town: Town, reader: Tenant, place: str, buyer: str) -> tuple[int, str, int]:
    asked = 0

    def count(*_: object) -> None:
        nonlocal asked
        asked += 1

    with town.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        answer = reader.user.get(place.format(policy=reader.examples["policy"], buyer=buyer))
    finally:
        event.remove(engine, "before_cursor_execute", count)
    said = re.sub(DRAWN, "·", answer.get_data(as_text=True))
    for written in (buyer, buyer.replace(" ", "+"), buyer.replace(" ", "%20")):
        said = said.replace(written, "·")
    return answer.status_code, said, asked


def test_t13_a_file_from_outside_is_handed_over_and_never_opened(town: Town) -> None:
    reader = town["A"]
    answer = reader.user.get(f"/portal/claims/{reader.examples['open claim']}/papers/{reader.examples['claim paper']}")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


HOSTILE = (
    "name; DROP TABLE policy", "1' OR '1'='1", "(SELECT 1)", "name DESC, (SELECT 1)", "%", "_", "\\", "[", ".*(", "-1",
    "9" * 40, "\x00", "' UNION SELECT 1--",
)  # fmt: skip


@pytest.mark.parametrize("name", ["sort", "q", "policy", "state", "size", "page", "after", "before", "format", "as_of"])
def test_t19_no_parameter_of_a_list_reaches_the_database_as_words_of_its_language(town: Town, name: str) -> None:
    with town.app.app_context():
        before = fingerprints()
    broken = {
        f"{place}?{name}={value}": status
        for place in ("/portal/buyers/", "/portal/policies/", "/portal/limits/", "/portal/claims/", "/portal/search/")
        for value in HOSTILE
        if (status := town["A"].user.get(place, query_string={name: value}).status_code) >= 500
    }

    assert broken == {}
    with town.app.app_context():
        assert fingerprints() == before


def test_t21_no_act_is_done_for_a_form_of_another_site(town: Town) -> None:
    """Every POST of the application without the form's token, and with it but sent by another site."""
    client = town["A"].user
    town.app.config["WTF_CSRF_ENABLED"] = True
    try:
        open_doors = {}
        for address in portal_addresses(town.app):
            if address.method == "POST" and not address.rule.startswith("/api/"):
                where = address.of(values(address, town["A"]))
                status = client.post(where).status_code
                foreign = client.post(where, headers={"Sec-Fetch-Site": "cross-site"}).status_code
                if (status, foreign) != (400, 403):
                    open_doors[address.rule] = (status, foreign)
    finally:
        town.app.config["WTF_CSRF_ENABLED"] = False

    assert open_doors == {}


def test_t24_a_host_that_is_not_ours_gets_no_page_and_no_link(town: Town) -> None:
    answer = town.app.test_client().get("/sign-in", headers={"Host": "attacker.example"})
    forwarded = town.app.test_client().get("/sign-in", headers={"X-Forwarded-Host": "attacker.example"})

    assert answer.status_code == 400
    assert "attacker.example" not in forwarded.get_data(as_text=True)


@pytest.mark.parametrize("table", ["audit_event", "timeline_line", "ledger_entry", "issued_document", "limit_decision"])
def test_t29_t30_evidence_is_neither_changed_nor_taken_away(town: Town, table: str) -> None:
    """Even by the owner of the tables: triggers refuse, whoever asks."""
    column = {"audit_event": "login", "timeline_line": "what", "ledger_entry": "kind"}.get(table, "number")
    with town.app.app_context():
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match=r"append-only"), db.engine.begin() as connection:
                connection.execute(text(statement))


def test_t32_a_job_of_another_is_not_there_and_its_payload_is_plain_data(town: Town) -> None:
    with town.app.app_context():
        with reading_as(Scope(policyholders=frozenset({town["A"].party}))):
            seen = {row.policyholder_id for row in db.session.query(Job)}
            if db.engine.dialect.name == "postgresql":
                assert seen <= {town["A"].party}
        with db.engine.connect() as connection:
            payloads = connection.execute(text("SELECT payload FROM job")).scalars().all()
    assert all(payload.startswith("{") for payload in payloads)


def test_t18_words_of_a_person_are_words_on_every_page(town: Town) -> None:
    """What B wrote to the insurer stands on the desk's page of the claim as text, and so do hostile search words."""
    adjuster = signed_in(town.app, Role.CLAIMS_ADJUSTER)
    for hostile in (
        "<script>alert(1)</script>",
        "{{7*7}}",
        "</title><img src=x onerror=alert(1)>",
        "%2527",
        "&lt;b&gt;",
    ):
        for place in (
            "/desk/search/",
            "/desk/policies/",
            "/desk/claims/",
            "/desk/people/",
            "/portal/search/",
            "/portal/buyers/",
        ):
            client = town["A"].user if place.startswith("/portal") else adjuster
            body = client.get(place, query_string={"q": hostile}).get_data(as_text=True)
            assert "<script>alert" not in body
            assert "<img src=x" not in body
            assert "<b>" not in body
            if hostile == "{{7*7}}" and "7*7" not in body:
                assert ">49<" not in body
