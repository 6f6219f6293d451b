"""Acts on calendar addresses: a person makes one and revokes it; nobody does it for them."""

from __future__ import annotations

from sqlalchemy import select

from insurer.accounts.calendars.models import CalendarLink
from insurer.accounts.calendars.queries import MOST, own_links
from insurer.accounts.models import Login
from insurer.infra.commands import Act, command
from insurer.infra.db import db
from insurer.kernel.errors import Conflict, NotFound


@command(needs=None)
def make_calendar_link(act: Act, login_id: int, hashed: str, name: str) -> None:
    """Keep a new address of one's own, of which only the hash is known here; refuses more than five live ones."""
    login = db.session.get_one(Login, login_id, with_for_update=True)
    if len(own_links(login_id)) >= MOST:
        raise Conflict("calendar.too_many", most=MOST)
    db.session.add(CalendarLink(token_hash=hashed, login_id=login_id, name=name, made_at=act.at))
    act.record(f"login:{login.name}", "accounts.calendar_link_made")


@command(needs=None)
def revoke_calendar_link(act: Act, login_id: int, public_id: str) -> None:
    """End an address of one's own at once; another person's does not exist."""
    live = select(CalendarLink).where(CalendarLink.login_id == login_id, CalendarLink.revoked_at.is_(None))
    row = next((one for one in db.session.scalars(live) if one.token_hash.startswith(public_id)), None)
    if row is None or not public_id:
        raise NotFound("calendar.absent")
    row.revoked_at = act.at
    act.record(f"login:{db.session.get_one(Login, login_id).name}", "accounts.calendar_link_revoked")
