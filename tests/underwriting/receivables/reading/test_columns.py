"""Columns of days and amounts: understood from all their cells, never guessed from one."""

from __future__ import annotations

from datetime import date

import pytest

from insurer.kernel.errors import InvalidInput
from insurer.kernel.money import Money
from tests.builders.ledgers import codes, ledger
from underwriting.receivables.reading.days import DayColumn, read_day
from underwriting.receivables.reading.numbers import NumberColumn, NumberStyle, WrittenAmount, read_amount
from underwriting.receivables.terms import DayOrder, Field, ReadingPlan


def style_of(*cells: str, stated: DayOrder | None = None):
    column = DayColumn()
    for cell in cells:
        column.add(cell)
    return column.style(stated)


def test_one_number_over_twelve_decides_for_its_column():
    style = style_of("01/02/2024", "03/04/2024", "25/12/2024")

    assert (style.order, style.decided_by, style.example) == (DayOrder.DAY_FIRST, "over_twelve", "25/12/2024")
    assert read_day("01/02/2024", style) == date(2024, 2, 1)


def test_a_cell_against_its_column_is_an_error_never_turned_round():
    style = style_of(*[f"{day}/1/2024" for day in range(13, 32)], *["1/31/2024"])

    assert style.order is DayOrder.DAY_FIRST
    assert read_day("1/31/2024", style) == "ledger.row.day_against_column"


def test_an_even_quarrel_is_not_decided():
    assert style_of("13/1/2024", "1/13/2024").order is None


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (("13/05/24", "31/12/24"), None),
        (("13/05/45", "31/12/99"), DayOrder.DAY_FIRST),
        (("05/13/24", "12/31/24"), DayOrder.MONTH_FIRST),
    ],
    ids=["31/12/24 may be 2031", "no 45th or 99th day", "no 13th month"],
)
def test_two_digit_years_are_read_only_when_one_order_is_left(cells, order):
    assert style_of(*cells).order is order


def test_a_file_whose_days_could_be_either_asks_for_the_order(tmp_path):
    rows = [
        {"invoice date": "01/02/2024", "due date": "03/04/2024"},
        {"invoice date": "02/02/2024", "due date": "05/04/2024"},
    ]

    with pytest.raises(InvalidInput) as refused:
        ledger(tmp_path, *rows)
    assert (refused.value.code, refused.value.field) == ("ledger.plan.day_order_undecided", "day_orders.invoiced")

    orders = {Field.INVOICED: DayOrder.MONTH_FIRST, Field.DUE: DayOrder.MONTH_FIRST}
    read = ledger(tmp_path, *rows, plan=ReadingPlan(currency="EUR", day_orders=orders))
    assert read.rows[0].invoiced == date(2024, 1, 2)


def test_a_silent_column_follows_the_columns_that_tell(tmp_path):
    read = ledger(tmp_path, {"invoice date": "01/02/2024", "due date": "25/02/2024"})

    assert read.rows[0].invoiced == date(2024, 2, 1)
    assert read.ledger.profile.days[Field.INVOICED].decided_by == "other_columns"


def number_style(*cells: str) -> NumberStyle:
    column = NumberColumn()
    for cell in cells:
        column.add(cell)
    return column.style(None)


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [
        (("1,234", "5,678.90"), "."),
        (("1.234", "5.678,90"), ","),
        (("1,234", "0,123"), ","),
        (("1,234,567",), "."),
        (("1,23,456", "12,34,567"), "."),
        (("1,234", "5,678"), None),
        (("1234", "5678"), "."),
        (("1,5", "1.5"), None),
    ],
)
def test_one_telling_cell_decides_the_decimal_mark_of_its_column(cells, decimal):
    assert number_style(*cells).decimal == decimal


def test_an_amount_that_could_be_two_things_is_an_error_until_the_mark_is_stated(tmp_path):
    rows = [{"amount": "1,234"}, {"amount": "500"}]

    assert codes(ledger(tmp_path, *rows)) == [["amount_ambiguous"]]
    read = ledger(tmp_path, *rows, plan=ReadingPlan(currency="EUR", decimal_mark="."))
    assert [row.amount for row in read.rows] == [Money(123400, "EUR"), Money(50000, "EUR")]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("1,234.50", "1234.50"),
        ("-1,234.50", "-1234.50"),
        ("(1,234.50)", "-1234.50"),
        ("1,234.50-", "-1234.50"),
        ("USD 1,234.50", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("1234.5元", "1234.5"),
        ("12,34,567.8", "1234567.8"),
        ("1 234 567.8", "1234567.8"),
        (".5", "0.5"),
    ],
)
def test_signs_brackets_and_thousands_marks_are_understood(written, plain):
    assert read_amount(written, NumberStyle(".", "stated")) in (
        WrittenAmount(plain),
        WrittenAmount(plain, "USD"),
        WrittenAmount(plain, "CNY"),
    )


@pytest.mark.parametrize(
    "written", ["1.234,50", "12,34", "1,2345.00", "1 23.00", "--5", "(5", "5)", "-(5)", "1.2.3", "", "abc"]
)
def test_an_amount_that_does_not_fit_its_column_is_an_error(written):
    assert isinstance(read_amount(written, NumberStyle(".", "stated")), str)
