"""A reader's own views of a list: kept, opened, renamed, made the default, deleted; nobody else's."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from insurer.accounts.facts import Role
from insurer.infra.jobs.running import house_act
from insurer.infra.saved_views import (
    MOST_VIEWS,
    delete_view,
    place_of,
    prefer_view,
    rename_view,
    save_view,
    views_of,
)
from insurer.kernel.errors import InvalidInput, NotFound
from tests.builders.browser import signed_in

PLACE = "policies_desk.policies"


@pytest.fixture(autouse=True)
def without_tokens(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def kept(client: FlaskClient, name: str, query: str, default: str = "", place: str = PLACE):
    form = {"place": place, "name": name, "query": query, "beside": "", "default": default}
    return client.post("/views/", data=form)


def test_a_reader_keeps_the_list_as_it_stands_and_finds_it_above_the_list(app: Flask):
    client = signed_in(app, Role.POLICY_UNDERWRITER)

    answer = kept(client, "In euros", "sort=first&size=25&currency=EUR")

    assert answer.status_code == 303
    assert answer.location.startswith("/desk/policies/?sort=first&size=25&currency=EUR&view=")
    page = client.get(answer.location).text
    assert 'aria-current="true">In euros</a>' in page
    assert 'name="currency" type="search" value="EUR"' in page
    assert "In euros" not in signed_in_page(app)


def signed_in_page(app: Flask) -> str:
    return signed_in(app, Role.POLICY_UNDERWRITER).get("/desk/policies/").text


def test_the_list_opens_in_the_view_that_was_made_its_default_and_can_still_be_seen_whole(app: Flask):
    client = signed_in(app, Role.POLICY_UNDERWRITER)
    kept(client, "In euros", "sort=number&size=25&currency=EUR", default="yes")

    page = client.get("/desk/policies/").text

    assert 'name="currency" type="search" value="EUR"' in page
    whole = next(unescape(found) for found in re.findall(r'<a href="([^"]+)">All</a>', page))
    assert 'name="currency" type="search" value=""' in client.get(whole).text
    assert 'name="currency" type="search" value=""' in client.get("/desk/policies/?currency=").text


def test_a_view_is_renamed_preferred_and_deleted_by_its_own_reader_only(app: Flask):
    client, other = signed_in(app, Role.POLICY_UNDERWRITER), signed_in(app, Role.POLICY_UNDERWRITER)
    view = int(kept(client, "One", "sort=number&size=50").location.rpartition("=")[2])

    for path in (f"/views/{view}/rename", f"/views/{view}/prefer", f"/views/{view}/delete"):
        assert other.post(path, data={"name": "Mine"}).status_code == 404
    assert client.post(f"/views/{view}/rename", data={"name": "Two"}).status_code == 303
    assert client.post(f"/views/{view}/prefer", data={"preferred": "yes"}).status_code == 303
    assert "Two" in client.get("/desk/policies/").text
    assert client.post(f"/views/{view}/delete").status_code == 303
    assert "Two" not in client.get("/desk/policies/").text


@pytest.mark.parametrize("place", ["audit_desk.audit", "no.such_list", "home.begin", ""])
def test_no_view_is_kept_of_a_list_that_its_reader_may_not_see(app: Flask, place: str):
    assert kept(signed_in(app, Role.POLICY_UNDERWRITER), "A", "sort=number", place=place).status_code == 404


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "pay\u200bpal"])
def test_a_view_has_a_readable_name(app: Flask, name: str):
    assert kept(signed_in(app, Role.POLICY_UNDERWRITER), name, "sort=number").status_code == 422


def test_the_same_name_again_replaces_the_view_and_a_list_keeps_only_so_many(in_app: Flask):
    act = house_act()
    first = save_view(act, "a", PLACE, "A", "size=25", False)

    assert save_view(act, "a", PLACE, "A", "size=50", True) == first
    assert [(view.query, view.default) for view in views_of("a", PLACE)] == [("size=50", True)]
    for number in range(MOST_VIEWS - 1):
        save_view(act, "a", PLACE, f"B{number}", "", False)
    with pytest.raises(InvalidInput) as refused:
        save_view(act, "a", PLACE, "one more", "", False)
    assert refused.value.code == "views.too_many"


def test_one_view_is_the_default_and_two_never_have_one_name(in_app: Flask):
    act = house_act()
    first, second = (save_view(act, "a", PLACE, name, "", True) for name in ("A", "B"))

    assert [view.name for view in views_of("a", PLACE) if view.default] == ["B"]
    prefer_view(act, "a", second, False)
    assert not any(view.default for view in views_of("a", PLACE))
    with pytest.raises(InvalidInput) as refused:
        rename_view(act, "a", first, "B")
    assert refused.value.code == "views.name_taken"
    delete_view(act, "a", second)
    rename_view(act, "a", first, "B")
    with pytest.raises(NotFound):
        place_of("b", first)
