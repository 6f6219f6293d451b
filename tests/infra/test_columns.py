"""Rows read as columns are the rows of the reader's scope, and their days and moments are exact."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from flask import Flask
from sqlalchemy import ColumnElement, func, insert, select

from insurer.infra import columns
from insurer.infra.clock import SetClock
from insurer.infra.columns import among, coded, read_columns
from insurer.infra.db import db
from insurer.infra.scope import reading_as
from insurer.kernel.acting import ALL, Scope
from insurer.reference.models import FxRate
from policies.contracts.models import Policy
from tests.builders.claims import Department
from tests.builders.policies import Office
from underwriting.receivables.models import Receivable

BOUND = select(Policy.id, Policy.first_day, Policy.bound_at, Policy.number)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SOURCES = ("", "货-1", "a\x01b", "é, two\nlines", "' OR 1 = 1")
DAYS = (date(1, 1, 1), date(1969, 12, 31), date(1999, 12, 31), date(2000, 1, 1), date(9999, 12, 31))
RATES = select(
    FxRate.id, FxRate.day, FxRate.recorded_at, FxRate.source, (FxRate.id * -3_000_000_000).label("large"),
    func.coalesce(FxRate.day, date.max).label("other"),
)  # fmt: skip
"""Any table will do whose rows are quickly made; the product of a key reaches beyond 32 bits."""


@pytest.fixture
def rates(in_app: Flask) -> list[dict[str, Any]]:
    """Rows with days, moments and texts at the edges of what there is."""
    rows = [
        {"id": at + 1, "day": day, "currency": "USD", "per_euro": Decimal(1), "source": source,
         "recorded_at": datetime.combine(max(day, date(1900, 1, 1)), datetime.min.time(), UTC)
         + timedelta(microseconds=at)}
        for at, (day, source) in enumerate(zip(DAYS, SOURCES, strict=True))
    ]  # fmt: skip
    db.session.execute(insert(FxRate), rows)
    return rows


def _told() -> dict[int, tuple[object, ...]]:
    """What the columns say of each rate."""
    with reading_as(ALL):
        numbers, texts = read_columns(RATES, texts=("source",))
    days = [date.fromordinal(day) for day in numbers["day"].tolist()]
    others = [date.fromordinal(day) for day in numbers["other"].tolist()]
    moments = [EPOCH + timedelta(microseconds=moment) for moment in numbers["recorded_at"].tolist()]
    told = zip(days, moments, texts["source"].to_list(), numbers["large"].tolist(), others, strict=True)
    return dict(zip(numbers["id"].tolist(), told, strict=True))


def _written(rows: list[dict[str, Any]]) -> dict[int, tuple[object, ...]]:
    return {
        row["id"]: (row["day"], row["recorded_at"], row["source"], row["id"] * -3_000_000_000, row["day"])
        for row in rows
    }


def test_days_moments_and_texts_arrive_as_they_were_written(rates: list[dict[str, Any]]) -> None:
    assert _told() == _written(rates)


def test_a_large_table_arrives_in_parts_and_whole(rates: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "PART", 4_096)
    monkeypatch.setattr(columns, "CHUNK", 2)

    assert _told() == _written(rates)


@pytest.mark.parametrize("column", [Policy.bound_at, Policy.bound_by, func.nullif(Policy.version, Policy.version)])
def test_an_empty_place_is_refused(in_app: Flask, clock: SetClock, column: ColumnElement[Any]) -> None:
    office = Office(clock)
    office.draft(office.company())
    statement = select(Policy.id, column.label("empty"))

    with reading_as(ALL), pytest.raises(ValueError, match="empty: an empty place"):
        read_columns(statement, texts=("empty",) if column is Policy.bound_by else ())


def test_columns_in_an_order_are_refused(in_app: Flask) -> None:
    with reading_as(ALL), pytest.raises(ValueError, match="in no order"):
        read_columns(select(Policy.id).order_by(Policy.id))


def test_columns_of_named_buyers_are_theirs_alone(in_app: Flask, clock: SetClock) -> None:
    invoices = select(Receivable.id, Receivable.party_id, Receivable.amount_minor, Receivable.number)
    with reading_as(ALL):
        department = Department.open(clock, premium_due_days=365, instalments=1)
        stranger = department.office.company("Red Maple Inc", "US")
        department.invoice("I-1", "400", clock.now().date() - timedelta(days=90))
        department.invoice("I-2", "500", clock.now().date() - timedelta(days=90), buyer=stranger)
        db.session.commit()
    company, policies = frozenset({department.policyholder}), frozenset({department.policy})

    with reading_as(Scope(policyholders=company, policies=policies, buyers=frozenset({(department.policy, stranger)}))):
        numbers, texts = read_columns(invoices, texts=("number",))
    assert (numbers["party_id"].tolist(), numbers["amount_minor"].tolist()) == ([stranger], [500_00])
    assert texts["number"].to_list() == ["I-2"]

    with reading_as(Scope(policyholders=frozenset({stranger}))):
        assert read_columns(invoices, texts=("number",))[0]["id"].tolist() == []


def test_a_key_is_found_among_many(rates: list[dict[str, Any]]) -> None:
    wanted = [2, 5, 77]

    assert sorted(db.session.scalars(select(FxRate.id).where(among(FxRate.id, wanted)))) == [2, 5]
    assert not db.session.scalars(select(FxRate.id).where(among(FxRate.id, []))).all()


def test_texts_are_told_by_their_numbers_and_none_is_guessed() -> None:
    texts = pl.Series(["EUR", "CNY", "EUR"], dtype=pl.String)

    assert coded(texts, {"CNY": 4, "EUR": 9}).tolist() == [9, 4, 9]
    assert coded(pl.Series([], dtype=pl.String), {}).tolist() == []
    with pytest.raises(pl.exceptions.InvalidOperationError):
        coded(texts, {"CNY": 4})


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
