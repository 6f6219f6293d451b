"""Printing before issuing: what a document takes seconds to print is printed while nobody waits for the database.

A rehearsal goes through the work with the number that is next and writes nothing; it notes what is to be printed,
which is then printed with no transaction open. The act itself draws its number and composes the paper anew, and takes
the printed bytes for exactly the text they were printed from. Any other text means that something has happened in
between (another paper took the number, a fact changed), and the act gives up for another rehearsal.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

MOST_REHEARSALS = 3
"""After so many papers that were overtaken the act prints its own."""


class Overtaken(Exception):
    """What was printed is no longer what is to be issued; nobody sees it, the act is rehearsed once more."""


@dataclass
class Rehearsal:
    """One paper printed ahead: its fingerprint, and the bytes of each text; `noting` until the texts are known."""

    fingerprint: str = field(default_factory=lambda: secrets.token_hex(16))
    printed: dict[str, bytes] = field(default_factory=dict)
    noting: bool = True

    def print(self, html: str) -> bytes:
        """The bytes of a text: none while noting; refused when this text was not printed ahead."""
        if self.noting:
            self.printed[html] = b""
        elif html not in self.printed:
            raise Overtaken
        return self.printed[html]


_running: ContextVar[Rehearsal | None] = ContextVar("rehearsal", default=None)


def running_rehearsal() -> Rehearsal | None:
    """The rehearsal that is going on, or on which the running act relies; None when a paper is printed in its act."""
    return _running.get()


def rehearsed(rehearse: Callable[[], None], perform: Callable[[], None], press: Callable[[str], bytes]) -> None:
    """Rehearse, print, perform: again when overtaken, and after MOST_REHEARSALS performed without.

    `rehearse` writes nothing and leaves no transaction open; `perform` is one act.
    """
    for _ in range(MOST_REHEARSALS):
        rehearsal = Rehearsal()
        with _relying_on(rehearsal):
            rehearse()
        rehearsal.printed = {html: press(html) for html in rehearsal.printed}
        rehearsal.noting = False
        try:
            with _relying_on(rehearsal):
                return perform()
        except Overtaken:
            continue
    return perform()


@contextmanager
def _relying_on(rehearsal: Rehearsal) -> Iterator[None]:
    token = _running.set(rehearsal)
    try:
        yield
    finally:
        _running.reset(token)
