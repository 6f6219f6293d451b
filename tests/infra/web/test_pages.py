"""The frame of every page: its language, its appearance, its lists."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Integer, MetaData, Select, String, Table, create_engine, insert, select

from insurer.infra.web.paging import ListState, decode_cursor, encode_cursor, keyset_page
from insurer.kernel.errors import InvalidInput


class _Outline(HTMLParser):
    """Whether every element that opens also closes."""

    VOID = frozenset({"meta", "link", "input", "img", "br"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("place", ["/", "/form", "/absent"])
@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("zh", "zh-Hans")])
def test_every_page_is_whole_and_says_its_language(browser: FlaskClient, place: str, language: str, tag: str):
    page = browser.get(f"{place}?lang={language}").text

    assert f'<html lang="{tag}"' in page
    assert 'href="#content"' in page
    outline = _Outline()
    outline.feed(page)
    assert outline.open == []


def test_the_language_is_switched_on_the_same_page_and_kept(browser: FlaskClient):
    page = browser.get("/?q=a&sort=-amount").text
    assert 'href="/?q=a&amp;sort=-amount&amp;lang=zh"' in page

    assert "查询" in browser.get("/?lang=zh").text
    assert "查询" in browser.get("/").text


def test_beside_a_form_the_language_is_switched_by_sending_the_form(browser: FlaskClient):
    page = browser.get("/form").text

    assert '<form class="entry" id="form-1"' in page
    assert '<button type="submit" form="form-1" name="_language" value="zh" lang="zh-Hans" formnovalidate' in page
    assert "lang=zh" not in page


def test_switching_the_language_keeps_what_was_entered_and_judges_nothing(browser: FlaskClient):
    typed = {"buyer": "华强 Nordwind", "amount": "12x", "share": "", "_language": "zh"}

    page = browser.post("/form", data=typed)

    assert page.status_code == 200
    assert '<html lang="zh-Hans"' in page.text
    assert 'value="华强 Nordwind"' in page.text
    assert 'value="12x"' in page.text
    assert "wrong-text" not in page.text
    assert '<html lang="zh-Hans"' in browser.get("/").text


def test_an_unknown_language_is_no_switch(browser: FlaskClient):
    assert browser.post("/form", data={"buyer": "", "_language": "fr"}).status_code == 422


def test_the_browsers_wish_counts_until_a_language_is_chosen(browser: FlaskClient):
    assert 'lang="zh-Hans"' in browser.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text
    assert '<html lang="en"' in browser.get("/", headers={"Accept-Language": "fr"}).text


def test_the_appearance_is_chosen_and_kept(browser: FlaskClient):
    assert 'data-theme="auto"' in browser.get("/").text
    assert 'data-theme="dark"' in browser.get("/?theme=dark").text
    assert 'data-theme="dark"' in browser.get("/").text
    assert 'data-theme="auto"' in browser.get("/?theme=nonsense").text


def test_cells_are_escaped_sorted_by_link_and_paged_by_key(browser: FlaskClient):
    page = browser.get("/?sort=number").text

    assert "&lt;b&gt;A-1&lt;/b&gt;" in page
    assert 'aria-sort="ascending"' in page
    assert 'href="/?sort=-number"' in page
    assert 'href="/?sort=number&amp;after=next"' in page
    assert 'href="/?sort=number&amp;format=csv"' in page


@pytest.mark.parametrize("query", ["sort=password", "sort=-1;drop", f"q={'x' * 300}"])
def test_a_list_takes_nothing_that_it_does_not_offer(browser: FlaskClient, query: str):
    assert browser.get(f"/?{query}").status_code == 422


@given(
    st.one_of(
        st.integers(), st.text(max_size=40), st.dates(), st.decimals(allow_nan=False, allow_infinity=False, places=4)
    ),
    st.integers(),
)
@settings(max_examples=60)
def test_a_cursor_comes_back_as_it_was(key: int | str | date | Decimal, tie: int):
    assert decode_cursor(encode_cursor(key, tie)) == (key, tie)


def test_a_moment_in_a_cursor_keeps_its_zone():
    moment = datetime(2026, 3, 5, 14, 5, tzinfo=UTC)

    assert decode_cursor(encode_cursor(moment, 1)) == (moment, 1)


@pytest.mark.parametrize("cursor", ["", "x", "W10", "bnVsbA", "W1siZSIsICIxIl0sWyJpIiwiMSJdXQ", "é", "A" * 900])
def test_a_forged_cursor_is_refused(cursor: str):
    with pytest.raises(InvalidInput):
        decode_cursor(cursor)


@pytest.mark.parametrize("descending", [False, True])
def test_walking_all_pages_forth_and_back_meets_every_row_once(descending: bool):
    table = Table("thing", MetaData(), SqlColumn("id", Integer, primary_key=True), SqlColumn("name", String))
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(insert(table), [{"id": number, "name": f"n{number % 7}"} for number in range(53)])

        def run(statement: Select) -> list:
            return list(connection.execute(statement))

        def turn(after: str | None = None, before: str | None = None):
            state = ListState("name", descending, 10, after=after, before=before)
            return keyset_page(run, select(table.c.id, table.c.name), {"name": table.c.name}, table.c.id, state)

        forth, page = [], turn()
        assert page.before is None
        while True:
            forth += [row.id for row in page.items]
            if page.after is None:
                break
            page = turn(after=page.after)
        back = [row.id for row in page.items]
        while page.before is not None:
            page = turn(before=page.before)
            back = [row.id for row in page.items] + back
    engine.dispose()

    expected = sorted(range(53), key=lambda number: (f"n{number % 7}", number), reverse=descending)
    assert forth == expected
    assert back == expected


def test_the_floor_gives_the_cookie_and_the_sizes_safe_values(floor: Flask):
    assert floor.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert floor.config["SESSION_COOKIE_HTTPONLY"] is True
    assert floor.config["MAX_CONTENT_LENGTH"] > 0
