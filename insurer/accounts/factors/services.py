"""Acts on second factors: setting up, using, removing, and resetting somebody else's with two administrators."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import delete, select
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException

from insurer.accounts.approvals.services import agree, put_forward, use
from insurer.accounts.factors.models import Authenticator, Passkey, RecoveryCode
from insurer.accounts.factors.queries import authenticators, has_factor, passkey_offer, recovery_hashes, site
from insurer.accounts.models import Login, Person, UserSession
from insurer.accounts.sessions.services import close_sessions
from insurer.accounts.sign_in.documents import tell
from insurer.accounts.terms import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.sealing import seals
from insurer.kernel.errors import Conflict, InvalidInput, NotFound

CODES = 10
"""Recovery codes made at a time."""
RESET_FACTORS = "accounts.factor_reset"


@command(needs=None)
def add_authenticator(act: Act, login: str, secret: str, code: str) -> None:
    """Set up an authenticator app once its first code shows that it works; an earlier app stops counting."""
    row = _own(login)
    added = Authenticator(login_id=row.id, secret=secret, counter=0, added_at=act.at)
    if not authenticators().accepts(added, code):
        raise InvalidInput("accounts.code_wrong", "code")
    db.session.execute(delete(Authenticator).where(Authenticator.login_id == row.id))
    db.session.add(added)
    act.record(f"login:{login}", "accounts.authenticator_added")
    tell(act, row, "factor_added")


@command(needs=None)
def remove_authenticator(act: Act, login: str) -> None:
    """Take the authenticator app away; with the last second factor the recovery codes go too."""
    row = _own(login)
    if db.session.get(Authenticator, row.id) is None:
        raise NotFound("accounts.no_such_factor")
    db.session.execute(delete(Authenticator).where(Authenticator.login_id == row.id))
    act.record(f"login:{login}", "accounts.authenticator_removed")
    _after_removal(act, row)


@command(needs=None)
def make_recovery_codes(act: Act, login: str) -> str:
    """New recovery codes, separated by blanks, shown this once; earlier ones are void."""
    row = _own(login)
    if not has_factor(row.id):
        raise Conflict("accounts.no_such_factor")
    codes: list[str] = authenticators().generate_recovery_codes(CODES)
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.login_id == row.id))
    db.session.add_all(
        RecoveryCode(login_id=row.id, code_hash=recovery_hashes(row.id, code)[0], made_at=act.at) for code in codes
    )
    act.record(f"login:{login}", "accounts.recovery_codes_made")
    tell(act, row, "codes_made")
    return " ".join(codes)


@command(needs=None)
def ask_for_passkey(act: Act, login: str, session: str) -> str:
    """What a new passkey has to sign, kept with the session that asked: the browser's options as JSON."""
    row, sitting = _own(login), lock(UserSession, session)
    sitting.challenge = secrets.token_urlsafe(32)
    act.record(f"login:{login}", "accounts.passkey_asked_for")
    return passkey_offer(row.id, row.name, db.session.get_one(Person, row.person_id).name, sitting.challenge)


