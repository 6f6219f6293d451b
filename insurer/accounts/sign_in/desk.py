"""The pages before the session: name and password, second factor, passkey, forgotten password, invitation."""

from __future__ import annotations

import secrets

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask import session as flask_session
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from insurer.accounts.factors.queries import has_passkey
from insurer.accounts.passwords.rules import SHORTEST_PASSWORD
from insurer.accounts.queries import token_hash
from insurer.accounts.sessions.pages import (
    ATTEMPT,
    SESSION,
    come_in,
    give,
    present_sender,
    take,
    token_in,
    way_back,
)
from insurer.accounts.sessions.services import end_session
from insurer.accounts.sign_in.forms import CodeForm, ForgottenForm, NewPasswordForm, PasskeyForm, SignInForm
from insurer.accounts.sign_in.queries import standing_attempt, standing_link
from insurer.accounts.sign_in.services import (
    ask_for_reset,
    begin_entry,
    complete_with_code,
    complete_with_passkey,
    follow_link,
    question_entry,
    sign_in,
)
from insurer.accounts.sign_in.terms import ATTEMPT_LASTS, LinkPurpose
from insurer.infra.clock import now
from insurer.infra.jobs.running import house_act
from insurer.infra.languages import here
from insurer.infra.web.guard import present_actor, public, signed_in
from insurer.kernel.errors import InvalidInput, NotAllowed

desk = Blueprint("accounts", __name__)


@desk.get("/sign-in")
@public
def sign_in_page() -> ResponseReturnValue:
    if present_actor() is not None:
        return redirect(url_for("home.begin"))
    return _sign_in_page(SignInForm())


@desk.post("/sign-in")
@public
def sign_in_now() -> ResponseReturnValue:
    form, sender = SignInForm(), present_sender()
    if not form.validate():
        return _sign_in_page(form), 422
    try:
        entered = sign_in(form.name.data, form.password.data, sender)
    except NotAllowed as refusal:
        return _sign_in_page(form, refusal.code), 403
    if entered.complete:
        return come_in(_onward(), entered.token, sender)
    response = _response(redirect(url_for("accounts.second_factor", next=way_back() or None), 303))
    give(response, ATTEMPT, entered.token, ATTEMPT_LASTS)
    return response


@desk.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    token = token_in(SESSION)
    if token:
        end_session(house_act(), token)
    return leave()


def leave(notice: str = "") -> Response:
    """Back to the sign-in page, with nothing of the session left in the browser but a notice for its next page."""
    flask_session.clear()
    if notice:
        flash(notice, "good")
    response = _response(redirect(url_for("accounts.sign_in_page"), 303))
    take(response, SESSION)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@desk.get("/sign-in/second-factor")
@public
def second_factor() -> ResponseReturnValue:
    attempt = standing_attempt(token_in(ATTEMPT), now())
    if attempt is None or attempt.login_id is None:
        return _begin_again("accounts.attempt_over")
    return _second_factor_page(CodeForm())


@desk.post("/sign-in/second-factor")
@public
def second_factor_now() -> ResponseReturnValue:
    form = CodeForm()
    if not form.validate():
        return _second_factor_page(form), 422
    token, session, sender = token_in(ATTEMPT), secrets.token_urlsafe(32), present_sender()
    try:
        outcome = complete_with_code(house_act(), token, form.code.data, token_hash(session), sender)
    except NotAllowed as refusal:
        return _begin_again(refusal.code)
    if outcome == "entered":
        return come_in(_onward(), session, sender)
    if outcome == "ended":
        return _begin_again("accounts.too_many_codes")
    form.refuse(InvalidInput("accounts.code_wrong", "code"))
    return _second_factor_page(form), 403


@desk.post("/sign-in/passkey/question")
@public
def passkey_question() -> ResponseReturnValue:
    """What the browser's passkey has to sign: of the attempt under way, else of a new one that anybody may answer."""
    token = token_in(ATTEMPT)
    fresh = standing_attempt(token, now()) is None
    if fresh:
        token = secrets.token_urlsafe(32)
        begin_entry(house_act(), token_hash(token), None)
    response = Response(question_entry(house_act(), token), mimetype="application/json")
    if fresh:
        give(response, ATTEMPT, token, ATTEMPT_LASTS)
    return response


