"""An administrator ends somebody's sessions; two of them reset a second factor that was lost."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.approvals.queries import standing_matter
from insurer.accounts.factors.queries import factor_of
from insurer.accounts.factors.services import RESET_FACTORS, agree_factor_reset, ask_factor_reset
from insurer.accounts.sessions.queries import live_sessions
from insurer.accounts.sessions.services import end_all_sessions, end_one_session
from insurer.accounts.sign_in.rules import device_in_words
from insurer.accounts.terms import May
from insurer.infra.languages import here
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb

desk = Blueprint("sessions_desk", __name__, url_prefix="/desk/people")


@desk.get("/<login>/sessions")
@allow(May.ACCOUNT_MANAGE)
def sessions(login: str) -> ResponseReturnValue:
    return render_template(
        "accounts/sessions/sessions.html",
        login=login,
        sessions=live_sessions(login, g.act.at),
        in_words=device_in_words,
        has_factor=factor_of(login),
        asked=standing_matter(RESET_FACTORS, f"login:{login}"),
        me=g.act.actor.person,
        crumbs=[Crumb(here("People"), "/desk/people/"), Crumb(login)],
    )


@desk.post("/<login>/sessions")
@allow(May.ACCOUNT_MANAGE)
def end_sessions(login: str) -> ResponseReturnValue:
    """End the session named in the form, or all of them."""
    one = request.form.get("session")
    if one is not None:
        end_one_session(g.act, login, one)
    else:
        end_all_sessions(g.act, login)
    flash(here("The sessions were ended."), "good")
    return redirect(url_for(".sessions", login=login), 303)


@desk.post("/<login>/factor-reset")
@allow(May.ACCOUNT_MANAGE)
def ask_reset(login: str) -> ResponseReturnValue:
    ask_factor_reset(g.act, login)
    flash(here("Another administrator has to agree to the reset."), "care")
    return redirect(url_for(".sessions", login=login), 303)


@desk.post("/<login>/factor-reset/agree")
@allow(May.ACCOUNT_MANAGE)
def agree_reset(login: str) -> ResponseReturnValue:
    agree_factor_reset(g.act, login)
    flash(here("The second factor was reset."), "good")
    return redirect(url_for(".sessions", login=login), 303)
