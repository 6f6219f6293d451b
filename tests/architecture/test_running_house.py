"""What only the composed application shows: guards on routes, permissions in roles, orders with permissions."""

from __future__ import annotations

from flask import Flask

from insurer.accounts.terms import ROLE_PERMISSIONS, May, Role
from insurer.infra.commands import COMMANDS
from insurer.infra.web.guard import GUARD


def test_every_route_says_who_may_enter(app: Flask) -> None:
    assert [name for name, view in app.view_functions.items() if not getattr(view, GUARD, None)] == []


def test_every_route_is_guarded_by_a_permission_that_exists(app: Flask) -> None:
    words = {("public",), ("signed_in",)}
    guards = {name: getattr(view, GUARD, ()) for name, view in app.view_functions.items()}

    strange = {name: needs for name, needs in guards.items() if needs not in words and not set(needs) <= set(May)}

    assert strange == {}


def test_no_route_answers_get_and_post_alike(app: Flask) -> None:
    both = [rule.rule for rule in app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())]

    assert both == []


def test_every_permission_is_in_a_role() -> None:
    granted = frozenset().union(*ROLE_PERMISSIONS.values())

    assert set(May) - granted == set()


def test_every_role_may_do_something() -> None:
    assert {role for role in Role if not ROLE_PERMISSIONS.get(role)} == set()


def test_every_command_asks_for_a_permission_that_exists(app: Flask) -> None:
    asked = {name: needs for name, needs in COMMANDS.items() if needs is not None}

    known = {may.value for may in May}
    assert {name: needs.value for name, needs in asked.items() if needs.value not in known} == {}
