"""Guards: every route says who may enter, or the application does not start."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Flask, g

from insurer.kernel.acting import Actor
from insurer.kernel.errors import NotAllowed, Refusal

P = ParamSpec("P")
R = TypeVar("R")
GUARD = "needs"
"""The attribute of a view that holds its guard: the permissions of which one suffices, or a word below."""
PUBLIC = ("public",)
SIGNED_IN = ("signed_in",)


class NotSignedIn(Refusal):
    """The page is for people who have signed in."""

    status = 401


def allow(*permissions: StrEnum) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let in whoever holds one of `permissions`; refuses everybody else before the view runs."""
    if not permissions:
        raise TypeError("a guard names a permission; an open page says so with `public`")

    def wrap(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            actor = present_actor()
            if actor is None:
                raise NotSignedIn("session.required")
            if not actor.permissions.intersection(permissions):
                raise NotAllowed("permission.missing", permission=permissions[0].value)
            return view(*args, **kwargs)

        setattr(checked, GUARD, permissions)
        return checked

    return wrap


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Let everybody in, signed in or not. Said on purpose, never by omission."""
    setattr(view, GUARD, PUBLIC)
    return view


def signed_in(view: Callable[P, R]) -> Callable[P, R]:
    """Let in everybody who has signed in, whatever they may do: their own account, the way out."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if present_actor() is None:
            raise NotSignedIn("session.required")
        return view(*args, **kwargs)

    setattr(checked, GUARD, SIGNED_IN)
    return checked


def present_actor() -> Actor | None:
    """Whoever sent this request, None before sign-in."""
    act = g.get("act")
    return None if act is None else act.actor


def permitted(permission: StrEnum) -> bool:
    """Whether whoever reads this page holds `permission`: for showing or hiding a button, never instead of a guard."""
    actor = present_actor()
    return actor is not None and permission in actor.permissions


def refuse_unguarded(app: Flask) -> None:
    """Stop the start-up when a route has no guard. Files that anyone may read are excepted."""
    bare = sorted(
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not endpoint.endswith(".static") and not hasattr(view, GUARD)
    )
    if bare:
        raise RuntimeError(f"routes without a guard: {', '.join(bare)}")
