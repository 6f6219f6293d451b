"""Acts on logins: inviting a person, shutting the way in, opening it again."""

from __future__ import annotations

from insurer.accounts.people.queries.rights import login_named
from insurer.accounts.people.services.grants import refuse_too_few
from insurer.accounts.sessions.services import close_sessions
from insurer.accounts.sign_in.services import invite_login
from insurer.accounts.terms import May
from insurer.infra.commands import Act, command
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed


@command(needs=May.ACCOUNT_MANAGE)
def invite_person(act: Act, name: str, person_name: str, email: str, locale: str) -> int:
    """Open a way in without any right and mail the invitation; roles and mandates are given afterwards."""
    login = invite_login(act, name, person_name, email, (), (), locale)
    act.record(f"login:{name}", "people.invited", locale=locale)
    return login


@command(needs=May.ACCOUNT_MANAGE)
def disable_login(act: Act, login: str, *, reason: str) -> None:
    """Shut the way in at once: every session ends, nobody signs in. Roles stay as they are."""
    row = login_named(login, locked=True)
    if row.person_id == act.actor.person:
        raise NotAllowed("people.not_for_oneself")
    if not row.active:
        raise Conflict("people.login_is_disabled")
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    refuse_too_few(act, row)
    row.active = False
    close_sessions(act, row)
    act.record(f"login:{login}", "people.login_disabled", reason=reason.strip())


@command(needs=May.ACCOUNT_MANAGE)
def enable_login(act: Act, login: str, *, reason: str) -> None:
    """Open the way in again with the rights that still stand. Not one's own."""
    row = login_named(login, locked=True)
    if row.person_id == act.actor.person:
        raise NotAllowed("people.not_for_oneself")
    if row.active:
        raise Conflict("people.login_is_enabled")
    if not reason.strip():
        raise InvalidInput("input.required", "reason")
    row.active = True
    act.record(f"login:{login}", "people.login_enabled", reason=reason.strip())
