"""The access matrix is data: the code has the same, and every page answers each role as it says."""

from __future__ import annotations

import re

import pytest

from insurer.accounts.facts import PORTAL_ROLES, ROLE_PERMISSIONS, May, Role
from tests.builders.browser import signed_in
from tests.builders.town import Town
from tests.safety.access_matrix import ABSENT, ALLOWED, HEAD, REFUSED, differences, rows_in_file, rows_of
from tests.safety.routes import example, thing_at

PARAMETER = re.compile(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>")


def test_the_code_lets_in_whom_the_matrix_lets_in(town: Town) -> None:
    """When this fails: python -m tests.safety.access_matrix, read, and with --write once every line is meant."""
    assert differences(rows_of(town.app), rows_in_file()) == []


def test_every_permission_is_asked_for_or_named_as_of_the_command_line() -> None:
    asked = {part for row in rows_in_file() for part in row[2].split(" or ")}
    held = frozenset().union(*ROLE_PERMISSIONS.values())

    assert set(May) - held == set()
    assert asked - {"public", "signed_in"} <= {may.value for may in May}


def test_nobody_of_the_portal_is_let_into_the_desk_by_the_matrix() -> None:
    for row in rows_in_file():
        if row[1].startswith("/desk"):
            said = dict(zip(HEAD[3:], row[3:], strict=True))
            assert {said[role.value] for role in PORTAL_ROLES} == {ABSENT}


ASK_MORE = {"/metrics"} | {
    f"/{side}/{page}"
    for side in ("desk", "portal")
    for page in ("exposure/declarations/month", "ageing/invoices", "early-warning/reading")
}
"""Pages that are not there without a question, or for this machine alone."""


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_page_answers_the_role_as_the_matrix_says(town: Town, role: Role) -> None:
    """Pages with things in their address are asked with one policyholder's things; what is not there is a 404."""
    client = signed_in(town.app, role, *((town["A"].party,) if role in PORTAL_ROLES else ()))
    column = HEAD.index(role.value)
    wrong = {}
    for row in rows_in_file():
        method, route, said = row[0], row[1], row[column]
        if method == "GET" and not route.startswith(("/vendor", "/static")):
            status = client.get(_address(town, route)).status_code
            expected = {ALLOWED: {200, 302, 303, 404, 409, 410, 422}, REFUSED: {403}, ABSENT: {404}}[said]
            if status not in expected or (
                status == 404 and said == ALLOWED and "<" not in route and route not in ASK_MORE
            ):
                wrong[route] = (said, status)

    assert wrong == {}


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_act_refuses_the_role_as_the_matrix_says(town: Town, role: Role) -> None:
    """Acts are asked of those only whom the matrix refuses: nothing may happen."""
    client = signed_in(town.app, role, *((town["A"].party,) if role in PORTAL_ROLES else ()))
    column = HEAD.index(role.value)
    wrong = {}
    for row in rows_in_file():
        method, route, said = row[0], row[1], row[column]
        if method != "GET" and said != ALLOWED:
            body = {"json": {}} if route.startswith("/api/") else {}
            status = client.open(_address(town, route), method=method, **body).status_code
            if status != {REFUSED: 403, ABSENT: 404}[said]:
                wrong[route] = (said, status)

    assert wrong == {}


def _address(town: Town, route: str) -> str:
    """The route with things of one policyholder where we know them, and a 1 elsewhere."""
    rules = {rule.rule: rule for rule in town.app.url_map.iter_rules()}

    def value(found: re.Match[str]) -> str:
        try:
            thing = thing_at(rules[route], found[1])
            return example(town["A"], thing) if thing is not None else "1"
        except KeyError:
            return "1"

    return PARAMETER.sub(value, route)
