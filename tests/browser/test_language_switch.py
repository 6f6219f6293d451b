"""The language is switched in the middle of every form: nothing entered is lost, nothing is judged, nothing is done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from insurer.infra.audit.models import AuditEvent
from insurer.infra.db import db
from tests.browser.asking import signed_in

LOGINS = ("limits", "policies", "adjuster", "claims", "premium", "admin", "nordhaus", "nordhaus.admin")
MOST_PAGES = 45
"""Pages that one person's walk looks at."""
TYPED = "7 华强 switch"


class Forms(HTMLParser):
    """The forms of a page that a change of language has to keep, with what they would send, and its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.entries: list[tuple[str, dict[str, str], list[str]]] = []
        self.links: list[str] = []
        self._inside: tuple[str, dict[str, str], list[str]] | None = None
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith(("/desk", "/portal", "/account")):
            self.links.append(given["href"].partition("#")[0])
        if tag == "form" and given.get("method") == "post" and given.get("id", "").startswith("form-"):
            self._inside = (given.get("action", ""), {}, [])
        if self._inside is None or not given.get("name"):
            return
        kind = given.get("type", "text")
        if tag == "textarea":
            self._area = given["name"]
        if tag == "textarea" or (tag == "input" and kind in ("text", "search")):
            self._inside[1][given["name"]] = TYPED
            self._inside[2].append(given["name"])
        elif tag == "input" and kind in ("hidden", "date"):
            self._inside[1][given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._inside is not None:
            self.entries.append(self._inside)
            self._inside = None


def pages(client: FlaskClient, home: str) -> Iterator[tuple[str, str]]:
    """The pages that are reached from the first one, one of each kind."""
    waiting, seen, kinds = [unescape(link) for link in Forms(home).links], set(), set()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        kind = re.sub(r"[A-Z]{2}-\d{4}-\d{6}|\d+|/P[0-9A-Z]{6,}|[0-9a-f]{16,}", "#", path.partition("?")[0])
        if kind in kinds or "format=" in path or path.endswith((".pdf", ".xml", ".csv")) or "/documents/" in path:
            continue
        kinds.add(kind)
        seen.add(path)
        answer = client.get(path)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            waiting += [unescape(link) for link in Forms(answer.text).links]
            yield path, answer.text


@pytest.mark.parametrize("login", LOGINS)
def test_every_form_on_the_way_survives_a_change_of_language(demonstration: Flask, login: str) -> None:
    client = signed_in(demonstration, login)
    home = client.get("/", follow_redirects=True).text
    wrong: list[str] = []
    met = 0
    for path, page in pages(client, home):
        for action, sent, typed in Forms(page).entries:
            met += 1
            before = _recorded(demonstration)
            answer = client.post(action or path, data={**sent, "_language": "zh"})
            kept = answer.text.count(TYPED) >= len(typed)
            good = (
                answer.status_code == 200 and '<html lang="zh-Hans"' in answer.text and "wrong-text" not in answer.text
            )
            if not (good and kept) or _recorded(demonstration) != before:
                wrong.append(f"{path} -> {action}: {answer.status_code}, {answer.text.count(TYPED)} of {typed} kept")
            client.get("/account/?lang=en")
    assert wrong == []
    assert met or login == "limits"


def _recorded(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0
