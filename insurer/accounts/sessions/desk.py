"""An administrator ends somebody's sessions."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from insurer.accounts.sessions.queries import live_sessions
from insurer.accounts.sessions.services import end_all_sessions, end_one_session
from insurer.accounts.sign_in.rules import device_in_words
from insurer.accounts.terms import May
from insurer.infra.languages import here
from insurer.infra.web.guard import allow

desk = Blueprint("sessions_desk", __name__, url_prefix="/desk/people")


@desk.get("/<login>/sessions")
@allow(May.ACCOUNT_MANAGE)
def sessions(login: str) -> ResponseReturnValue:
    live = live_sessions(login, g.act.at)
    return render_template("accounts/sessions/sessions.html", login=login, sessions=live, in_words=device_in_words)


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
    return redirect(request.path, 303)
