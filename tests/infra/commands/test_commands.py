"""Commands: asked once for permission, whole or absent, once however often they arrive; rows within scope only."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.accounts.terms import May
from insurer.infra import commands
from insurer.infra.audit.trail import verify
from insurer.infra.clock import now
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.infra.jobs.running import house_act
from insurer.infra.ledger import Account, LedgerEntry, credit, debit, post
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL, Actor, Scope
from insurer.kernel.errors import InvalidInput, NotAllowed
from insurer.kernel.ids import PartyId
from insurer.kernel.money import Money
from policies.contracts.models import Policy


@command(needs=May.PREMIUM_RECEIVE)
def book(act: Act, amount: Money) -> str:
    """Book an amount."""
    return post(
        act,
        effective_on=act.today,
        kind="test",
        reference="x",
        postings=(debit(Account.BANK, amount), credit(Account.PREMIUM_WRITTEN, amount)),
    )


@command(needs=May.CLAIM_PAY)
def book_and_stumble(act: Act, amount: Money) -> None:
    """Order another command, then find a reason to refuse."""
    book(act, amount)
    raise InvalidInput("ledger.not_balanced", "amount", kind="test", reference="x")


@command(needs=May.CLAIM_PAY)
def order_a_booking(act: Act, amount: Money) -> str:
    """Order a command whose permission the actor does not hold."""
    act.record("test:order", "job.done", kind="order")
    return book(act, amount)


def act_with(*permissions: May, key: str | None = None) -> Act:
    actor = Actor("ada", "Ada", None, frozenset(may.value for may in permissions), scope=ALL)
    return Act(actor, now(), key=key)


def euros(amount: str) -> Money:
    return Money.of(amount, "EUR")


def entries() -> int:
    db.session.rollback()
    return len(list(db.session.scalars(select(LedgerEntry.id))))


def test_without_the_permission_nothing_happens(in_app: Flask) -> None:
    with pytest.raises(NotAllowed, match=r"permission\.missing"):
        book(act_with(May.CLAIM_READ), euros("1.00"))

    assert (entries(), verify()) == (0, (0, []))


def test_permission_is_asked_of_the_person_at_the_outermost_command_only(in_app: Flask) -> None:
    order_a_booking(act_with(May.CLAIM_PAY), euros("1.00"))

    assert entries() == 1


def test_a_refusal_after_an_inner_command_leaves_nothing_of_either(in_app: Flask) -> None:
    with pytest.raises(InvalidInput):
        book_and_stumble(act_with(May.CLAIM_PAY), euros("1.00"))

    assert (entries(), verify()) == (0, (0, []))


def test_the_same_key_gives_the_same_answer_and_one_effect(in_app: Flask) -> None:
    answers = {book(act_with(May.PREMIUM_RECEIVE, key="k-1"), euros("5.00")) for _ in range(3)}

    assert (len(answers), entries()) == (1, 1)
    with pytest.raises(InvalidInput, match="key_reused"):
        book(act_with(May.PREMIUM_RECEIVE, key="k-1"), euros("6.00"))
    book(act_with(May.PREMIUM_RECEIVE, key="k-2"), euros("5.00"))
    assert entries() == 2


def eight_at_once(app: Flask) -> list[object]:
    """The same request eight times at the same moment; the answers, or the faults instead."""
    answers: list[object] = []
    ready = threading.Barrier(8)

    def post_it() -> None:
        with app.app_context():
            ready.wait()
            try:
                answers.append(book(act_with(May.PREMIUM_RECEIVE, key="once"), euros("5.00")))
            except Exception as fault:
                answers.append(fault)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=post_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_same_post_eight_times_at_once_has_one_effect(in_app: Flask) -> None:
    answers = eight_at_once(in_app)

    assert len(set(answers)) == 1, answers
    assert entries() == 1


def test_control_without_the_key_s_row_the_same_post_has_many_effects(
    in_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "_reserve_key", lambda *_: (False, None))
    monkeypatch.setattr(commands, "_keep_answer", lambda *_: None)

    eight_at_once(in_app)

    assert entries() > 1


def test_a_policyholder_s_rows_are_not_read_without_a_scope(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="without a scope"):
        db.session.scalars(select(Policy)).all()
    with app.app_context(), reading_as(Scope(policyholders=frozenset({PartyId(7)}))):
        assert db.session.scalars(select(Policy)).all() == []


def test_the_house_needs_no_person(in_app: Flask) -> None:
    assert house_act().actor.person is None
