"""Refusals: what the system says no to, with a stable code and the facts behind it.

A refusal is not a fault. It carries no words: the code is a message key, put into the reader's
language where it is shown, so one handler serves pages, problem JSON and the command line.
"""

from __future__ import annotations


class Refusal(Exception):
    """The act asked for is not done, and nothing has changed."""

    status = 422

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        known = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({known})" if known else self.code


class InvalidInput(Refusal):
    """One field cannot be read or breaks a rule. `field` is its path: `invoices.0.amount`."""

    def __init__(self, code: str, field: str, **facts: object) -> None:
        super().__init__(code, **facts)
        self.field = field

    def __str__(self) -> str:
        return f"{self.field}: {super().__str__()}"


class NotAllowed(Refusal):
    """The actor lacks the permission or the authority."""

    status = 403


class BeyondAuthority(NotAllowed):
    """The amount passes the actor's authority: nothing is done, and that it was tried is filed for the second line.

    `about` names what it was tried on ("buyer:…"), where that is known.
    """

    def __init__(self, code: str, about: str = "", **facts: object) -> None:
        super().__init__(code, **facts)
        self.about = about


class NotFound(Refusal):
    """No such thing within the reader's scope; a foreign id looks exactly like an absent one."""

    status = 404


class OutOfTurn(Refusal):
    """The life cycle has no such move from the present state."""

    status = 409


class Conflict(Refusal):
    """Somebody else was first: a stale form, a used key, a ceiling already taken."""

    status = 409


class CurrencyMismatch(Refusal):
    """Two amounts of different currencies met in one sum."""
