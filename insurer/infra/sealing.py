"""Sealing: what must not be read from a copy of the database is kept under a key that is not in it.

AES-GCM with a key derived from the installation's secret for each purpose; what a text is about is bound to it, so
that a sealed text cannot be moved to another row. A fingerprint tells equal texts apart without opening them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

NONCE_BYTES, KEY_BYTES = 12, 32


def seal(plain: str, purpose: str, about: str) -> str:
    """`plain` under the key of `purpose`, bound to what it is about; as text."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(purpose)).encrypt(nonce, plain.encode(), about.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str, purpose: str, about: str) -> str:
    """What was sealed; a fault when it was changed, moved, or sealed under another secret."""
    raw = base64.b64decode(sealed)
    try:
        return AESGCM(_key(purpose)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], about.encode()).decode()
    except InvalidTag:
        raise RuntimeError(f"what is sealed for {about} was changed or sealed under another secret") from None


def fingerprint(plain: str, purpose: str) -> str:
    """The same for the same text and purpose, without the text being found from it: 64 hexadecimal digits."""
    return hmac.new(_key(f"{purpose}/fingerprint"), plain.encode(), hashlib.sha256).hexdigest()


def _key(purpose: str) -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"tradecover/{purpose}".encode()).derive(secret)
