"""T01 and T02: whoever puts another policyholder's id into an address gets what an absent id gets, and changes nothing.

The routes are those of the application, so a new one is walked as soon as it exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from insurer.accounts.facts import Role
from insurer.infra.db import db
from insurer.tables import metadata
from tests.builders.browser import signed_in
from tests.builders.town import Tenant, Town
from tests.safety.routes import Address, absent, example, fingerprints, portal_addresses, values

PAIRS = (("A", "B"), ("B", "C"), ("C", "A"))


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back, without what differs from request to request."""

    status: int
    said: str


def ask(client: FlaskClient, method: str, address: str, *without: str) -> Asked:
    answer = client.open(address, method=method, data={} if method == "POST" else None)
    body = re.sub(r"\b[0-9a-f]{16}\b", "·", answer.get_data(as_text=True))  # the number of the request
    for value in sorted(without, key=len, reverse=True):
        body = body.replace(value, "·")
    return Asked(answer.status_code, body)


def _foreign(town: Town, reader: Tenant, owner: Tenant) -> Iterator[tuple[Address, str, str, tuple[str, ...]]]:
    """Every address with something of the owner's: all of it, or one parameter among the reader's own."""
    for address in portal_addresses(town.app):
        for where in {"" if len(address.owned) > 1 else "all", *address.owned} - {"all"}:
            theirs = values(address, reader, foreign=owner, where=where)
            nobodys = {
                parameter: absent(value) if theirs[parameter] != values(address, reader)[parameter] else value
                for parameter, value in theirs.items()
            }
            yield address, address.of(theirs), address.of(nobodys), (*theirs.values(), *nobodys.values())


def test_every_route_of_the_portal_has_an_example_for_each_parameter(town: Town) -> None:
    addresses = list(portal_addresses(town.app))

    assert len(addresses) > 50
    for address in addresses:
        for tenant in town.tenants.values():
            assert None not in values(address, tenant).values()


def test_control_ones_own_things_are_there(town: Town) -> None:
    """Without this the walk below would prove nothing: an example that is wrong is a 404 for everybody."""
    reader = town["A"]
    missing = {
        address.rule: status
        for address in portal_addresses(town.app)
        if address.method == "GET" and address.owned
        if (status := reader.user.get(address.of(values(address, reader))).status_code) >= 400
    }

    assert missing == NOT_YET_THERE


NOT_YET_THERE: dict[str, int] = {}
"""Own addresses that answer with an error in the town, because the worker has not made the paper yet."""


@pytest.mark.parametrize(("reader", "owner"), PAIRS)
def test_t01_a_foreign_id_is_answered_as_an_absent_one_and_changes_nothing(town: Town, reader: str, owner: str) -> None:
    with town.app.app_context():
        before = fingerprints()
    client, wrong, differing = town[reader].user, {}, {}

    for address, foreign, missing, own_words in _foreign(town, town[reader], town[owner]):
        answer = ask(client, address.method, foreign, *own_words)
        if answer.status != 404:
            wrong[f"{address.method} {foreign}"] = answer.status
        elif answer != ask(client, address.method, missing, *own_words):
            differing[f"{address.method} {foreign}"] = missing

    assert wrong == {}
    assert differing == {}
    with town.app.app_context():
        assert fingerprints() == before


@pytest.mark.parametrize("role", [Role.BROKER, Role.LOSS_PAYEE, Role.POLICYHOLDER_READER], ids=str)
def test_t01_brokers_banks_and_readers_of_one_policyholder_see_nothing_of_another(town: Town, role: Role) -> None:
    client = signed_in(town.app, role, town["A"].party)

    seen = {
        f"{address.method} {foreign}": status
        for address, foreign, _, _ in _foreign(town, town["A"], town["B"])
        if (status := ask(client, address.method, foreign).status) not in (403, 404)
    }

    assert seen == {}


def test_t01_nobody_is_sent_to_the_sign_in_from_everywhere(town: Town) -> None:
    client = town.app.test_client()
    answers = {
        f"{address.method} {address.rule}": client.open(
            address.of(values(address, town["A"])), method=address.method
        ).status_code
        for address in portal_addresses(town.app)
    }

    assert {where: status for where, status in answers.items() if status not in (303, 401)} == {}


