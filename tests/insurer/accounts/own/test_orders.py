"""The orders behind one's own account: only the pages give them, in the name of whoever sits there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from insurer.accounts.factors.services import (
    add_authenticator,
    add_passkey,
    ask_for_passkey,
    make_recovery_codes,
    remove_authenticator,
    remove_passkey,
)
from insurer.accounts.own.services import change_password, set_preferences
from insurer.accounts.own.terms import Preferences
from insurer.accounts.sessions.services import end_own_session, sign_out_everywhere
from insurer.accounts.sign_in.services import (
    complete_with_code,
    complete_with_passkey,
    confirm_person,
    question_entry,
)
from insurer.accounts.sign_in.terms import Sender
from insurer.accounts.terms import May
from insurer.infra.clock import now
from insurer.infra.commands import Act
from insurer.infra.jobs.running import house_act
from insurer.kernel.acting import ALL, Actor
from insurer.kernel.errors import NotAllowed

ORDERS: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (add_authenticator, ("ada", "secret", "123456")),
    (remove_authenticator, ("ada",)),
    (make_recovery_codes, ("ada",)),
    (ask_for_passkey, ("ada", "session")),
    (add_passkey, ("ada", "session", "Key", "{}")),
    (remove_passkey, ("ada", 1)),
    (change_password, ("ada", "seven quiet herons wading")),
    (set_preferences, ("ada", Preferences("en"))),
    (end_own_session, ("ada", "0" * 16)),
    (sign_out_everywhere, ("ada",)),
    (confirm_person, ("session",)),
]
STEPS: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
    (question_entry, ()),
    (complete_with_code, ("123456", "session", Sender("tests", "192.0.2.7"))),
    (complete_with_passkey, ("{}", "session", Sender("tests", "192.0.2.7"))),
]


def test_no_permission_of_any_role_lets_one_give_them_for_somebody(in_app: Flask) -> None:
    everything = Actor("root", "Root", None, frozenset(may.value for may in May), scope=ALL)

    for order, arguments in ORDERS:
        with pytest.raises(NotAllowed, match=r"permission\.missing"):
            order(Act(everything, now()), *arguments)


def test_the_second_step_needs_a_first_one(in_app: Flask) -> None:
    for step, arguments in STEPS:
        with pytest.raises(NotAllowed, match="attempt_over"):
            step(house_act(), "no token of ours", *arguments)
