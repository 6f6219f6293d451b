"""Acts on sessions: begin, see, end one, end all."""

from __future__ import annotations

from sqlalchemy import select, update

from insurer.accounts.models import Login, UserSession
from insurer.accounts.queries import token_hash
from insurer.accounts.sessions.queries import PUBLIC_PART
from insurer.accounts.terms import May
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import NotFound


@command(needs=None)
def begin_session(act: Act, login: str, hashed: str, device: str, address: str = "") -> None:
    """Begin a session under a token of which only the hash is known here; earlier failures are forgiven."""
    row = _login(login)
    row.failures, row.wait_until = 0, None
    db.session.add(
        UserSession(
            token_hash=hashed,
            login_id=row.id,
            begun_at=act.at,
            seen_at=act.at,
            confirmed_at=act.at,
            device=device[:200],
            address=address[:45] or None,
        )
    )
    act.record(f"login:{login}", "accounts.signed_in", address=address)


@command(needs=None)
def see_session(act: Act, hashed: str) -> None:
    """Note that a session is in use, so that it does not idle away."""
    db.session.execute(update(UserSession).where(UserSession.token_hash == hashed).values(seen_at=act.at))
    act.record("session", "accounts.session_seen")


@command(needs=None)
def end_session(act: Act, token: str) -> None:
    """Sign out: the session is over, whoever may still hold the cookie."""
    row = db.session.get(UserSession, token_hash(token))
    if row is None:
        act.record("session", "accounts.signed_out")
        return
    row.ended_at = row.ended_at or act.at
    act.record(f"login:{db.session.get_one(Login, row.login_id).name}", "accounts.signed_out")


@command(needs=None)
def end_own_session(act: Act, login: str, public_id: str) -> None:
    """A person ends one session of theirs, named by its public part."""
    _end_one(act, _login(login), public_id)


@command(needs=None)
def sign_out_everywhere(act: Act, login: str) -> None:
    """A person ends every session of theirs, this one too."""
    close_sessions(act, _login(login))


@command(needs=May.ACCOUNT_MANAGE)
def end_all_sessions(act: Act, login: str) -> None:
    """An administrator ends every session of somebody: with the next request they are out."""
    close_sessions(act, _login(login))


@command(needs=May.ACCOUNT_MANAGE)
def end_one_session(act: Act, login: str, public_id: str) -> None:
    """An administrator ends one session of somebody."""
    _end_one(act, _login(login), public_id)


def close_sessions(act: Act, login: Login) -> None:
    """End every session of a login, part of the running act: on a new password, a factor reset, a change of role."""
    db.session.execute(
        update(UserSession)
        .where(UserSession.login_id == login.id, UserSession.ended_at.is_(None))
        .values(ended_at=act.at)
    )
    act.record(f"login:{login.name}", "accounts.sessions_ended")


def _end_one(act: Act, login: Login, public_id: str) -> None:
    row = db.session.scalar(
        select(UserSession).where(
            UserSession.login_id == login.id,
            UserSession.token_hash.startswith(public_id, autoescape=True),
            UserSession.ended_at.is_(None),
        )
    )
    if row is None or len(public_id) != PUBLIC_PART:
        raise NotFound("accounts.no_such_session")
    row.ended_at = act.at
    act.record(f"login:{login.name}", "accounts.session_ended", device=row.device)


def _login(name: str) -> Login:
    login = db.session.scalar(select(Login).where(Login.name == name))
    if login is None:
        raise NotFound("accounts.no_such_login", login=name)
    return login
