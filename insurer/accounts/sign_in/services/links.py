"""Links in mails: inviting somebody, a forgotten password. No password is ever set by anybody but its owner."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from sqlalchemy import select, update

from insurer.accounts.models import Login, RoleGrant
from insurer.accounts.passwords.queries import NO_PASSWORD
from insurer.accounts.passwords.services import choose_password
from insurer.accounts.queries import token_hash
from insurer.accounts.services import enter_login, register_person
from insurer.accounts.sign_in.documents import address_of, tell
from insurer.accounts.sign_in.models import OneTimeLink
from insurer.accounts.sign_in.queries import login_called, standing_link
from insurer.accounts.sign_in.terms import LINK_LASTS, RESET_PAUSE, LinkPurpose
from insurer.accounts.terms import May, Role
from insurer.infra.commands import Act, command
from insurer.infra.db import db, lock
from insurer.infra.jobs.running import ask_for, handles
from insurer.kernel.errors import InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import PartyId

SEND_RESET = "accounts.send_reset"
_PATHS = {LinkPurpose.INVITATION: "/invitation/", LinkPurpose.RESET: "/sign-in/new-password/"}


@command(needs=May.ACCOUNT_MANAGE)
def invite_login(
    act: Act,
    name: str,
    person_name: str,
    email: str,
    roles: tuple[Role, ...],
    policyholders: tuple[PartyId, ...] = (),
    locale: str = "en",
) -> int:
    """Open a login without a password for a new person and mail them an invitation; answers the login's number.

    The link lasts 24 hours and is used once: whoever follows it chooses the password. Ordered from within another
    command (a policyholder's administrator inviting a colleague) it joins that command and its permission. Refuses a
    name or mail address that is taken, and portal roles without policyholders.
    """
    login = enter_login(
        act,
        name=name,
        person=register_person(act, person_name),
        password_hash=NO_PASSWORD,
        roles=roles,
        policyholders=policyholders,
        locale=locale,
        email=email,
    )
    mail_invitation(act, login)
    return login.id


@command(needs=May.ACCOUNT_MANAGE)
def invite_again(act: Act, login: str) -> None:
    """Send a new invitation to somebody who has not chosen a password yet; the earlier link is void."""
    row = _named(login)
    if row.password_hash != NO_PASSWORD:
        raise NotAllowed("accounts.has_a_password", login=login)
    mail_invitation(act, row)


@command(needs=None)
def create_administrator(act: Act, name: str, person_name: str, email: str | None) -> str:
    """The first administrator of an installation: answers the address at which they choose their password, once.

    Refused as soon as anybody is administrator: from then on people are invited.
    """
    if db.session.scalar(select(RoleGrant.id).where(RoleGrant.role == Role.ADMINISTRATOR.value).limit(1)):
        raise NotAllowed("accounts.has_an_administrator")
    login = enter_login(
        act,
        name=name,
        person=register_person(act, person_name),
        password_hash=NO_PASSWORD,
        roles=(Role.ADMINISTRATOR,),
        email=email,
    )
    return _make_link(act, login, LinkPurpose.INVITATION)


def mail_invitation(act: Act, login: Login) -> None:
    """Mail a login's owner the link at which they choose their password, part of the running act."""
    link = _make_link(act, login, LinkPurpose.INVITATION)
    tell(act, login, "invitation", link=link, until=act.at + LINK_LASTS[LinkPurpose.INVITATION])


@command(needs=None)
def ask_for_reset(act: Act, called: str) -> None:
    """Somebody forgot the password of `called` (a login's name or mail address).

    What follows is a job's work: the answer is the same and takes as long whether there is such a login or not.
    """
    ask_for(act, SEND_RESET, {"called": called})


@handles(SEND_RESET)
def send_reset(act: Act, payload: Mapping[str, object]) -> None:
    """Mail the link for a new password, if there is such a login, it has a password, and none was sent just now."""
    login = login_called(str(payload["called"]))
    if login is None or login.password_hash == NO_PASSWORD or _sent_just_now(act, login):
        act.record("login:unknown", "accounts.reset_not_sent")
        return
    _mail_reset(act, login)


@command(needs=May.ACCOUNT_MANAGE)
def start_reset(act: Act, login: str) -> None:
    """An administrator has somebody sent the link for a new password. They never learn or set it."""
    row = _named(login)
    if row.email is None:
        raise InvalidInput("accounts.no_mail_address", "email", login=login)
    _mail_reset(act, row)


@command(needs=None)
def follow_link(act: Act, token: str, purpose: LinkPurpose, password: str) -> None:
    """Use up a link and keep the password its reader chose. The second factor stays as it is."""
    row = standing_link(token, purpose, act.at, locked=True)
    if row is None:
        raise NotAllowed("accounts.link_void")
    login = lock(Login, row.login_id)
    choose_password(act, login, password)
    _void_links(act, login)
    act.record(f"login:{login.name}", "accounts.link_used", purpose=purpose)


def _mail_reset(act: Act, login: Login) -> None:
    lasts = LINK_LASTS[LinkPurpose.RESET]
    link = _make_link(act, login, LinkPurpose.RESET)
    tell(act, login, "reset", link=link, minutes=int(lasts.total_seconds() // 60))


def _make_link(act: Act, login: Login, purpose: LinkPurpose) -> str:
    """A new link; whatever link the login had before is void."""
    _void_links(act, login)
    token = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(
            token_hash=token_hash(token),
            login_id=login.id,
            purpose=purpose.value,
            made_at=act.at,
            ends_at=act.at + LINK_LASTS[purpose],
        )
    )
    act.record(f"login:{login.name}", "accounts.link_made", purpose=purpose)
    return address_of(_PATHS[purpose] + token)


def _void_links(act: Act, login: Login) -> None:
    db.session.execute(
        update(OneTimeLink)
        .where(OneTimeLink.login_id == login.id, OneTimeLink.used_at.is_(None))
        .values(used_at=act.at)
    )


def _sent_just_now(act: Act, login: Login) -> bool:
    latest = db.session.scalar(
        select(OneTimeLink.made_at)
        .where(OneTimeLink.login_id == login.id, OneTimeLink.purpose == LinkPurpose.RESET.value)
        .order_by(OneTimeLink.made_at.desc())
        .limit(1)
    )
    return latest is not None and act.at - latest < RESET_PAUSE


def _named(name: str) -> Login:
    login = db.session.scalar(select(Login).where(Login.name == name))
    if login is None:
        raise NotFound("accounts.no_such_login", login=name)
    return login
