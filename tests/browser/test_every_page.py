"""Every page that a role can reach, in both languages, at both widths: nothing broken, nothing untranslated."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from tests.browser.serving import House, shared_folder
from tests.browser.visitor import Visitor, kind_of

LOGINS = (
    "limits", "senior", "analyst", "policies", "adjuster", "claims", "collections", "premium", "manager", "auditor",
    "admin", "nordhaus.admin", "nordhaus", "nordhaus.reader", "broker", "bank",
)  # fmt: skip
MOST_PAGES = 60

_ASIDE = ("/sign-out", "/vendor/", "/static/")
_LATIN = re.compile(r"[A-Za-z]{3,}")
_DATA = re.compile(
    r"[A-Z]{2,5}-\d{4}-\d+|\S+@\S+|\S+\.(csv|xlsx|pdf|json)\b|\b[A-Z]{3}\b|https?://\S+|\b[0-9a-f]{8,}\b"
    r"|\b[A-Z0-9]+[-/][\w/-]*\d[\w/-]*|\b(Tradecover|English|IBAN|BIC|TOTP|XLSX|UTC|Chromium|Linux)\b"
)
"""References, addresses, codes and the like, which stand alike in every language."""


@pytest.mark.parametrize("login", LOGINS)
def test_every_page_of_the_role_is_whole_in_both_languages_and_widths(
    login: str, house: House, visit: Callable[[str, str, int], Visitor], looked_at: Path
) -> None:
    english, chinese = visit(login, "en", 1280), visit(login, "zh", 1280)
    names = re.compile("|".join(re.escape(name) for name in sorted(house.names(), key=len, reverse=True)))
    waiting, known = [urlsplit(english.page.url).path], set[str]()

    while waiting and len(known) < MOST_PAGES:
        path = waiting.pop(0)
        kind = kind_of(path)
        if kind in known or kind.startswith(_ASIDE):
            continue
        sight = kind if known else f"{kind} of {login}"  # where everybody arrives, each role sees something else
        known.add(kind)
        if _is_new(sight, looked_at):
            _look(english, chinese, path, names)
        else:
            _glance((english, chinese)[len(known) % 2], path)
        waiting += english.links()

    assert not (faults := english.faults + chinese.faults), "\n".join(faults)


@pytest.fixture(scope="session")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a file for every kind of page that some test process has examined or is examining."""
    folder = shared_folder(tmp_path_factory) / "looked-at"
    folder.mkdir(exist_ok=True)
    return folder


def _is_new(sight: str, looked_at: Path) -> bool:
    """Whether nobody has looked at this kind of page yet; whoever asks first does."""
    try:
        (looked_at / quote(sight, safe="")).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _glance(visitor: Visitor, path: str) -> None:
    """A kind of page that another role has been shown to be well: here it only must be whole."""
    visitor.at_width(1280)
    visitor.go(path)
    visitor.check()
    visitor.at_width(375)


def _look(english: Visitor, chinese: Visitor, path: str, names: re.Pattern[str]) -> None:
    """One page in both languages at both widths: markup, words; access and a picture of a desk screen and a phone."""
    name = kind_of(path).strip("/").replace("/", "_").replace("*", "one") or "start"
    spoken: dict[str, list[str]] = {}
    for visitor, examined_at in ((english, 1280), (chinese, 375)):
        visitor.at_width(1280)
        response = visitor.go(path)
        visitor.check()
        if response is not None:
            visitor.check_markup(response.text())
        spoken[visitor.locale] = visitor.words()
        for width in (1280, 375):
            visitor.at_width(width)
            if width == examined_at:
                visitor.check_access()
                visitor.picture(name)
    for text in _untranslated(spoken, names):
        chinese.note(f"not translated: {text}")


def _untranslated(spoken: dict[str, list[str]], names: re.Pattern[str]) -> list[str]:
    """Latin words that stand on the Chinese page exactly as on the English one and are neither name nor reference."""
    same = set(spoken["en"]) & set(spoken["zh"])
    return sorted(text for text in same if _LATIN.search(_DATA.sub("", names.sub("", text))))
