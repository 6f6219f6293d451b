"""Charts: what is drawn has the proportions of the numbers, and the numbers stand beside it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from flask import Flask, render_template_string

from insurer.infra.web.charts import bar_lengths, bar_parts, greatest, line_points, summed
from insurer.kernel.money import Money

PAGE = """{% from "_macros/charts.html" import bars, stacked, line with context %}
{{ bars(bars_of, "Bars") }}{{ stacked(stack, ("Insured", "Not insured"), "Stack") }}
{{ line(lines, ("1", "2"), "Line") }}"""


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def test_the_longest_bar_fills_the_width_and_the_others_keep_their_proportion():
    assert bar_lengths([eur("50"), eur("200"), eur("0")]) == [250, 1000, 0]
    assert bar_lengths([Decimal("0.5"), None, -3]) == [1000, 0, 0]
    assert bar_lengths([]) == []


def test_the_parts_of_a_bar_lie_side_by_side_without_a_gap():
    assert bar_parts([1, 1, 1], 3) == [(0, 333), (333, 334), (667, 333)]
    assert bar_parts([eur("1"), None], eur("4")) == [(0, 250), (250, 0)]
    assert bar_parts([0], 0) == [(0, 0)]


def test_a_line_runs_from_edge_to_edge_and_leaves_out_what_is_not_known():
    assert line_points([0, 5, None, 10], 10) == "0,1000 333,500 1000,0"
    assert line_points([7], 0) == "0,1000"


def test_one_bar_adds_up_amounts_or_numbers():
    assert summed([eur("1"), None, eur("2.50")]) == eur("3.50")
    assert summed([1, 2]) == 3
    assert greatest([None, eur("2"), eur("1")]) == eur("2")
    assert greatest([]) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_chart_shows_its_numbers_as_text(floor: Flask, language: str):
    with floor.test_request_context(f"/?lang={language}"):
        page = render_template_string(
            PAGE,
            bars_of=[("Nordwind", eur("1234.5")), ("华强", eur("5"), "/b")],
            stack=[("June", (eur("10"), eur("30")))],
            lines=[("Written", (3, None)), ("Paid", (1, 2))],
        )

    for number in ("1,234.50", "10.00", "30.00", "40.00"):
        assert number in page
    assert 'href="/b"' in page
    assert page.count("<polyline") == 2
    assert "style=" not in page
