"""How a password is kept and compared: argon2id, 19 MiB, two passes."""

from __future__ import annotations

import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NO_PASSWORD = ""
"""Kept for a login whose person has not chosen a password yet."""
_UNKNOWN = _hasher.hash(secrets.token_hex(16))
"""What is compared where there is no password, so that it takes as long as where there is one."""


def hash_of(password: str) -> str:
    """The hash to keep. The same characters typed on another keyboard give the same hash (NFC)."""
    return _hasher.hash(unicodedata.normalize("NFC", password))


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one whose hash is kept; takes the same time when nothing is kept."""
    try:
        return bool(_hasher.verify(kept or _UNKNOWN, unicodedata.normalize("NFC", password)))
    except (VerificationError, InvalidHashError):
        return False
