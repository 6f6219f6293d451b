"""Acts on one's own account."""

from __future__ import annotations

from sqlalchemy import select

from insurer.accounts.models import Login
from insurer.accounts.own.terms import Preferences
from insurer.accounts.passwords.services import choose_password
from insurer.infra.commands import Act, command
from insurer.infra.db import db


@command(needs=None)
def set_preferences(act: Act, login: str, chosen: Preferences) -> None:
    """How pages and mails are written for somebody, from now on."""
    row = _own(login)
    row.locale = chosen.locale
    row.time_zone, row.dates, row.numbers = chosen.time_zone or None, chosen.dates or None, chosen.numbers or None
    act.record(f"login:{login}", "accounts.preferences_set", locale=chosen.locale)


@command(needs=None)
def change_password(act: Act, login: str, password: str) -> None:
    """A new password in place of the old one, which the person has just proved to know; every session ends."""
    choose_password(act, _own(login), password)


def _own(name: str) -> Login:
    return db.session.scalars(select(Login).where(Login.name == name).with_for_update()).one()
