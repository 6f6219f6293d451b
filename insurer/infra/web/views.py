"""Saved views of lists on pages: chips above a list, its default, and the forms that keep, rename and delete them.

A page asks the keeper of its application; an application without one (no database, nobody signed in) has no views.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qsl, urlencode

from flask import current_app, g, request

from insurer.infra.web.guard import present_actor

KEEPER = "tradecover.views"
READ = ("sort", "size", "after", "before", "view")
"""What a list reads from its address besides its filters; with none of them it opens in its default view."""
ALL = "all"
"""The view that is none: everything in the list's own order."""


@dataclass(frozen=True, slots=True)
class KeptView:
    """A view as it is kept: its number, its name, what it asks of the list, whether the list opens in it."""

    id: int
    name: str
    query: str
    default: bool


@dataclass(frozen=True, slots=True)
class ShownView:
    """A view as it stands above the list; `changed` when the list was filtered or sorted on since."""

    id: int
    name: str
    href: str
    present: bool
    default: bool
    changed: bool


class Keeper(Protocol):
    """Whoever keeps views: answers those of a login for one list, by name."""

    def __call__(self, login: str, place: str) -> list[KeptView]: ...


def kept_views() -> list[KeptView]:
    """The reader's views of the present list, asked for once per request."""
    keeper: Keeper | None = current_app.extensions.get(KEEPER)
    actor = present_actor()
    if keeper is None or actor is None or request.view_args or request.endpoint is None:
        return []
    if "kept_views" not in g:
        g.kept_views = keeper(actor.login, request.endpoint)
    found: list[KeptView] = g.kept_views
    return found


def savable() -> bool:
    """Whether the reader can keep a view of the present list."""
    return KEEPER in current_app.extensions and present_actor() is not None and not request.view_args


def asked_arguments(filters: Iterable[str]) -> Mapping[str, str]:
    """The arguments of the present address, or those of the default view when it says nothing of the list."""
    if not any(key in request.args for key in (*READ, *filters)):
        g.default_view = next((view for view in kept_views() if view.default), None)
    default = default_view()
    return request.args if default is None else {**request.args, **dict(parse_qsl(default.query))}


def default_view() -> KeptView | None:
    """The view that the list opened in because its address said nothing."""
    found: KeptView | None = g.get("default_view")
    return found


def present_view() -> KeptView | None:
    """The view that the present page shows or began with."""
    asked = request.args.get("view")
    return default_view() or next((view for view in kept_views() if str(view.id) == asked), None)


def shown_views(asked: list[tuple[str, str]], beside: list[tuple[str, str]]) -> list[ShownView]:
    """The reader's views of the present list, with their addresses."""
    present = present_view()
    return [
        ShownView(
            view.id,
            view.name,
            f"{request.path}?{urlencode([*beside, *parse_qsl(view.query), ('view', view.id)])}",
            present is not None and present.id == view.id,
            view.default,
            sorted(parse_qsl(view.query)) != sorted(asked),
        )
        for view in kept_views()
    ]
