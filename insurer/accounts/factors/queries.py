"""Reads of second factors: which a login has, their keys, and what a browser is asked."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_security import Totp
from passlib.totp import TOTP, AppWallet, TotpMatch
from sqlalchemy import func, select
from webauthn import generate_authentication_options, generate_registration_options, options_to_json
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from insurer.accounts.factors.models import Authenticator, Passkey, RecoveryCode
from insurer.accounts.models import Login
from insurer.infra.clock import now
from insurer.infra.db import db
from insurer.kernel.errors import NotFound

SKEW = 30
"""Seconds by which a person's clock may differ: the code before and the one after count too."""
_FACTORY = "tradecover.authenticators"
FIRST_TAG = "1"
"""The tag of secrets sealed before keys had tags of their own: by the oldest secret that is known."""


class Authenticators(Totp):
    """Codes by time, told by the house's clock. Each time step counts once: a code seen by others is worth nothing."""

    def __init__(self, secrets: dict[str, str], present: str, issuer: str) -> None:
        """`secrets` by the tag that what they seal carries; new ones are sealed under `present`."""
        wallet = AppWallet(secrets, default_tag=present)
        self._totp = TOTP.using(issuer=issuer, wallet=wallet, now=lambda: now().timestamp())

    def sealed_again(self, secret: str) -> str | None:
        """An app's secret under the present key; None when it is under it already."""
        app = self._totp.from_source(secret)
        return str(app.to_json(encrypt=True)) if app.changed else None

    def accepts(self, app: Any, code: str) -> bool:
        """Whether `code` is one that the app (an `Authenticator`) shows about now; then it is used up."""
        return self.verify_totp(code, app.secret, app, window=SKEW)

    def get_last_counter(self, user: Any) -> int:
        return int(user.counter)

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        user.counter = tmatch.counter


def authenticators() -> Authenticators:
    """The application's codes by time; their secrets are encrypted under a key derived from the installation's."""
    found: Authenticators | None = current_app.extensions.get(_FACTORY)
    if found is None:
        issuer = str(current_app.config["INSURER_NAME"]).replace(":", " ")
        keys = [key.hex() for key in derived_keys("authenticators")]
        tags = [hashlib.sha256(key.encode()).hexdigest()[:8] for key in keys]
        secrets = {FIRST_TAG: keys[-1], **dict(zip(tags, keys, strict=True))}
        found = current_app.extensions[_FACTORY] = Authenticators(secrets, tags[0], issuer)
    return found


def derived_keys(purpose: str) -> tuple[bytes, ...]:
    """The keys for one purpose only: from the installation's secret, then from each that stood before, newest first."""
    secrets = (current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"])
    return tuple(hmac.digest(secret.encode(), purpose.encode(), hashlib.sha256) for secret in secrets)


def recovery_hashes(login_id: int, code: str) -> tuple[str, ...]:
    """What is kept of a recovery code, first as it is made now: keyed, so that a copy of the database opens nothing."""
    plain = f"{login_id}:{code.replace('-', '')}".encode()
    return tuple(hmac.new(key, plain, hashlib.sha256).hexdigest() for key in derived_keys("recovery codes"))


@dataclass(frozen=True, slots=True)
class OwnPasskey:
    """A passkey as its owner sees it."""

    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnFactors:
    """The second factors of one login."""

    authenticator_since: datetime | None
    passkeys: tuple[OwnPasskey, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        return self.authenticator_since is not None or bool(self.passkeys)


def own_factors(login_id: int) -> OwnFactors:
    """Everything that is a second factor of a login, and how many recovery codes are left."""
    since = db.session.scalar(select(Authenticator.added_at).where(Authenticator.login_id == login_id))
    keys = db.session.scalars(select(Passkey).where(Passkey.login_id == login_id).order_by(Passkey.id))
    left = db.session.scalar(
        select(func.count()).where(RecoveryCode.login_id == login_id, RecoveryCode.used_at.is_(None))
    )
    return OwnFactors(since, tuple(OwnPasskey(key.id, key.name, key.added_at, key.used_at) for key in keys), left or 0)


def has_factor(login_id: int) -> bool:
    """Whether a login has a second factor; recovery codes alone are none."""
    app = select(Authenticator.login_id).where(Authenticator.login_id == login_id)
    key = select(Passkey.login_id).where(Passkey.login_id == login_id)
    return bool(db.session.scalar(select(app.exists() | key.exists())))


def factor_of(login: str) -> bool:
    """Whether the login of this name has a second factor; refuses a name that nobody has."""
    login_id = db.session.scalar(select(Login.id).where(Login.name == login))
    if login_id is None:
        raise NotFound("accounts.no_such_login", login=login)
    return has_factor(login_id)


def has_passkey(login_id: int) -> bool:
    return bool(db.session.scalar(select(Passkey.id).where(Passkey.login_id == login_id).limit(1)))


def site() -> tuple[str, str]:
    """What passkeys are bound to: the host and the origin of the base address, never those a request names."""
    base = urlsplit(str(current_app.config["BASE_URL"]))
    return base.hostname or "", f"{base.scheme}://{base.netloc}"


def passkey_offer(login_id: int, name: str, person: str, challenge: str) -> str:
    """What the browser is asked when a passkey is added, as JSON."""
    options = generate_registration_options(
        rp_id=site()[0],
        rp_name=str(current_app.config["INSURER_NAME"]),
        user_name=name,
        user_display_name=person,
        user_id=hmac.digest(derived_keys("passkey owners")[0], str(login_id).encode(), hashlib.sha256),
        challenge=challenge.encode(),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
        exclude_credentials=_credentials(login_id),
    )
    return options_to_json(options)


def passkey_question(challenge: str, login_id: int | None) -> str:
    """What the browser is asked at sign-in, as JSON: any passkey with its owner verified, or one of a login's."""
    options = generate_authentication_options(
        rp_id=site()[0],
        challenge=challenge.encode(),
        allow_credentials=_credentials(login_id) if login_id is not None else None,
        user_verification=(
            UserVerificationRequirement.REQUIRED if login_id is None else UserVerificationRequirement.PREFERRED
        ),
    )
    return options_to_json(options)


def _credentials(login_id: int) -> list[PublicKeyCredentialDescriptor]:
    rows = db.session.scalars(select(Passkey.credential_id).where(Passkey.login_id == login_id))
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(row)) for row in rows]
