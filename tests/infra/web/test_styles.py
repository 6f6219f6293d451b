"""Days, moments and figures on pages as each reader has chosen; letters and files as their language does."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from flask import Flask, g
from werkzeug.datastructures import MultiDict

from insurer.infra.languages import figure, here, reader_style, share_shown, shown, speaking, text
from insurer.infra.web.forms import AmountField, DayField, SafeForm, own_day, ungrouped
from insurer.kernel.acting import Actor
from insurer.kernel.money import Money

AMOUNT = Money.of("1234567.5", "EUR")
DAY = date(2026, 3, 5)


def reading(dates: str = "", numbers: str = "", zone: str = "") -> None:
    g.act = SimpleNamespace(actor=Actor("r", "Reader", None, frozenset(), dates=dates, numbers=numbers, time_zone=zone))


@pytest.mark.parametrize(
    ("numbers", "english", "chinese", "share"),
    [
        ("", "EUR 1,234,567.50", "1,234,567.50 欧元", "0.35%"),
        ("comma", "EUR 1,234,567.50", "1,234,567.50 欧元", "0.35%"),
        ("point", "EUR 1.234.567,50", "1.234.567,50 欧元", "0,35%"),
        ("space", "EUR 1\u202f234\u202f567,50", "1\u202f234\u202f567,50 欧元", "0,35%"),
    ],
)
def test_figures_are_grouped_as_their_reader_is_used_to(
    floor: Flask, numbers: str, english: str, chinese: str, share: str
):
    for language, expected in (("en", english), ("zh", chinese)):
        with floor.test_request_context(f"/?lang={language}"):
            reading(numbers=numbers)
            assert shown(AMOUNT) == expected
            assert expected.removesuffix(" 欧元").removeprefix("EUR ") == figure(AMOUNT)
            assert share_shown(Decimal("0.0035")) == share


@pytest.mark.parametrize(
    ("dates", "english", "chinese"),
    [
        ("", "5 Mar 2026", "2026年3月5日"),
        ("long", "5 Mar 2026", "2026年3月5日"),
        ("iso", "2026-03-05", "2026-03-05"),
        ("short", "05/03/2026", "2026/3/5"),
    ],
)
def test_days_are_written_as_their_reader_chose(floor: Flask, dates: str, english: str, chinese: str):
    for language, expected in (("en", english), ("zh", chinese)):
        with floor.test_request_context(f"/?lang={language}"):
            reading(dates=dates)
            assert shown(DAY) == expected
            assert expected in here("due %(day)s", day=DAY)


def test_moments_stand_in_the_readers_zone_and_else_in_the_houses(floor: Flask):
    moment = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    with floor.test_request_context("/"):
        assert shown(moment) == "5 Mar 2026, 23:30 UTC"
        reading(zone="Asia/Shanghai")
        assert shown(moment) == "6 Mar 2026, 07:30 CST"


def test_a_letter_is_written_as_its_language_does_whoever_asks_for_it(floor: Flask):
    with floor.test_request_context("/"):
        reading("iso", "point", "Asia/Shanghai")
        with speaking("en"):
            assert shown(AMOUNT) == "EUR 1,234,567.50"
            assert shown(DAY) == "5 Mar 2026"
            assert reader_style().zone.key == "UTC"
        assert "5 Mar 2026" in text("due %(day)s", "en", day=DAY)


@pytest.mark.parametrize(
    ("numbers", "typed", "read"),
    [
        ("point", "1.234.567,50", "1234567.50"),
        ("point", "1200,5", "1200.5"),
        ("point", "1,234,567.50", "1.234.567,50"),
        ("space", "1 234 567,50", "1234567.50"),
        ("space", "1\u202f234,5", "1234.5"),
        ("space", "12 34", "12 34"),
        ("", "1.234,50", "1.234,50"),
    ],
)
def test_figures_are_read_in_the_readers_style_and_in_no_other(numbers: str, typed: str, read: str):
    assert ungrouped(typed, numbers) == read


class Entry(SafeForm):
    amount = AmountField("amount")
    day = DayField("day")


def test_what_a_form_writes_it_reads_again(floor: Flask):
    with floor.test_request_context("/", method="POST"):
        reading("short", "point")
        blank = Entry(MultiDict())
        blank["amount"].data = AMOUNT
        typed = blank["amount"].written(AMOUNT)
        form = Entry(MultiDict({"amount": typed, "day": "31/12/2026"}))

        assert typed == "1.234.567,50"
        assert form.validate()
        assert (form["amount"].data, form["day"].data) == (AMOUNT, date(2026, 12, 31))


@pytest.mark.parametrize(
    ("language", "dates", "typed", "read"),
    [
        ("en", "short", "5/3/2026", "2026-03-05"),
        ("en", "", "05/03/2026", "05/03/2026"),
        ("en", "short", "2026/3/5", "2026/3/5"),
        ("zh", "short", "2026/3/5", "2026-03-05"),
        ("zh", "", "2026年3月5日", "2026-03-05"),
        ("zh", "iso", "2026年3月5日", "2026年3月5日"),
    ],
)
def test_a_day_is_read_as_its_reader_writes_days(floor: Flask, language: str, dates: str, typed: str, read: str):
    with floor.test_request_context(f"/?lang={language}"):
        reading(dates=dates)
        assert own_day(typed) == read
