"""What people type, what is understood, and what they are told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from insurer.infra.web.forms import AmountField, DayField, LineField, NumberField, SafeForm, ShareField, ungrouped
from insurer.kernel.money import Money


class Everything(SafeForm):
    """One of every field."""

    amount = AmountField("amount", currency="EUR", need=False)
    number = NumberField("number", least=Decimal(0), most=Decimal(180), whole=True, need=False)
    share = ShareField("share", need=False)
    day = DayField("day", need=False)
    line = LineField("line", need=False, most=10)


def read(app: Flask, **typed: str) -> Everything:
    with app.test_request_context("/", method="POST", data=typed):
        form = Everything(MultiDict(typed))
        form.validate()
        return form


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("amount", "1,200,000.50", Money(120000050, "EUR")),
        ("amount", "１２００", Money(120000, "EUR")),
        ("amount", " 880000 ", Money(88000000, "EUR")),
        ("number", "60", 60),
        ("share", "90", Decimal("0.9")),
        ("share", "90%", Decimal("0.9")),
        ("share", "0.35 %", Decimal("0.0035")),
        ("day", "2026-03-31", date(2026, 3, 31)),
        ("line", "  华强贸易 ", "华强贸易"),
        ("line", "A\u030a", "Å"),
    ],
)
def test_what_is_typed_is_understood(floor: Flask, field: str, typed: str, value: object):
    form = read(floor, **{field: typed})

    assert form.errors == {}
    assert form[field].data == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("amount", "1,20,000"),
        ("amount", "1.200,50"),
        ("amount", "1.005"),
        ("amount", "-5"),
        ("amount", "NaN"),
        ("amount", "1e9"),
        ("number", "181"),
        ("number", "2.5"),
        ("share", "101"),
        ("share", "-1"),
        ("day", "31.03.2026"),
        ("day", "2026-02-30"),
        ("line", "more than ten letters"),
        ("line", "pay\u200bpal"),
        ("line", "\u202etxt"),
    ],
)
def test_what_cannot_be_understood_is_refused_beside_its_field(floor: Flask, field: str, typed: str):
    form = read(floor, **{field: typed})

    assert list(form.errors) == [field]


def test_thousands_marks_are_dropped_only_where_they_stand_right():
    assert ungrouped("1,234,567.89") == "1234567.89"
    assert ungrouped("12,34") == "12,34"


def test_a_refused_form_keeps_what_was_typed_and_says_what_is_wrong_in_the_readers_language(browser: FlaskClient):
    page = browser.post("/form?lang=zh", data={"buyer": "Nordwind", "amount": "12x", "share": "120", "due": "never"})

    assert page.status_code == 422
    for kept in ("Nordwind", "12x", "120", "never"):
        assert f'value="{kept}"' in page.text
    assert "“12x”不是有效数字" in page.text
    assert page.text.count("wrong-text") == 3
    assert 'aria-invalid="true"' in page.text
    assert 'href="#amount"' in page.text


def test_a_refusal_of_the_business_stands_beside_its_field(browser: FlaskClient):
    page = browser.post("/form", data={"buyer": "refused", "amount": "12", "share": "90"})

    assert page.status_code == 422
    assert 'id="amount-error">The amount must not be negative.' in page.text
