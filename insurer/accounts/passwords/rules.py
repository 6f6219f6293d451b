"""Which passwords are refused: too short, easily guessed, or with a name in them that everybody knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zxcvbn import zxcvbn

SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 256
LEAST_STRENGTH = 3
"""Of 0 to 4: at least a hundred million guesses."""
SHORTEST_NAME = 4
"""Shorter names stand inside many honest words."""
_LOOKED_AT = 72
"""Characters that are judged; what is longer is not weaker, and judging it would cost time."""


@dataclass(frozen=True, slots=True)
class PasswordFault:
    """Why a password is refused."""

    code: str
    least: int = SHORTEST_PASSWORD


def password_fault(password: str, names: Iterable[str]) -> PasswordFault | None:
    """What is wrong with a new password, None when it may be used.

    Length is counted in characters; any character is welcome and none is asked for. `names` are those of the
    person, the login, the insurer and the product. Common passwords, words, names, dates and patterns are weighed
    against a list of what people choose.
    """
    if len(password) < SHORTEST_PASSWORD:
        return PasswordFault("accounts.password_too_short")
    known = [name.casefold() for name in names if name]
    plain = _joined(password)
    if any(len(name) >= SHORTEST_NAME and _joined(name) in plain for name in known):
        return PasswordFault("accounts.password_has_a_name")
    words = [word for name in known for word in name.split()]
    if zxcvbn(password[:_LOOKED_AT], user_inputs=[*known, *words])["score"] < LEAST_STRENGTH:
        return PasswordFault("accounts.password_too_common")
    return None


def _joined(text: str) -> str:
    return "".join(text.casefold().split())
