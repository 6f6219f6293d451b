"""A list that is worked out whole: searched by its first column, shown in portions, given as a file."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask, Response

from insurer.infra.web.lists import Whole, answered_whole
from insurer.infra.web.tables import Column, Table
from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money

COLUMNS = (Column("buyer", "Reference"), Column("amount", "Amount", "money"))
LINES = [((f"Nord {number:02}", Money(number * 100, "EUR")), f"/b/{number}") for number in range(60)]


def asked(app: Flask, query: str) -> Table | Response:
    with app.test_request_context(f"/?{query}"):
        return answered_whole(Whole("buyers", "Buyers", "", COLUMNS, LINES), lambda table: table)


def test_it_is_shown_in_portions_there_and_back(app: Flask):
    first = asked(app, "size=25")
    second = asked(app, f"size=25&after={first.page.after}")
    last = asked(app, f"size=25&after={second.page.after}")

    assert [len(table.rows) for table in (first, second, last)] == [25, 25, 10]
    assert (first.page.before, last.page.after) == (None, None)
    assert asked(app, f"size=25&before={second.page.before}").rows == first.rows
    assert first.count == "60 rows"


def test_it_is_searched_by_its_first_column(app: Flask):
    found = asked(app, "buyer=nord+07")

    assert [row.href for row in found.rows] == ["/b/7"]
    assert found.count == "1 row"


def test_the_file_has_everything_that_answers_to_the_search(app: Flask):
    answer = asked(app, "buyer=nord+1&size=25&format=csv")

    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert len(rows) == 1 + 10
    assert rows[1] == ["Nord 10", "10.00", "EUR"]


@pytest.mark.parametrize("cursor", ["x", "W1siaSIsIi01Il0sWyJpIiwiMCJdXQ"])
def test_a_forged_place_is_refused(app: Flask, cursor: str):
    with pytest.raises(InvalidInput):
        asked(app, f"after={cursor}")
