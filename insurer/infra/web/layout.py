"""The frame of every page: navigation for the person who reads it, breadcrumbs, language and appearance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlencode

from flask import Flask, Response, current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from insurer.infra import languages
from insurer.infra.web import charts
from insurer.infra.web.forms import entry_form, form_id
from insurer.infra.web.guard import permitted
from insurer.infra.web.status import status_badge, tone
from insurer.infra.web.views import savable

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the navigation: its English words, where it leads, who sees it."""

    label: str
    endpoint: str
    needs: StrEnum | None = None


@dataclass(frozen=True, slots=True)
class NavGroup:
    """Entries that belong together under one heading; an empty heading shows none."""

    label: str
    items: tuple[NavItem, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever reads the page, as the frame shows them, and the ways to their account and out."""

    name: str
    role: str
    account: str
    sign_out: str


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step on the way here: a title in the reader's language and, but for the last, its address."""

    title: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class ShownItem:
    """An entry as it stands on this page."""

    label: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class ShownGroup:
    label: str
    items: tuple[ShownItem, ...]


class Frame:
    """What layouts read as `frame`."""

    def __init__(
        self,
        navigation: Mapping[str, Sequence[NavGroup]],
        reader: Callable[[], Reader | None],
        brand: str,
        search: Mapping[str, str],
    ) -> None:
        self._navigation, self._reader, self.brand, self._search = navigation, reader, brand, search

    def groups(self, side: str) -> list[ShownGroup]:
        """The navigation of one side (`desk`, `portal`) with only what the reader may enter."""
        shown = [
            ShownGroup(languages.here(group.label) if group.label else "", tuple(self._items(group)))
            for group in self._navigation.get(side, ())
        ]
        return [group for group in shown if group.items]

    def _items(self, group: NavGroup) -> list[ShownItem]:
        here = (request.endpoint or "").rpartition(".")[0]
        return [
            ShownItem(
                languages.here(item.label), url_for(item.endpoint), item.endpoint.rpartition(".")[0] == here != ""
            )
            for item in group.items
            if item.needs is None or permitted(item.needs)
        ]

    @property
    def reader(self) -> Reader | None:
        return self._reader()

    def search(self, side: str) -> str:
        """The address that the search box of one side asks, empty when there is none."""
        endpoint = self._search.get(side)
        return url_for(endpoint) if endpoint else ""

    def languages(self) -> list[tuple[str, str, str, bool, str]]:
        """Per language: its own name, the address of this page in it, its tag, whether it is in use, its code."""
        present = languages.reader_locale()
        return [
            (name, same_page(lang=locale), languages.html_lang(locale), locale == present, locale)
            for locale, name in languages.LANGUAGE_NAMES.items()
        ]

    def entry_form(self) -> tuple[str, str] | None:
        """The form that is being filled in on this page, None when there is none."""
        return entry_form()

    @property
    def theme(self) -> str:
        """`auto`, `light` or `dark`, as chosen by the link or kept by the cookie."""
        asked = request.args.get("theme") or request.cookies.get(THEME_COOKIE, "auto")
        return asked if asked in THEMES else "auto"

    def themes(self) -> list[tuple[str, str, bool]]:
        """Per appearance: its name, the address of this page in it, whether it is the present one."""
        names = {"auto": "Automatic", "light": "Light", "dark": "Dark"}
        return [(languages.here(names[theme]), same_page(theme=theme), theme == self.theme) for theme in THEMES]


def init_layout(
    app: Flask,
    *,
    navigation: Mapping[str, Sequence[NavGroup]],
    reader: Callable[[], Reader | None] = lambda: None,
    brand: str = "Tradecover",
    search: Mapping[str, str] | None = None,
) -> None:
    """Give the pages of `app` their frame. `search` names the endpoint of the search box per side."""
    frame = Frame(navigation, reader, brand, search or {})
    app.jinja_env.globals.update(frame=frame, crumb=Crumb, permitted=permitted, same_page=same_page)
    app.jinja_env.globals.update(form_id=form_id, savable=savable)
    app.jinja_env.globals.update(status_badge=status_badge, tone=tone)
    for measure in (charts.bar_lengths, charts.bar_parts, charts.line_points, charts.greatest, charts.summed):
        app.jinja_env.globals[measure.__name__] = measure
    app.after_request(_keep_theme)


def same_page(**changes: str | int | None) -> str:
    """The address of this page with some query arguments changed, or left out when None.

    A page that answered a form, and cannot be asked for again, leads to its own GET address or to the start.
    """
    if request.method not in ("GET", "HEAD") and not _answers_get(request.path):
        return "/?" + urlencode({key: value for key, value in changes.items() if value is not None})
    pairs = [(key, value) for key, value in request.args.items(multi=True) if key not in changes]
    pairs += [(key, str(value)) for key, value in changes.items() if value is not None]
    return request.path + ("?" + urlencode(pairs) if pairs else "")


def _answers_get(path: str) -> bool:
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def _keep_theme(response: Response) -> Response:
    chosen = request.args.get("theme")
    if chosen in THEMES and request.cookies.get(THEME_COOKIE) != chosen:
        secure = bool(current_app.config.get("SESSION_COOKIE_SECURE"))
        response.set_cookie(THEME_COOKIE, chosen, max_age=365 * 86_400, secure=secure, httponly=True, samesite="Lax")
    return response
