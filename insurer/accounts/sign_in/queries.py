"""Reads of the ways in: which login is meant, which attempt or link still stands, who has to wait."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from insurer.accounts.models import Login
from insurer.accounts.queries import token_hash
from insurer.accounts.sign_in.models import KnownDevice, OneTimeLink, SignInAddress, SignInAttempt
from insurer.accounts.sign_in.terms import ATTEMPT_LASTS, LinkPurpose
from insurer.infra.db import db


def login_called(called: str) -> Login | None:
    """The open login with this name or mail address."""
    named = Login.email == called.lower() if "@" in called else Login.name == called
    return db.session.scalar(select(Login).where(named, Login.active))


def standing_attempt(token: str, at: datetime, *, locked: bool = False) -> SignInAttempt | None:
    """The attempt behind a token, while it lasts."""
    query = select(SignInAttempt).where(
        SignInAttempt.token_hash == token_hash(token),
        SignInAttempt.ended_at.is_(None),
        SignInAttempt.begun_at > at - ATTEMPT_LASTS,
    )
    return db.session.scalar(query.with_for_update() if locked else query)


def standing_link(token: str, purpose: LinkPurpose, at: datetime, *, locked: bool = False) -> OneTimeLink | None:
    """The link behind a token, if it is for this purpose, unused and still young, and its login open."""
    query = (
        select(OneTimeLink)
        .join(Login, Login.id == OneTimeLink.login_id)
        .where(
            OneTimeLink.token_hash == token_hash(token),
            OneTimeLink.purpose == purpose.value,
            OneTimeLink.used_at.is_(None),
            OneTimeLink.ends_at > at,
            Login.active,
        )
    )
    return db.session.scalar(query.with_for_update(of=OneTimeLink) if locked else query)


def known_device(token: str, login_id: int) -> KnownDevice | None:
    """The browser with this token, if the login has signed in from it before."""
    return db.session.get(KnownDevice, (token_hash(token), login_id)) if token else None


def must_wait(login: Login | None, device: KnownDevice | None, address: str, at: datetime) -> bool:
    """Whether the next try comes too soon.

    A known device waits for its own failures only, so that nobody is shut out by the tries of others; every other
    browser waits for the failures of the login and of the address it sends from.
    """
    if device is not None:
        return _before(device.wait_until, at)
    from_there = db.session.get(SignInAddress, address)
    return _before(login.wait_until if login else None, at) or _before(
        from_there.wait_until if from_there else None, at
    )


def _before(until: datetime | None, at: datetime) -> bool:
    return until is not None and at < until
