"""Coming in: the password, then the second factor where there is one, then the session."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from insurer.accounts.factors.queries import has_factor, passkey_question
from insurer.accounts.factors.services import answered_passkey, use_authenticator, use_recovery_code
from insurer.accounts.models import Login, UserSession
from insurer.accounts.passwords.queries import matches
from insurer.accounts.queries import token_hash
from insurer.accounts.sessions.services import begin_session
from insurer.accounts.sign_in.documents import tell
from insurer.accounts.sign_in.models import KnownDevice, SignInAttempt
from insurer.accounts.sign_in.queries import known_device, login_called, must_wait, standing_attempt
from insurer.accounts.sign_in.rules import device_in_words
from insurer.accounts.sign_in.services.failing import count_failure, note_failed_sign_in
from insurer.accounts.sign_in.terms import MOST_WRONG_CODES, Entered, Sender
from insurer.infra.clock import now
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.jobs.running import house_act
from insurer.kernel.errors import NotAllowed

_AUTHENTICATOR_CODE = re.compile(r"[0-9]{6}", re.ASCII)


def sign_in(called: str, password: str, sender: Sender) -> Entered:
    """What a right name and password open; one answer and one duration for every wrong one.

    `called` is the sign-in name or the mail address. After a failure the next try waits, doubling from one second to
    five minutes; the waits are kept in the database.
    """
    at = now()
    login, name = prove(called, password, sender, at)
    token = secrets.token_urlsafe(32)
    if has_factor(login):
        begin_entry(house_act(at), token_hash(token), login)
        return Entered(token, complete=False)
    enter(house_act(at), name, token_hash(token), sender)
    return Entered(token, complete=True)


def prove(called: str, password: str, sender: Sender, at: datetime) -> tuple[int, str]:
    """The number and name of the login whose password this is; a wrong one is counted and refused."""
    login = login_called(called)
    device = known_device(sender.known, login.id) if login is not None else None
    waiting = must_wait(login, device, sender.address, at)
    known = (login.id, login.name) if login is not None else None
    kept = login.password_hash if login is not None else None
    db.session.rollback()
    right = matches(kept, password)
    if known is None or waiting or not right:
        note_failed_sign_in(house_act(at), known[0] if known else None, sender)
        raise NotAllowed("accounts.sign_in_failed")
    return known


@command(needs=None)
def enter(act: Act, login: str, session: str, sender: Sender) -> None:
    """Begin a session and know the browser from now on; from a new one the owner hears of it by mail."""
    row = db.session.scalars(select(Login).where(Login.name == login).with_for_update()).one()
    begin_session(act, login, session, sender.device, sender.address)
    device = known_device(sender.known, row.id)
    if device is not None:
        device.failures, device.wait_until = 0, None
        return
    has_others = db.session.scalar(select(KnownDevice.login_id).where(KnownDevice.login_id == row.id).limit(1))
    if has_others is not None:
        tell(act, row, "new_device", device=device_in_words(sender.device), address=sender.address)
    if sender.known:
        db.session.add(
            KnownDevice(
                token_hash=token_hash(sender.known), login_id=row.id, device=sender.device[:200], known_at=act.at
            )
        )


@command(needs=None)
def begin_entry(act: Act, hashed: str, login_id: int | None) -> None:
    """Await the second factor of a login whose password was right, or, without a login, anybody's passkey."""
    db.session.add(
        SignInAttempt(
            token_hash=hashed,
            login_id=login_id,
            begun_at=act.at,
            challenge=None if login_id is not None else secrets.token_urlsafe(32),
        )
    )
    act.record("sign_in", "accounts.entry_begun")


@command(needs=None)
def question_entry(act: Act, token: str) -> str:
    """What a passkey has to sign to complete an attempt: the browser's options as JSON."""
    attempt = _attempt(act, token)
    attempt.challenge = attempt.challenge or secrets.token_urlsafe(32)
    act.record("sign_in", "accounts.passkey_asked_for")
    return passkey_question(attempt.challenge, attempt.login_id)


@command(needs=None)
def complete_with_code(act: Act, token: str, code: str, session: str, sender: Sender) -> str:
    """The second step of an attempt: a code of the authenticator app, used once, or a recovery code, used once.

    Answers `entered`, `wrong` or, after the last wrong code, `ended`.
    """

    def right(login: Login) -> bool:
        plain = code.replace(" ", "").lower()
        if _AUTHENTICATOR_CODE.fullmatch(plain):
            return use_authenticator(act, login, plain)
        return use_recovery_code(act, login, plain)

    attempt = _attempt(act, token)
    if attempt.login_id is None:
        raise NotAllowed("accounts.attempt_over")
    return _completed(act, attempt, lock(Login, attempt.login_id), right, session, sender)


@command(needs=None)
def complete_with_passkey(act: Act, token: str, credential: str, session: str, sender: Sender) -> str:
    """A passkey as second factor, or by itself: then it must have asked its owner for a finger, face or PIN.

    Answers as `complete_with_code` does.
    """
    attempt = _attempt(act, token)
    alone = attempt.login_id is None
    passkey = answered_passkey(act, credential, attempt.challenge, verified=alone)
    owner = attempt.login_id if not alone else passkey.login_id if passkey is not None else None
    if owner is None:
        attempt.ended_at = act.at
        count_failure(act, None, sender)
        act.record("sign_in", "accounts.passkey_wrong", address=sender.address)
        return "ended"
    own = passkey is not None and passkey.login_id == owner
    return _completed(act, attempt, lock(Login, owner), lambda login: own and login.active, session, sender)


def _completed(
    act: Act,
    attempt: SignInAttempt,
    login: Login,
    right: Callable[[Login], bool],
    session: str,
    sender: Sender,
) -> str:
    attempt.challenge = None
    if login.active and right(login):
        attempt.ended_at = act.at
        enter(act, login.name, session, sender)
        return "entered"
    attempt.wrong += 1
    count_failure(act, login, sender)
    act.record(f"login:{login.name}", "accounts.second_factor_wrong", address=sender.address)
    if attempt.wrong < MOST_WRONG_CODES:
        return "wrong"
    attempt.ended_at = act.at
    tell(act, login, "wrong_codes", count=MOST_WRONG_CODES)
    return "ended"


def _attempt(act: Act, token: str) -> SignInAttempt:
    attempt = standing_attempt(token, act.at, locked=True)
    if attempt is None:
        raise NotAllowed("accounts.attempt_over")
    return attempt


@command(needs=None)
def confirm_person(act: Act, session: str) -> None:
    """Whoever sits in a session has just proved who they are: for some minutes sensitive changes need no more."""
    row = lock(UserSession, session)
    row.confirmed_at = act.at
    act.record(f"login:{db.session.get_one(Login, row.login_id).name}", "accounts.person_confirmed")
