"""Mails about a login: what happened, in the reader's language, and what to do if it was not them."""

from __future__ import annotations

from flask import current_app

from insurer.accounts.models import Login
from insurer.infra.commands import Act
from insurer.infra.languages import text
from insurer.infra.outbox import put_mail


def tell(act: Act, login: Login, what: str, **facts: object) -> None:
    """Write the mail `what` (`mail.<what>.title` and `.body`) to the owner of a login, if it has a mail address."""
    if login.email is None:
        return
    house = current_app.config["INSURER_NAME"]
    facts = {"house": house, "login": login.name, "at": act.at, **facts}
    put_mail(
        act,
        recipient=login.email,
        locale=login.locale,
        title=text(f"mail.{what}.title", login.locale, **facts),
        body=text(f"mail.{what}.body", login.locale, **facts) + "\n",
        reference=f"login:{login.name}",
    )


def address_of(path: str) -> str:
    """The full address of a path of ours: from the settings, never from what a request says of its host."""
    return str(current_app.config["BASE_URL"]).rstrip("/") + path
