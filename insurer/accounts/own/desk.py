"""My account: the pages that everybody who has signed in has, whichever side they work on."""

from __future__ import annotations

import secrets

from flask import Blueprint, current_app, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.factors.queries import own_factors
from insurer.accounts.own.forms import ChangePasswordForm, PreferencesForm
from insurer.accounts.own.queries import account_history, own_email
from insurer.accounts.own.services import change_password, set_preferences
from insurer.accounts.passwords.rules import SHORTEST_PASSWORD
from insurer.accounts.queries import token_hash
from insurer.accounts.sessions.pages import come_in, own_act, own_layout, present_sender, sitting, way_back
from insurer.accounts.sessions.queries import live_sessions
from insurer.accounts.sessions.services import end_own_session, sign_out_everywhere
from insurer.accounts.sign_in.desk import leave
from insurer.accounts.sign_in.forms import ConfirmForm
from insurer.accounts.sign_in.rules import device_in_words
from insurer.accounts.sign_in.services import confirm_person, enter, prove
from insurer.accounts.terms import Role
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import LANGUAGE_COOKIE, here, label
from insurer.infra.web.guard import signed_in
from insurer.kernel.errors import InvalidInput, NotAllowed

account = Blueprint("account", __name__, url_prefix="/account")


@account.get("/")
@signed_in
def overview() -> ResponseReturnValue:
    actor = sitting().actor
    form = PreferencesForm(locale=actor.locale, time_zone=actor.time_zone, dates=actor.dates, numbers=actor.numbers)
    return _overview(form)


@account.post("/")
@signed_in
def preferences_now() -> ResponseReturnValue:
    form = PreferencesForm()
    if not form.validate():
        return _overview(form), 422
    set_preferences(own_act(), sitting().actor.login, form.chosen)
    flash(here("Your choices were saved."), "good")
    response = current_app.make_response(redirect(url_for("account.overview"), 303))
    response.delete_cookie(LANGUAGE_COOKIE)  # the language just chosen counts, not the link followed earlier
    return response


@account.get("/password")
@signed_in
def password() -> ResponseReturnValue:
    return _password_page(ChangePasswordForm())


@account.post("/password")
@signed_in
def password_now() -> ResponseReturnValue:
    """Change the password; every other session ends and this one goes on under a new token."""
    form, login, sender = ChangePasswordForm(), sitting().actor.login, present_sender()
    if not form.validate():
        return _password_page(form), 422
    try:
        prove(login, form.current.data, sender, g.act.at)
        change_password(own_act(), login, form.password.data)
    except NotAllowed:
        form.refuse(InvalidInput("accounts.password_wrong", "current"))
        return _password_page(form), 403
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _password_page(form), 422
    token = secrets.token_urlsafe(32)
    enter(house_act(g.act.at), login, token_hash(token), sender)
    response = come_in(current_app.make_response(redirect(url_for("account.overview"), 303)), token, sender)
    flash(here("Your password was changed and every other session ended."), "good")
    return response


@account.get("/confirm")
@signed_in
def confirm() -> ResponseReturnValue:
    return _confirm_page(ConfirmForm())


@account.post("/confirm")
@signed_in
def confirm_now() -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        return _confirm_page(form), 422
    try:
        prove(sitting().actor.login, form.password.data, present_sender(), g.act.at)
    except NotAllowed:
        form.refuse(InvalidInput("accounts.password_wrong", "password"))
        return _confirm_page(form), 403
    confirm_person(own_act(), sitting().session)
    return redirect(way_back() or url_for("account.overview"), 303)


@account.get("/sessions")
@signed_in
def sessions() -> ResponseReturnValue:
    own = live_sessions(sitting().actor.login, g.act.at, sitting().session)
    return render_template("accounts/own/sessions.html", sessions=own, in_words=device_in_words, layout=own_layout())


@account.post("/sessions/<public_id>/end")
@signed_in
def end_session_now(public_id: str) -> ResponseReturnValue:
    end_own_session(own_act(), sitting().actor.login, public_id)
    flash(here("The session was ended."), "good")
    return redirect(url_for("account.sessions"), 303)


@account.post("/sessions/end-all")
@signed_in
def end_all_now() -> ResponseReturnValue:
    sign_out_everywhere(own_act(), sitting().actor.login)
    return leave()


@account.get("/history")
@signed_in
def history() -> ResponseReturnValue:
    events = account_history(sitting().actor.login)
    return render_template("accounts/own/history.html", events=events, layout=own_layout())


def _overview(form: PreferencesForm) -> str:
    actor = sitting().actor
    return render_template(
        "accounts/own/overview.html",
        form=form,
        actor=actor,
        email=own_email(actor.login),
        roles=sorted(label(Role(role)) for role in actor.roles),
        factors=own_factors(sitting().login_id),
        sessions=len(live_sessions(actor.login, g.act.at)),
        layout=own_layout(),
    )


def _password_page(form: ChangePasswordForm) -> str:
    return render_template("accounts/own/password.html", form=form, least=SHORTEST_PASSWORD, layout=own_layout())


def _confirm_page(form: ConfirmForm) -> str:
    return render_template("accounts/own/confirm.html", form=form, next=way_back())
