"""Acts on passwords: choosing one at first, after it was forgotten, or in place of the old one."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from insurer.accounts.models import Login, Person
from insurer.accounts.passwords.queries import hash_of, stolen
from insurer.accounts.passwords.rules import password_fault
from insurer.accounts.sessions.services import close_sessions
from insurer.accounts.sign_in.documents import tell
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.kernel.errors import InvalidInput

PRODUCT = "Tradecover"


def refuse_weak(login: Login, password: str) -> None:
    """Refuse a password that is too short, common, stolen elsewhere, or has a name everybody knows in it."""
    person = db.session.get_one(Person, login.person_id)
    mail = (login.email or "").partition("@")[0]
    insurer = str(current_app.config["INSURER_NAME"])
    fault = password_fault(password, (PRODUCT, insurer, insurer.split()[0], login.name, person.name, mail))
    if fault is not None:
        raise InvalidInput(fault.code, "password", least=fault.least)
    listed: Path = current_app.config["STOLEN_PASSWORDS_FILE"]
    if listed != Path() and stolen(password, listed):
        raise InvalidInput("accounts.password_breached", "password")


def choose_password(act: Act, login: Login, password: str) -> None:
    """Keep a new password, part of the running act: every session ends and the owner is told by mail."""
    refuse_weak(login, password)
    login.password_hash = hash_of(password)
    login.failures, login.wait_until = 0, None
    close_sessions(act, login)
    act.record(f"login:{login.name}", "accounts.password_changed")
    tell(act, login, "password_changed")
