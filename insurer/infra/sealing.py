"""Sealing: what must not be read from a copy of the database is kept under a key that is not in it.

AES-GCM with a key derived from the installation's secret for each purpose; what a text is about is bound to it, so
that a sealed text cannot be moved to another row. A fingerprint tells equal texts apart without opening them.
Secrets that stood before still open what they sealed; everything new, and whatever is sealed again, is of the present
one.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE_BYTES, KEY_BYTES = 12, 32
Resealer = Callable[[], int]
RESEALERS: dict[str, Resealer] = {}
"""Whoever keeps something sealed, by what it is called: seals all of it under the present secret, answers how many."""


def seals(what: str) -> Callable[[Resealer], Resealer]:
    """Name the function that seals again what a feature keeps sealed; it is part of the running act."""

    def register(reseal: Resealer) -> Resealer:
        RESEALERS[what] = reseal
        return reseal

    return register


def signing_secrets() -> list[str]:
    """Every known secret, the oldest first, for whatever signs by the last and accepts all."""
    return [*reversed(current_app.config["SECRET_KEY_FALLBACKS"]), current_app.config["SECRET_KEY"]]


def seal(plain: str, purpose: str, about: str) -> str:
    """`plain` under the key of `purpose`, bound to what it is about; as text."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(keys(purpose)[0]).encrypt(nonce, plain.encode(), about.encode())
    return base64.b64encode(nonce + sealed).decode()


def sealed_again(sealed: str, purpose: str, about: str) -> str | None:
    """A sealed text under the present secret; None when it is under it already."""
    raw = base64.b64decode(sealed)
    try:
        AESGCM(keys(purpose)[0]).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode())
    except InvalidTag:
        return seal(unseal(sealed, purpose, about), purpose, about)
    return None


def unseal(sealed: str, purpose: str, about: str) -> str:
    """What was sealed; a fault when it was changed, moved, or sealed under a secret that is not known any more."""
    raw = base64.b64decode(sealed)
    for key in keys(purpose):
        try:
            return AESGCM(key).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
        except InvalidTag:
            continue
    raise RuntimeError(f"what is sealed for {about} was changed or sealed under another secret")


def fingerprint(plain: str, purpose: str) -> str:
    """The same for the same text and purpose, without the text being found from it: 64 hexadecimal digits."""
    return fingerprints(plain, purpose)[0]


def fingerprints(plain: str, purpose: str) -> tuple[str, ...]:
    """The fingerprint of a text, first as it is made now, then as it was made under each former secret."""
    return tuple(hmac.new(key, plain.encode(), hashlib.sha256).hexdigest() for key in keys(f"{purpose}/fingerprint"))


def keys(purpose: str) -> tuple[bytes, ...]:
    """The keys of one purpose: the present one, then those of the secrets that stood before."""
    secrets = (current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"])
    info = f"tradecover/{purpose}".encode()
    return tuple(HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(str(secret).encode()) for secret in secrets)