def test_t01_the_desk_does_not_exist_for_people_of_the_portal(town: Town) -> None:
    client = town["A"].user
    with town.app.app_context():
        before = fingerprints()
    found = {}
    for rule in town.app.url_map.iter_rules():
        if rule.rule.startswith("/desk"):
            address = re.sub(r"<[^>]+>", "1", rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
                if (status := client.open(address, method=method).status_code) != 404:
                    found[f"{method} {rule.rule}"] = status

    assert found == {}
    with town.app.app_context():
        assert fingerprints() == before


LISTS = ("/portal/", "/portal/buyers/", "/portal/claims/", "/portal/exposure/", "/portal/exposure/declarations")
LISTS += ("/portal/limits/", "/portal/limits/new", "/portal/messages/", "/portal/overdues/", "/portal/policies/")
LISTS += ("/portal/receivables/", "/portal/search/", "/portal/what-if/")
FILTERS = (
    "",
    "q={it}",
    "policy={it}",
    "buyer={it}",
    "policyholder_id={party}",
    "search={it}",
    "format=csv&q={it}",
    "id={it}",
)


def test_t01_lists_searches_and_exports_show_nothing_of_another(town: Town) -> None:
    """Every page of the portal without parameters, with another's ids as filters, names none of another's things."""
    reader, owner = town["A"], town["B"]
    words = [value for thing, value in owner.examples.items() if not value.isdigit()]
    words += ["Birkholm", "Buyer of B", "Late Payer of B"]
    leaks = []
    for address in portal_addresses(town.app):
        if address.method != "GET" or address.things:
            continue
        for query in FILTERS:
            for it in (owner.examples["buyer"], "Buyer of B"):
                asked = query.format(it=it, party=owner.party)
                answer = reader.user.get(f"{address.rule}?{asked}")
                body = answer.get_data(as_text=True)
                for given in re.findall(r"=([^&]+)", asked):
                    body = (
                        body.replace(given, "·")
                        .replace(given.replace(" ", "%20"), "·")
                        .replace(given.replace(" ", "+"), "·")
                    )
                leaks += [f"{address.rule}?{asked}: {word}" for word in words if word in body]
                assert answer.status_code < 500, f"{address.rule}?{asked}"
                if not query:
                    break

    assert leaks == []


def test_t02_foreign_ids_in_forms_change_nothing_of_another(town: Town) -> None:
    """Every POST of the portal at ones own address, another's ids in the body: alone, hidden, and among ones own."""
    reader, owner = town["C"], town["B"]
    theirs = _rows_of(town, owner)
    body = {name: [example(owner, thing)] for name, thing in NAMED.items()}
    mixed = {name: [example(reader, thing), example(owner, thing)] for name, thing in NAMED.items()}
    broken = {}
    for address in portal_addresses(town.app):
        if address.method == "POST" and not address.rule.startswith("/api/"):
            for fields in (
                body,
                mixed,
                mixed | {"policyholder_id": [str(owner.party)], "tenant_id": [str(owner.party)]},
            ):
                answer = reader.user.post(address.of(values(address, reader)), data=fields)
                if answer.status_code >= 500 or any(
                    word in answer.get_data(as_text=True) for word in ("Birkholm", "Buyer of B")
                ):
                    broken[address.rule] = answer.status_code

    assert broken == {}
    assert _rows_of(town, owner) == theirs


NAMED = {
    "policy": "policy",
    "buyer": "buyer",
    "receivables": "invoice",
    "receivable": "invoice",
    "invoice": "invoice",
    "number": "claim",
    "claim": "claim",
    "note": "note",
    "message": "message",
    "messages": "message",
    "request": "limit request",
    "key": "draft paper",
    "notice": "notice",
    "id": "invoice",
}
"""Fields that forms have or could have, and what they would name."""


def _rows_of(town: Town, owner: Tenant) -> dict[str, list[str]]:
    """Every row that belongs to a tenant."""
    with town.app.app_context(), db.engine.connect() as connection:
        return {
            table.name: sorted(
                map(
                    repr,
                    connection.execute(
                        text(f"SELECT * FROM {table.name} WHERE policyholder_id = :it"),
                        {"it": owner.party},
                    ),
                )
            )
            for table in metadata.sorted_tables
            if "policyholder_id" in table.c
        }
