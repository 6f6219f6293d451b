"""Rows read as columns are the rows of the reader's scope, and their days and moments are exact."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from insurer.infra.clock import SetClock
from insurer.infra.columns import read_columns
from insurer.infra.scope import reading_as
from insurer.kernel.acting import Scope
from policies.contracts.models import Policy
from tests.builders.policies import Office

BOUND = select(Policy.id, Policy.first_day, Policy.bound_at, Policy.number)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.mark.usefixtures("in_app")
def test_columns_hold_the_readers_rows_and_nobody_elses(clock: SetClock) -> None:
    office = Office(clock)
    clock.move_to(datetime(2025, 1, 2, 9, 0, 0, 123457, tzinfo=UTC))
    mine, other = office.company(), office.company("Alpen AG", "AT")
    policy = office.bound(mine)
    office.bound(other)

    with reading_as(Scope(policyholders=frozenset({mine}))):
        numbers, texts = read_columns(BOUND, texts=("number",))

    assert numbers["id"].tolist() == [policy]
    assert date.fromordinal(int(numbers["first_day"][0])) == date(2025, 1, 1)
    assert EPOCH + timedelta(microseconds=int(numbers["bound_at"][0])) == clock.now()
    assert texts["number"].len() == 1


@pytest.mark.usefixtures("in_app")
def test_nothing_is_read_as_columns_for_nobody() -> None:
    with reading_as(Scope()):
        numbers, texts = read_columns(BOUND, texts=("number",))
    assert (numbers["id"].tolist(), texts["number"].to_list()) == ([], [])


def test_columns_without_a_scope_are_a_fault(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="without a scope"):
        read_columns(BOUND)