@command(needs=None)
def add_passkey(act: Act, login: str, session: str, name: str, credential: str) -> None:
    """Keep a passkey that signed what this session was asked; an answer counts once."""
    row, sitting = _own(login), lock(UserSession, session)
    host, origin = site()
    try:
        checked = verify_registration_response(
            credential=credential,
            expected_challenge=(sitting.challenge or secrets.token_urlsafe(32)).encode(),
            expected_rp_id=host,
            expected_origin=origin,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        raise InvalidInput("accounts.passkey_refused", "name") from None
    sitting.challenge = None
    credential_id = bytes_to_base64url(checked.credential_id)
    if db.session.scalar(select(Passkey.id).where(Passkey.credential_id == credential_id)):
        raise InvalidInput("accounts.passkey_known", "name")
    db.session.add(
        Passkey(
            login_id=row.id,
            name=name,
            credential_id=credential_id,
            public_key=bytes_to_base64url(checked.credential_public_key),
            sign_count=checked.sign_count,
            added_at=act.at,
        )
    )
    act.record(f"login:{login}", "accounts.passkey_added", passkey=name)
    tell(act, row, "factor_added")


@command(needs=None)
def remove_passkey(act: Act, login: str, passkey: int) -> None:
    """Take a passkey of one's own away."""
    row = _own(login)
    found = db.session.get(Passkey, passkey)
    if found is None or found.login_id != row.id:
        raise NotFound("accounts.no_such_factor")
    db.session.delete(found)
    act.record(f"login:{login}", "accounts.passkey_removed", passkey=found.name)
    _after_removal(act, row)


@command(needs=May.ACCOUNT_MANAGE)
def ask_factor_reset(act: Act, login: str) -> None:
    """Somebody lost every second factor: one administrator puts the reset forward, the owner hears of it."""
    row = _own(login)
    if not has_factor(row.id):
        raise Conflict("accounts.no_such_factor")
    put_forward(act, RESET_FACTORS, f"login:{login}", _reset_content(row))
    tell(act, row, "factor_reset_asked")


@command(needs=May.ACCOUNT_MANAGE)
def agree_factor_reset(act: Act, login: str) -> None:
    """A second administrator agrees: every second factor and recovery code is gone, every session over."""
    row = _own(login)
    agree(act, RESET_FACTORS, f"login:{login}", _reset_content(row))
    use(act, RESET_FACTORS, f"login:{login}", _reset_content(row))
    for table in (Authenticator, Passkey, RecoveryCode):
        db.session.execute(delete(table).where(table.login_id == row.id))
    close_sessions(act, row)
    act.record(f"login:{login}", "accounts.factors_reset")
    tell(act, row, "factor_reset")


def _reset_content(login: Login) -> dict[str, object]:
    """What is agreed to: these factors, and no others added since."""
    since = db.session.scalar(select(Authenticator.added_at).where(Authenticator.login_id == login.id))
    keys = db.session.scalars(select(Passkey.id).where(Passkey.login_id == login.id).order_by(Passkey.id))
    return {"login": login.name, "authenticator": _text(since), "passkeys": list(keys)}


def _text(moment: datetime | None) -> str:
    return moment.isoformat() if moment is not None else ""


@seals("authenticator apps")
def seal_authenticators_again() -> int:
    """Every app's secret under the present key; how many were under another."""
    moved = 0
    for row in db.session.scalars(select(Authenticator).with_for_update()):
        sealed = authenticators().sealed_again(row.secret)
        if sealed is not None:
            row.secret, moved = sealed, moved + 1
    return moved


def use_authenticator(act: Act, login: Login, code: str) -> bool:
    """Whether a code of the app is right, part of the running act; it and every earlier one are used up."""
    row = db.session.get(Authenticator, login.id, with_for_update=True)
    if row is None or not authenticators().accepts(row, code):
        return False
    act.record(f"login:{login.name}", "accounts.code_used")
    return True


def use_recovery_code(act: Act, login: Login, code: str) -> bool:
    """Whether a recovery code is right and unused, part of the running act; it is used up and the owner told."""
    row = db.session.scalar(
        select(RecoveryCode)
        .where(
            RecoveryCode.login_id == login.id,
            RecoveryCode.code_hash.in_(recovery_hashes(login.id, code)),
            RecoveryCode.used_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        return False
    row.used_at = act.at
    act.record(f"login:{login.name}", "accounts.recovery_code_used")
    tell(act, login, "recovery_code_used")
    return True


def answered_passkey(act: Act, credential: str, challenge: str | None, *, verified: bool) -> Passkey | None:
    """The passkey that signed `challenge`, part of the running act; None when none of ours did.

    `verified`: it must also have asked its owner for a finger, face or PIN. A passkey whose count of signatures goes
    backwards has been copied and is refused.
    """
    host, origin = site()
    try:
        asked = parse_authentication_credential_json(credential)
        row = db.session.scalar(
            select(Passkey).where(Passkey.credential_id == bytes_to_base64url(asked.raw_id)).with_for_update()
        )
        if row is None or challenge is None:
            return None
        checked = verify_authentication_response(
            credential=asked,
            expected_challenge=challenge.encode(),
            expected_rp_id=host,
            expected_origin=origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=verified,
        )
    except (WebAuthnException, ValueError, KeyError, TypeError):
        return None
    row.sign_count, row.used_at = checked.new_sign_count, act.at
    act.record("passkey", "accounts.passkey_used")
    return row


def _after_removal(act: Act, login: Login) -> None:
    if not has_factor(login.id):
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.login_id == login.id))
    tell(act, login, "factor_removed")


def _own(name: str) -> Login:
    login = db.session.scalar(select(Login).where(Login.name == name).with_for_update())
    if login is None:
        raise NotFound("accounts.no_such_login", login=name)
    return login
