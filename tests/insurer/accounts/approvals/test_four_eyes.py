"""Four eyes: two people, exactly what was put forward, once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask import Flask

from insurer.accounts.approvals.services import agree, put_forward, use, withdraw
from insurer.accounts.queries import actor_named
from insurer.accounts.services import open_login, register_person
from insurer.accounts.terms import May, Role
from insurer.infra.clock import now, today
from insurer.infra.commands import Act, command
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import Conflict, NotAllowed

SUBJECT, KIND = "refund:R-1", "refund"
CONTENT = {"amount": "EUR 500.00", "payee": "DE00"}


@command(needs=May.CLAIM_ASSESS)
def make(act: Act, content: Mapping[str, object]) -> None:
    """Put it forward."""
    put_forward(act, KIND, SUBJECT, content)


@command(needs=May.CLAIM_ASSESS)
def check(act: Act, content: Mapping[str, object]) -> None:
    """Agree to it."""
    agree(act, KIND, SUBJECT, content)


@command(needs=May.CLAIM_ASSESS)
def carry_out(act: Act, content: Mapping[str, object]) -> None:
    """Use the agreement."""
    use(act, KIND, SUBJECT, content)


@command(needs=May.CLAIM_ASSESS)
def change(act: Act) -> None:
    """Change what was put forward."""
    act.record(SUBJECT, "approval.voided")
    withdraw(act, KIND, SUBJECT)


@pytest.fixture
def people(in_app: Flask) -> None:
    """Ada with two logins, and Ben."""
    ada, ben = register_person(house_act(), "Ada"), register_person(house_act(), "Ben")
    for login, person in (("ada", ada), ("ada.too", ada), ("ben", ben)):
        open_login(house_act(), login, person, "correct horse battery", (Role.CLAIMS_ADJUSTER,))


def act_of(login: str) -> Act:
    return Act(actor_named(login, today()), now())


def test_what_one_person_puts_forward_another_agrees_to_and_it_is_used_once(people: None) -> None:
    make(act_of("ada"), CONTENT)
    check(act_of("ben"), CONTENT)
    carry_out(act_of("ada"), CONTENT)

    with pytest.raises(Conflict, match="nothing_put_forward"):
        carry_out(act_of("ada"), CONTENT)


@pytest.mark.parametrize("login", ["ada", "ada.too"])
def test_the_same_human_cannot_agree_whatever_the_login(people: None, login: str) -> None:
    make(act_of("ada"), CONTENT)

    with pytest.raises(NotAllowed, match="same_person"):
        check(act_of(login), CONTENT)


def test_nobody_who_made_an_earlier_version_may_agree_to_a_later_one(people: None) -> None:
    make(act_of("ben"), CONTENT)
    make(act_of("ada"), {**CONTENT, "amount": "EUR 600.00"})

    with pytest.raises(NotAllowed, match="same_person"):
        check(act_of("ben"), {**CONTENT, "amount": "EUR 600.00"})


def test_t06_any_change_after_the_agreement_voids_it(people: None) -> None:
    make(act_of("ada"), CONTENT)
    check(act_of("ben"), CONTENT)

    with pytest.raises(Conflict, match="content_changed"):
        carry_out(act_of("ada"), {**CONTENT, "payee": "DE99"})
    change(act_of("ada"))
    with pytest.raises(Conflict, match="nothing_put_forward"):
        carry_out(act_of("ada"), CONTENT)


def test_without_an_agreement_nothing_is_carried_out_and_one_agreement_is_enough(people: None) -> None:
    make(act_of("ada"), CONTENT)
    with pytest.raises(NotAllowed, match=r"approval\.missing"):
        carry_out(act_of("ada"), CONTENT)
    check(act_of("ben"), CONTENT)
    with pytest.raises(Conflict, match="already_given"):
        check(act_of("ben"), CONTENT)
