"""Every page that a role can reach, in both languages, at both widths: nothing broken, nothing untranslated.

Every page of every role is read in both languages: it answers, its ids are its own, no word is left untranslated. A
real browser looks at each kind of page in both languages at both widths, and again whenever a role meets an element on
it that nobody has met on this kind of page before. No kind of page is left out but those of ELSEWHERE.
"""

from __future__ import annotations

import csv
import fcntl
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import RequestRedirect

from config import ROOT
from tests.browser import reading
from tests.browser.asking import signed_in
from tests.browser.serving import House, shared_folder
from tests.browser.visitor import Visitor

PEOPLE = {
    "limits": "limit_underwriter", "senior": "senior_underwriter", "analyst": "risk_analyst",
    "policies": "policy_underwriter", "adjuster": "claims_adjuster", "claims": "claims_manager",
    "collections": "collections_officer", "premium": "premium_officer", "manager": "manager", "auditor": "auditor",
    "admin": "administrator", "nordhaus.admin": "policyholder_administrator", "nordhaus": "policyholder_user",
    "nordhaus.reader": "policyholder_reader", "broker": "broker", "bank": "loss_payee",
}  # fmt: skip
"""The demonstration's people by their sign-in names, each with the role under which the access matrix knows them."""
CUSTOMERS = ("policyholder_administrator", "policyholder_user", "policyholder_reader", "broker", "loss_payee")
UNLINKED = ("/desk/search/?q=nord", "/portal/search/?q=nord", "/account/confirm")
"""Pages that are asked for by a form and not by a link."""
ELSEWHERE = {
    "/desk/claims/<number>/papers/<key>": "a file",
    "/portal/claims/<number>/papers/<key>": "a file",
    "/desk/claims/file/<policy>/<buyer>/papers/<key>": "a file",
    "/portal/claims/file/<policy>/<buyer>/papers/<key>": "a file",
    "/desk/claims/file/<policy>/<buyer>/papers": "the second screen of a claim: told in the story",
    "/portal/claims/file/<policy>/<buyer>/papers": "the second screen of a claim: told in the story",
    "/desk/claims/file/<policy>/<buyer>/review": "the third screen of a claim: told in the story",
    "/portal/claims/file/<policy>/<buyer>/review": "the third screen of a claim: told in the story",
    "/desk/people/requests/<int:request_id>/decline": "only while a request for a role waits",
    "/portal/bank-details/<public_id>": "only for who has several companies; one's own stands at once",
    "/desk/premium/refunds/<number>": "only while a policy has something to be refunded",
}
"""Pages that no walk along the links of the demonstration reaches, and why."""
ONE_ROLE_IS_LED_THERE = (
    "/desk/buyers/review",
    "/desk/exposure/declarations/month",
    "/portal/exposure/declarations/month",
)
"""Pages that whoever works there is led to, and others may read."""
EXAMPLES = 12
"""Pages of one kind that are asked for in search of a kind of page that is only linked from some of them."""
_FILES = (".pdf", ".csv", ".xlsx", ".xml", ".ics", "/file")
_ASIDE = ("/sign-out", "/vendor/", "/static/")
_HOME = ("/desk/", "/portal/")
"""Where everybody arrives and each role sees something else."""


@dataclass
class Walk:
    """One person's way through the pages: each kind of page once, by its route."""

    app: Flask
    english: FlaskClient
    chinese: FlaskClient
    faults: list[str] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    spare: list[tuple[str, str]] = field(default_factory=list)

    def pages(self, waiting: list[str]) -> Iterator[tuple[str, str, str, str]]:
        """Route, address, English and Chinese page of every kind reached from `waiting`."""
        while waiting:
            path = waiting.pop(0)
            route = self.route_of(path)
            if route is None or route in self.seen:
                if route is not None:
                    self.spare.append((route, path))
                continue
            self.seen[route] = path
            english, chinese = self.english.get(path), self.chinese.get(path)
            if english.status_code in (302, 303):
                waiting.insert(0, english.location)
            elif (english.status_code, chinese.status_code) != (200, 200):
                self.faults.append(f"{path}: answered {english.status_code} and {chinese.status_code}")
            elif english.mimetype == "text/html":
                waiting += reading.links(english.text)
                yield route, path, english.text, chinese.text

    def further(self, expected: set[str]) -> list[str]:
        """What leads to the kinds of page not met yet, sought on further examples of the kinds that were."""
        tried: dict[str, int] = {}
        for route, path in self.spare:
            if not expected - set(self.seen):
                break
            tried[route] = tried.get(route, 0) + 1
            if tried[route] > EXAMPLES or path == self.seen[route]:
                continue
            answer = self.english.get(path)
            found = reading.links(answer.text) if answer.mimetype == "text/html" else []
            new = [link for link in found if self.route_of(link) in expected - set(self.seen)]
            if new:
                return new
        return []

    def route_of(self, path: str) -> str | None:
        """The route that answers to an address; none for what is no page of ours."""
        try:
            rule, _ = self.app.url_map.bind("localhost").match(urlsplit(path).path, method="GET", return_rule=True)
        except RequestRedirect:
            return None
        return None if rule.rule.startswith(_ASIDE) else str(rule.rule)


