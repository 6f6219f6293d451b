"""What a sign-in knows of its sender, what a link is for, and how long each waits or lasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class LinkPurpose(StrEnum):
    """What the reader of a mail may do with its link, and nothing else."""

    INVITATION = "invitation"
    RESET = "reset"


LINK_LASTS = {LinkPurpose.INVITATION: timedelta(hours=24), LinkPurpose.RESET: timedelta(minutes=10)}
RESET_PAUSE = timedelta(minutes=1)
"""Between two reset mails to one login."""
ATTEMPT_LASTS = timedelta(minutes=10)
"""From the right password to the second factor; also what a passkey has to answer its question."""
MOST_WRONG_CODES = 10
"""Wrong codes after which an attempt ends."""
FRESH_FOR = timedelta(minutes=10)
"""How long a person who proved who they are need not do so again before a sensitive change."""
MANY_FAILURES = 10
"""Failures in a row after which the login's owner is told."""
ADDRESS_PATIENCE = 20
"""Failures from one address before it waits: a whole office may stand behind it."""
ADDRESS_FORGETS = timedelta(hours=1)
"""An address without a failure for so long begins anew."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Where a sign-in comes from: the browser as it names itself, its address, the token of a known device."""

    device: str
    address: str
    known: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """What the right password opens: a session, or an attempt that awaits the second factor."""

    token: str
    complete: bool
