"""Signing in and out, and who stands behind each request."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from urllib.parse import urlsplit

from flask import Blueprint, Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.forms import SignInForm
from insurer.accounts.queries import sitting_of, token_hash
from insurer.accounts.services import end_session, see_session, sign_in
from insurer.accounts.terms import PORTAL_ROLES, Role
from insurer.infra.clock import clock, now
from insurer.infra.commands import Act
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import label
from insurer.infra.scope import reading_as
from insurer.infra.web.guard import present_actor, public, signed_in
from insurer.infra.web.layout import Reader
from insurer.kernel.acting import NOBODY, Actor
from insurer.kernel.errors import NotAllowed, NotFound

SESSION_COOKIE = "tradecover_session"
KEY_FIELD, KEY_HEADER = "idempotency_key", "Idempotency-Key"
SEEN_EVERY = timedelta(minutes=2)
"""How often a session in use is noted: well inside the shortest idle time."""
desk = Blueprint("accounts", __name__)


def init_sessions(app: Flask) -> None:
    """Give every request of `app` its act: the person behind the cookie, the moment, the scope of all reading."""
    app.before_request(begin_act)
    app.teardown_request(_end_reading)
    app.register_blueprint(desk)


def begin_act() -> None:
    """Find who sends this request; from here on nothing outside their scope exists."""
    settings = current_app.config["SETTINGS"]
    at = now()
    token = request.cookies.get(_cookie_name())
    sitting = None
    g.reading = ExitStack()
    if token is not None:
        sitting = sitting_of(
            token,
            at,
            clock().day_of(at),
            idle=timedelta(minutes=settings.session_idle_minutes),
            absolute=timedelta(minutes=settings.session_absolute_minutes),
        )
    if token is not None and sitting is not None and at - sitting.seen_at > SEEN_EVERY:
        see_session(house_act(at), token_hash(token))
    actor = sitting.actor if sitting is not None else None
    if actor is not None:
        # a page may name a key of its own after the one that every form has
        key = request.headers.get(KEY_HEADER) or (["", *request.form.getlist(KEY_FIELD)])[-1]
        g.act = Act(actor, at, request=g.get("request_id", "-"), key=key[:255] if key else None)
    g.reading.enter_context(reading_as(actor.scope if actor is not None else NOBODY))
    if actor is not None and not actor.roles.isdisjoint(PORTAL_ROLES) and _of_the_house(request.path):
        raise NotFound("page.absent")


def _of_the_house(path: str) -> bool:
    """Whether an address is for the insurer's own people: to a policyholder it does not exist."""
    return path == "/desk" or path.startswith("/desk/")


def _end_reading(_fault: BaseException | None) -> None:
    reading = g.pop("reading", None)
    if reading is not None:
        reading.close()


def reader() -> Reader | None:
    """The person as the frame of every page shows them."""
    actor = present_actor()
    if actor is None:
        return None
    roles = ", ".join(sorted(label(Role(role)) for role in actor.roles))
    return Reader(actor.name, roles, url_for("home.begin"), url_for("accounts.sign_out"))


def own_locale() -> str | None:
    """The language the signed-in person has set."""
    actor: Actor | None = present_actor()
    return None if actor is None else actor.locale


@desk.get("/sign-in")
@public
def sign_in_page() -> ResponseReturnValue:
    if present_actor() is not None:
        return redirect(url_for("home.begin"))
    return render_template("accounts/desk/sign_in.html", form=SignInForm(), failed=False, next=_way_back())


@desk.post("/sign-in")
@public
def sign_in_now() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return render_template("accounts/desk/sign_in.html", form=form, failed=False, next=_way_back()), 422
    try:
        token = sign_in(form.name.data, form.password.data, request.user_agent.string)
    except NotAllowed:
        return render_template("accounts/desk/sign_in.html", form=form, failed=True, next=_way_back()), 403
    response = redirect(_way_back() or url_for("home.begin"), 303)
    response.set_cookie(
        _cookie_name(),
        token,
        max_age=current_app.config["SETTINGS"].session_absolute_minutes * 60,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


@desk.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    token = request.cookies.get(_cookie_name())
    if token:
        end_session(house_act(), token)
    response = redirect(url_for("accounts.sign_in_page"), 303)
    response.delete_cookie(_cookie_name(), path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _cookie_name() -> str:
    return f"__Host-{SESSION_COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else SESSION_COOKIE


def _way_back() -> str:
    """Where the person wanted to go: a path of ours, never another address."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted)
    ours = wanted.startswith("/") and not wanted.startswith("//") and "\\" not in wanted and not parts.netloc
    return wanted if ours and not parts.scheme else ""