@desk.post("/sign-in/passkey")
@public
def passkey_now() -> ResponseReturnValue:
    form, session, sender = PasskeyForm(), secrets.token_urlsafe(32), present_sender()
    if not form.validate():
        return _begin_again("accounts.passkey_wrong")
    try:
        outcome = complete_with_passkey(
            house_act(), token_in(ATTEMPT), form.credential.data, token_hash(session), sender
        )
    except NotAllowed as refusal:
        return _begin_again(refusal.code)
    if outcome == "entered":
        return come_in(_onward(), session, sender)
    if outcome == "ended":
        return _begin_again("accounts.passkey_wrong")
    flash(here("accounts.passkey_wrong"), "bad")
    return redirect(url_for("accounts.second_factor", next=way_back() or None), 303)


@desk.get("/sign-in/forgotten")
@public
def forgotten() -> ResponseReturnValue:
    return render_template("accounts/sign_in/forgotten.html", form=ForgottenForm(), sent=False)


@desk.post("/sign-in/forgotten")
@public
def forgotten_now() -> ResponseReturnValue:
    form = ForgottenForm()
    if not form.validate():
        return render_template("accounts/sign_in/forgotten.html", form=form, sent=False), 422
    ask_for_reset(house_act(), form.name.data)
    return render_template("accounts/sign_in/forgotten.html", form=form, sent=True)


@desk.get("/sign-in/new-password/<token>")
@public
def new_password(token: str) -> ResponseReturnValue:
    return _link_page(token, LinkPurpose.RESET, NewPasswordForm())


@desk.post("/sign-in/new-password/<token>")
@public
def new_password_now(token: str) -> ResponseReturnValue:
    return _follow(token, LinkPurpose.RESET)


@desk.get("/invitation/<token>")
@public
def invitation(token: str) -> ResponseReturnValue:
    return _link_page(token, LinkPurpose.INVITATION, NewPasswordForm())


@desk.post("/invitation/<token>")
@public
def invitation_now(token: str) -> ResponseReturnValue:
    return _follow(token, LinkPurpose.INVITATION)


def _follow(token: str, purpose: LinkPurpose) -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate():
        return _link_page(token, purpose, form, 422)
    try:
        follow_link(house_act(), token, purpose, form.password.data)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _link_page(token, purpose, form, 422)
    except NotAllowed:
        return _link_page(token, purpose, form)
    return leave(here("Your password is set. Sign in with it."))


def _link_page(token: str, purpose: LinkPurpose, form: NewPasswordForm, status: int = 200) -> ResponseReturnValue:
    stands = standing_link(token, purpose, now()) is not None
    page = render_template(
        "accounts/sign_in/new_password.html", form=form, purpose=purpose, stands=stands, least=SHORTEST_PASSWORD
    )
    return page, status if stands else 410


def _sign_in_page(form: SignInForm, refused: str = "") -> str:
    return render_template(
        "accounts/sign_in/sign_in.html", form=form, passkey=PasskeyForm(), refused=refused, next=way_back()
    )


def _second_factor_page(form: CodeForm) -> str:
    attempt = standing_attempt(token_in(ATTEMPT), now())
    keys = attempt is not None and attempt.login_id is not None and has_passkey(attempt.login_id)
    return render_template(
        "accounts/sign_in/second_factor.html", form=form, passkey=PasskeyForm(), has_passkey=keys, next=way_back()
    )


def _begin_again(code: str) -> Response:
    flash(here(code), "bad")
    response = _response(redirect(url_for("accounts.sign_in_page", next=way_back() or None), 303))
    take(response, ATTEMPT)
    return response


def _onward() -> Response:
    return _response(redirect(way_back() or url_for("home.begin"), 303))


def _response(answer: BaseResponse) -> Response:
    return current_app.make_response(answer)
