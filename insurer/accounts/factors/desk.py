"""The pages of one's own second factors: authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeTimedSerializer

from insurer.accounts.factors.forms import AuthenticatorForm, NewPasskeyForm
from insurer.accounts.factors.queries import authenticators, own_factors
from insurer.accounts.factors.services import (
    add_authenticator,
    add_passkey,
    ask_for_passkey,
    make_recovery_codes,
    remove_authenticator,
    remove_passkey,
)
from insurer.accounts.sessions.pages import fresh, own_act, own_layout, sitting
from insurer.infra.languages import here
from insurer.infra.sealing import signing_secrets
from insurer.infra.web.guard import signed_in
from insurer.kernel.errors import InvalidInput

factors = Blueprint("factors", __name__, url_prefix="/account")
SET_UP_LASTS = 1800
"""Seconds in which an app that was shown its secret has to prove itself."""


@factors.get("/second-factor")
@signed_in
@fresh
def second_factor() -> ResponseReturnValue:
    return _page(NewPasskeyForm())


@factors.get("/second-factor/authenticator")
@signed_in
@fresh
def authenticator() -> ResponseReturnValue:
    form = AuthenticatorForm()
    secret = authenticators().generate_totp_secret()
    form.sealed.data = _seal().dumps(secret)
    return _authenticator_page(form, secret)


@factors.post("/second-factor/authenticator")
@signed_in
@fresh
def add_authenticator_now() -> ResponseReturnValue:
    form = AuthenticatorForm()
    try:
        secret = _seal().loads(form.sealed.data or "", max_age=SET_UP_LASTS)
    except BadSignature:
        flash(here("accounts.set_up_over"), "bad")
        return redirect(url_for("factors.authenticator"), 303)
    if not form.validate():
        return _authenticator_page(form, secret), 422
    had_codes = own_factors(sitting().login_id).codes_left
    try:
        add_authenticator(own_act(), sitting().actor.login, secret, form.code.data.replace(" ", ""))
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _authenticator_page(form, secret), 422
    flash(here("Your authenticator app is set up."), "good")
    return redirect(url_for("factors.second_factor"), 303) if had_codes else _codes_page()


@factors.post("/second-factor/authenticator/remove")
@signed_in
@fresh
def remove_authenticator_now() -> ResponseReturnValue:
    remove_authenticator(own_act(), sitting().actor.login)
    flash(here("The authenticator app was removed."), "good")
    return redirect(url_for("factors.second_factor"), 303)


@factors.post("/recovery-codes")
@signed_in
@fresh
def recovery_codes_now() -> ResponseReturnValue:
    return _codes_page()


@factors.post("/passkeys/offer")
@signed_in
@fresh
def passkey_offer_now() -> ResponseReturnValue:
    """What a new passkey has to sign, for the browser's script."""
    offer = ask_for_passkey(own_act(), sitting().actor.login, sitting().session)
    return Response(offer, mimetype="application/json")


@factors.post("/passkeys")
@signed_in
@fresh
def add_passkey_now() -> ResponseReturnValue:
    form = NewPasskeyForm()
    if not form.validate():
        return _page(form), 422
    had_codes = own_factors(sitting().login_id).codes_left
    try:
        add_passkey(own_act(), sitting().actor.login, sitting().session, form.name.data, form.credential.data)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _page(form), 422
    flash(here("The passkey was added."), "good")
    return redirect(url_for("factors.second_factor"), 303) if had_codes else _codes_page()


@factors.post("/passkeys/<int:passkey>/remove")
@signed_in
@fresh
def remove_passkey_now(passkey: int) -> ResponseReturnValue:
    remove_passkey(own_act(), sitting().actor.login, passkey)
    flash(here("The passkey was removed."), "good")
    return redirect(url_for("factors.second_factor"), 303)


def _page(form: NewPasskeyForm) -> str:
    own = own_factors(sitting().login_id)
    needed = current_app.config["SETTINGS"].staff_need_second_factor and sitting().actor.scope.everything
    return render_template(
        "accounts/factors/second_factor.html", form=form, own=own, needed=needed, layout=_layout(needed and not own.any)
    )


def _authenticator_page(form: AuthenticatorForm, secret: str) -> str:
    """The secret as a picture and in letters: shown until the app has proved that it took it."""
    totp, name = authenticators(), sitting().actor.login
    return render_template(
        "accounts/factors/authenticator.html",
        form=form,
        picture=totp.generate_qrcode(name, secret),
        letters=totp.get_totp_pretty_key(secret),
        layout=_layout(),
    )


def _codes_page() -> str:
    """New recovery codes, once: the page is never kept and cannot be asked for again."""
    codes = make_recovery_codes(own_act(), sitting().actor.login).split()
    return render_template("accounts/factors/recovery_codes.html", codes=codes, layout=_layout())


def _layout(alone: bool = False) -> str:
    """The frame; without navigation for somebody who may not go anywhere else yet."""
    return "_layout/plain.html" if alone else own_layout()


def _seal() -> URLSafeTimedSerializer:
    """Keeps a secret that was shown but not yet proved, for this login and session alone."""
    return URLSafeTimedSerializer(signing_secrets(), salt=f"authenticator:{sitting().session}")
