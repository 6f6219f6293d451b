"""How a password is kept and compared (argon2id, 19 MiB, two passes), and whether it is on a list of stolen ones."""

from __future__ import annotations

import hashlib
import mmap
import secrets
import unicodedata
from pathlib import Path

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


def stolen(password: str, sorted_hashes: Path) -> bool:
    """Whether a password is on a list of stolen ones: a file of SHA-1 hashes in hexadecimal, one a line, sorted.

    What follows a hash on its line (`:12`, how often it was seen) is passed over. The file may be far larger than
    the memory: it is searched by halves and never read as a whole.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    if not sorted_hashes.stat().st_size:
        return False
    with sorted_hashes.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines:
        low, high = 0, len(lines)
        while low < high:
            begin = lines.rfind(b"\n", low, (low + high) // 2) + 1 or low
            end = lines.find(b"\n", begin)
            end = len(lines) if end < 0 else end
            found = lines[begin : begin + len(wanted)].upper()
            if found == wanted:
                return True
            if found < wanted:
                low = end + 1
            else:
                high = begin
    return False
