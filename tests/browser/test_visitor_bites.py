"""What watches the pages finds what is planted in one."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser import reading
from tests.browser.visitor import Visitor

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Planted</title></head>
<body><main><h1>Planted</h1>{}</main></body></html>"""
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'"
FREE = "default-src 'self' 'unsafe-inline'"
"""A policy under which what is planted runs."""
NAMES = re.compile("Iris Chemicals Inc\\.")
PLANTED = {
    "an inline style": ('<p style="color: red">Red</p>', POLICY, "content policy: style-src"),
    "an inline script": ("<script>document.title = 'x'</script>", POLICY, "content policy: script-src"),
    "a complaint of a script": ("<script>console.error('lost')</script>", FREE, "console: lost"),
    "a script that fails": ("<script>nothing.at.all()</script>", FREE, "script: nothing is not defined"),
    "something too wide": ('<p style="width: 3000px">Wide</p>', FREE, "px wider than"),
    "a field without a label": ('<input type="text" name="a">', FREE, "access: label"),
    "faint writing": ('<p style="color: #ccc">Faint</p>', FREE, "access: color-contrast"),
    "a fault in a row like the others": (
        '<ul><li><b>One</b></li><li><b>Two</b></li><li><b style="color: #ccc" class="faint">Three</b></li></ul>',
        FREE,
        "access: color-contrast",
    ),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_noted_by_who_looks_at_the_page(
    planted: str, stranger: Callable[[str, int], Visitor]
) -> None:
    body, policy, noted = PLANTED[planted]
    visitor = stranger("en", 1280)
    visitor.page.route(
        "**/planted",
        lambda route: route.fulfill(
            body=PAGE.format(body), content_type="text/html", headers={"Content-Security-Policy": policy}
        ),
    )

    visitor.go("/planted")
    visitor.check()
    visitor.check_access()

    assert [fault for fault in visitor.faults if noted in fault], visitor.faults


def test_a_page_without_a_fault_is_let_go(stranger: Callable[[str, int], Visitor]) -> None:
    visitor = stranger("en", 1280)
    visitor.page.route(
        "**/planted", lambda route: route.fulfill(body=PAGE.format("<p>Well</p>"), content_type="text/html")
    )
    visitor.page.route("**/favicon.ico", lambda route: route.fulfill(status=204))

    visitor.go("/planted")
    visitor.check()
    visitor.check_access()

    assert visitor.faults == []


@pytest.mark.parametrize(
    ("english", "chinese", "found"),
    [
        ("<p>Left over</p>", "<p>Left over</p>", ["Left over"]),
        ("<p>Left <b>over</b></p>", "<p>剩余 <b>over</b></p>", ["over"]),
        ('<img alt="Chart" src="/x">', '<img alt="Chart" src="/x">', ["Chart"]),
        ("<p>Limit</p>", "<p>限额</p>", []),
        ("<p>Iris Chemicals Inc.</p>", "<p>Iris Chemicals Inc.</p>", []),
        ("<p>CL-2026-000024 EUR a@firm.example</p>", "<p>CL-2026-000024 EUR a@firm.example</p>", []),
        ("<code>claim.read</code>", "<code>claim.read</code>", []),
        ('<b translate="no">house</b>', '<b translate="no">house</b>', []),
        ('<b lang="zh">English</b> <a lang="en">Read</a>', '<a lang="en">Read</a>', []),
    ],
)
def test_words_left_in_english_are_found_and_names_and_codes_are_none(
    english: str, chinese: str, found: list[str]
) -> None:
    spoken = [reading.words(reading.parsed(PAGE.format(body).replace('lang="en"', f'lang="{lang}"', 1)))
              for body, lang in ((english, "en"), (chinese, "zh-Hans"))]  # fmt: skip

    assert reading.untranslated(spoken[0] - {"Planted"}, spoken[1], NAMES) == found


def test_broken_markup_and_an_id_borne_twice_are_found() -> None:
    page = PAGE.format('<p id="a">One<p id="a">Two</b>')

    assert reading.markup_faults(page)
    assert reading.repeated_names(reading.parsed(page)) == ["a"]
    assert reading.markup_faults(PAGE.format("<p>Well</p>")) == []