def expected_of(role: str) -> set[str]:
    """The routes of the pages that a role may read on its own side, by the access matrix."""
    side = "/portal/" if role in CUSTOMERS else "/desk/"
    with (ROOT / "docs" / "access-matrix.csv").open(encoding="utf-8") as file:
        routes = {row["route"] for row in csv.DictReader(file) if row["method"] == "GET" and row[role] == "yes"}
    pages = {route for route in routes if route.startswith((side, "/account/")) and not route.endswith(_FILES)}
    return pages - set(ELSEWHERE) - set(ONE_ROLE_IS_LED_THERE)


@pytest.mark.parametrize("login", PEOPLE)
def test_every_page_of_the_role_is_whole_in_both_languages_and_widths(
    login: str, demonstration: Flask, names: re.Pattern[str], visit: Callable[..., Visitor], looked_at: Path
) -> None:
    role = PEOPLE[login]
    walk = Walk(demonstration, signed_in(demonstration, login), signed_in(demonstration, login, "zh"))
    expected, visitors = expected_of(role), list[Visitor]()
    waiting = ["/", *(path for path in UNLINKED if walk.route_of(path) in expected)]

    while waiting:
        for route, path, english, chinese in walk.pages(waiting):
            first, second = reading.parsed(english), reading.parsed(chinese)
            walk.faults += [f"{path}: {fault}" for fault in _unread(first, second, names)]
            if _is_new(f"{route} of {role}" if route in _HOME else route, reading.elements(first), looked_at):
                faults = reading.markup_faults(english) + reading.markup_faults(chinese)
                walk.faults += [f"{path}: {fault}" for fault in faults]
                visitors = visitors or [visit(login, "en", 375), visit(login, "zh", 1280)]
                _look(visitors, path, route)
        waiting = walk.further(expected)

    walk.faults += [f"never reached: {route}" for route in sorted(expected - set(walk.seen))]
    walk.faults += [fault for visitor in visitors for fault in visitor.faults]
    assert not walk.faults, "\n".join(walk.faults)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/forgotten", "/verify/"])
def test_what_a_stranger_is_shown_is_whole(
    path: str, demonstration: Flask, names: re.Pattern[str], stranger: Callable[[str, int], Visitor]
) -> None:
    answers = [demonstration.test_client().get(f"{path}?lang={locale}").text for locale in ("en", "zh")]
    faults = reading.markup_faults(answers[0]) + reading.markup_faults(answers[1])
    faults += _unread(reading.parsed(answers[0]), reading.parsed(answers[1]), names)
    visitors = [stranger("en", 375), stranger("zh", 1280)]
    for visitor in visitors:
        _look([visitor], f"{path}?lang={visitor.locale}", path)

    faults += [fault for visitor in visitors for fault in visitor.faults]
    assert not faults, "\n".join(faults)


def test_a_page_that_is_not_there_says_so_in_both_languages(demonstration: Flask, names: re.Pattern[str]) -> None:
    answers = [signed_in(demonstration, "limits", locale).get("/desk/nowhere") for locale in ("en", "zh")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not [fault for answer in answers for fault in reading.markup_faults(answer.text)]
    assert not _unread(*(reading.parsed(answer.text) for answer in answers), names)


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file in which all test processes note which elements of which kind of page have been looked at."""
    return shared_folder(tmp_path_factory) / "looked-at.json"


@pytest.fixture(scope="session")
def names(house: House) -> re.Pattern[str]:
    """What no language translates: names of companies and people, and what people of the demonstration have written."""
    found = sorted(house.names() | house.sentences(), key=len, reverse=True)
    return re.compile("|".join(re.escape(name) for name in found))


def _is_new(sight: str, elements: set[str], looked_at: Path) -> bool:
    """Whether the page holds an element that nobody has looked at on this kind of page; whoever asks first does."""
    with Path(f"{looked_at}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        noted = json.loads(looked_at.read_text()) if looked_at.exists() else {}
        new = elements - set(noted.get(sight, ()))
        if new:
            noted[sight] = sorted(elements | set(noted.get(sight, ())))
            looked_at.write_text(json.dumps(noted))
    return bool(new)


def _unread(english: reading.HtmlElement, chinese: reading.HtmlElement, names: re.Pattern[str]) -> list[str]:
    """What is wrong with the two readings of one page, to be seen without a browser."""
    faults = [f"in {tree.get('lang')} instead of {lang}" for tree, lang in ((english, "en"), (chinese, "zh-Hans"))
              if tree.get("lang") != lang]  # fmt: skip
    faults += [f"two elements with id {name}" for name in reading.repeated_names(english)]
    spoken = reading.words(english), reading.words(chinese)
    return faults + [f"not translated: {text}" for text in reading.untranslated(*spoken, names)]


def _look(visitors: list[Visitor], path: str, route: str) -> None:
    """One page in both languages at both widths; access and a picture of a desk screen and of a phone."""
    name = re.sub(r"<[^>]*>", "one", route).strip("/").replace("/", "_") or "start"
    for visitor in visitors:
        first, examined_at = (375, 1280) if visitor.locale == "en" else (1280, 375)
        visitor.at_width(first)
        visitor.go(path)
        visitor.check()
        visitor.at_width(examined_at)
        visitor.check()
        visitor.picture(name)
        visitor.check_access()
