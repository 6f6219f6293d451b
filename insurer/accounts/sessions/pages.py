"""What pages of accounts share: the cookies, who sends the request, acting on one's own account, fresh proof."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import wraps
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import Response, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import PORTAL_ROLES
from insurer.accounts.queries import Sitting
from insurer.accounts.sign_in.terms import FRESH_FOR, Sender
from insurer.infra.commands import Act

P = ParamSpec("P")
SESSION, ATTEMPT, DEVICE = "tradecover_session", "tradecover_entry", "tradecover_device"
"""The cookies: each holds a random token whose hash is a row, and nothing else."""
_DEVICE_LASTS = timedelta(days=400)


def cookie_name(of: str) -> str:
    """The cookie's name: over https bound to this host alone."""
    return f"__Host-{of}" if current_app.config["SESSION_COOKIE_SECURE"] else of


def token_in(of: str) -> str:
    """The token that a cookie of this request holds, empty when there is none."""
    return request.cookies.get(cookie_name(of), "")


def give(response: Response, of: str, token: str, lasts: timedelta) -> None:
    """Put a token into a cookie that no script reads and no other site sends."""
    response.set_cookie(
        cookie_name(of),
        token,
        max_age=lasts,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
        path="/",
    )


def take(response: Response, of: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(
        cookie_name(of), path="/", secure=bool(current_app.config["SESSION_COOKIE_SECURE"]), httponly=True
    )


def come_in(response: Response, token: str, sender: Sender) -> Response:
    """Let the browser hold its new session and be known again. What was half done before the sign-in is forgotten."""
    session.clear()
    settings = current_app.config["SETTINGS"]
    give(response, SESSION, token, timedelta(minutes=settings.session_absolute_minutes))
    give(response, DEVICE, sender.known, _DEVICE_LASTS)
    take(response, ATTEMPT)
    return response


def present_sender() -> Sender:
    """Where this request comes from; a browser without a device token gets one should the sign-in succeed."""
    return Sender(
        device=request.user_agent.string[:200],
        address=(request.remote_addr or "")[:45],
        known=token_in(DEVICE)[:100] or secrets.token_urlsafe(32),
    )


def sitting() -> Sitting:
    """The session of this request; the guard has seen that there is one."""
    found: Sitting = g.sitting
    return found


def own_act() -> Act:
    """The reader's act on their own account: in their name, and everybody may.

    It bears no key: passwords and codes go through it, and what a key is kept with is kept with it.
    """
    act: Act = g.act
    actor = replace(act.actor, permissions=frozenset({"house"}))
    return Act(actor, act.at, request=act.request)


def own_layout() -> str:
    """The frame of the reader's own pages: that of the side they work on."""
    return "_layout/portal.html" if sitting().actor.roles & PORTAL_ROLES else "_layout/desk.html"


def fresh(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Ask who they are again, when that was last proved some time ago, before a sensitive change."""

    @wraps(view)
    def checked(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if g.act.at - sitting().confirmed_at <= FRESH_FOR:
            return view(*args, **kwargs)
        back = request.path if request.method == "GET" else url_for("account.overview")
        return redirect(url_for("account.confirm", next=back), 303)

    return checked


def way_back() -> str:
    """Where the person wanted to go: a path of ours, never another address."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and not parts.netloc
    clean = not parts.scheme and wanted.isprintable()
    return wanted if ours and clean else ""
