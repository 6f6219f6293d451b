"""Who stands behind each request, and the frame's words about them."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta

from flask import Flask, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.calendars import desk as calendars_desk
from insurer.accounts.factors import desk as factors_desk
from insurer.accounts.factors.queries import has_factor
from insurer.accounts.own import desk as own_desk
from insurer.accounts.people.portal.clients import looking_at
from insurer.accounts.queries import Sitting, sitting_of, token_hash
from insurer.accounts.sessions import desk as sessions_desk
from insurer.accounts.sessions.pages import SESSION, token_in
from insurer.accounts.sessions.services import see_session
from insurer.accounts.sign_in import desk as sign_in_desk
from insurer.accounts.terms import PORTAL_ROLES, Role
from insurer.infra.clock import clock, now
from insurer.infra.commands import Act
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import label
from insurer.infra.scope import reading_as
from insurer.infra.web.errors import wants_json
from insurer.infra.web.guard import present_actor
from insurer.infra.web.layout import Reader
from insurer.kernel.acting import NOBODY, Actor
from insurer.kernel.errors import NotAllowed, NotFound

KEY_FIELD, KEY_HEADER = "idempotency_key", "Idempotency-Key"
SEEN_EVERY = timedelta(minutes=2)
"""How often a session in use is noted: well inside the shortest idle time."""
ENROLMENT = frozenset(
    {
        "factors.second_factor",
        "factors.authenticator",
        "factors.add_authenticator_now",
        "factors.passkey_offer_now",
        "factors.add_passkey_now",
        "factors.recovery_codes_now",
        "account.confirm",
        "account.confirm_now",
        "accounts.sign_in_page",
        "accounts.sign_out",
        "assets.own",
        "assets.vendor",
        "content_policy_report",
    }
)
"""What somebody without the second factor they must have can reach: setting one up, and the way out."""


def init_sessions(app: Flask) -> None:
    """Give every request of `app` its act: the person behind the cookie, the moment, the scope of all reading."""
    app.before_request(begin_act)
    app.teardown_request(_end_reading)
    for blueprint in (
        sign_in_desk.desk,
        own_desk.account,
        factors_desk.factors,
        sessions_desk.desk,
        calendars_desk.desk,
    ):
        app.register_blueprint(blueprint)


def begin_act() -> ResponseReturnValue | None:
    """Find who sends this request; from here on nothing outside their scope exists."""
    at = now()
    token = token_in(SESSION)
    g.reading = ExitStack()
    sitting = _sitting(token, at) if token else None
    if sitting is None:
        g.reading.enter_context(reading_as(NOBODY))
        return None
    if at - sitting.seen_at > SEEN_EVERY:
        see_session(house_act(at), token_hash(token))
    actor = looking_at(sitting.actor)
    # a page may name a key of its own after the one that every form has
    key = request.headers.get(KEY_HEADER) or (["", *request.form.getlist(KEY_FIELD)])[-1]
    g.sitting = sitting
    g.act = Act(actor, at, request=g.get("request_id", "-"), key=key[:255] if key else None)
    g.reading.enter_context(reading_as(actor.scope))
    if not actor.roles.isdisjoint(PORTAL_ROLES) and _of_the_house(request.path):
        raise NotFound("page.absent")
    return _to_enrolment(sitting)


def _sitting(token: str, at: datetime) -> Sitting | None:
    settings = current_app.config["SETTINGS"]
    return sitting_of(
        token,
        at,
        clock().day_of(at),
        idle=timedelta(minutes=settings.session_idle_minutes),
        absolute=timedelta(minutes=settings.session_absolute_minutes),
    )


def _to_enrolment(sitting: Sitting) -> ResponseReturnValue | None:
    """The way to the second factor, for one of the insurer's people who must have one and has none."""
    if not current_app.config["SETTINGS"].staff_need_second_factor or request.endpoint in ENROLMENT:
        return None
    if not sitting.actor.roles.isdisjoint(PORTAL_ROLES) or has_factor(sitting.login_id):
        return None
    if wants_json():
        raise NotAllowed("accounts.second_factor_needed")
    return redirect(url_for("factors.second_factor"), 303)


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
    return Reader(actor.name, roles, url_for("account.overview"), url_for("accounts.sign_out"))


def own_locale() -> str | None:
    """The language the signed-in person has set."""
    actor: Actor | None = present_actor()
    return None if actor is None else actor.locale
