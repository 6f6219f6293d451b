"""Two underwriters grant on one buyer at the same moment, for two policyholders: the capacity holds."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from insurer.infra import commands
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL
from insurer.kernel.errors import Conflict
from insurer.kernel.ids import LimitRequestId, PartyId
from tests.builders.policies import eur
from tests.builders.underwriting import Desk
from underwriting.limits.models import BuyerCapacity, CapacityUse
from underwriting.limits.services import capacity as counting
from underwriting.public import DecisionReason, decide_limit


@pytest.fixture
def contested(desk: Desk) -> tuple[PartyId, list[LimitRequestId]]:
    """A buyer with room for one of two referred requests of two policyholders."""
    desk.limit(desk.buyer("Somebody Else plc", "GB", "C-0"), "1")  # the year's number series has begun
    buyer = desk.buyer()
    other = desk.bound(desk.company("Zweite AG", "CH"))
    desk.buyer(policy=other)
    requests = [
        LimitRequestId(desk.limit(buyer, "150000")),
        LimitRequestId(desk.limit(buyer, "150000", policy=other)),
    ]
    desk.capacity(buyer, "200000")
    db.session.remove()
    return buyer, requests


def _at_once(app: Flask, desk: Desk, requests: list[LimitRequestId]) -> list[BaseException | None]:
    """Both requests granted at the same moment; what each underwriter met."""
    ready = threading.Barrier(len(requests))
    met: list[BaseException | None] = [None] * len(requests)

    def grant(place: int, request: LimitRequestId) -> None:
        with app.app_context():
            act = desk.senior
            ready.wait(10)
            try:
                decide_limit(act, request, amount=eur("150000"), reason=DecisionReason.AS_ASKED)
            except (Conflict, OperationalError) as refused:
                met[place] = refused
            finally:
                db.session.remove()

    threads = [threading.Thread(target=grant, args=pair) for pair in enumerate(requests)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return met


def _granted(buyer: PartyId) -> int:
    with reading_as(ALL):
        total = db.session.scalar(select(func.sum(CapacityUse.change_minor)).where(CapacityUse.party_id == buyer))
    return int(total or 0)


def test_t25_two_grants_at_once_never_pass_the_buyers_capacity(
    house: Flask, desk: Desk, contested: tuple[PartyId, list[LimitRequestId]]
) -> None:
    buyer, requests = contested

    met = _at_once(house, desk, requests)

    assert [type(one).__name__ for one in met if one is not None] == ["Conflict"]
    assert _granted(buyer) == eur("150000").minor


def test_without_the_lock_the_same_two_grants_pass_it_or_break(
    house: Flask,
    desk: Desk,
    contested: tuple[PartyId, list[LimitRequestId]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The control: PostgreSQL overspends; SQLite, whose snapshots forbid that, throws one of the acts away."""
    buyer, requests = contested
    both_have_read = threading.Barrier(2)
    monkeypatch.setattr(counting, "lock", _unlocked(both_have_read))
    monkeypatch.setattr(commands, "writing", _not_writing)

    met = _at_once(house, desk, requests)

    if db.engine.dialect.name == "postgresql":
        assert met == [None, None]
        assert _granted(buyer) > eur("200000").minor
    else:
        assert [type(one).__name__ for one in met if one is not None] == ["OperationalError"]


def _unlocked(both_have_read: threading.Barrier) -> Callable[[type[BuyerCapacity], PartyId], Any]:
    def read(model: type[BuyerCapacity], key: PartyId) -> BuyerCapacity:
        row = db.session.get_one(model, key)
        both_have_read.wait(10)
        return row

    return read


@contextmanager
def _not_writing() -> Iterator[None]:
    yield
