"""The inbox of a policyholder's person. Reading it changes nothing; opening a message is an act of its own."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.accounts.messages import queries, services
from insurer.accounts.messages.documents import said
from insurer.accounts.messages.forms import PreferenceForm
from insurer.accounts.messages.rules import MailMode
from insurer.infra.languages import counted, here
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import list_state

portal = Blueprint("messages_portal", __name__, url_prefix="/portal/messages")


@portal.get("/")
@allow(May.HOME_READ)
def inbox() -> ResponseReturnValue:
    """What is unread first, then what was read, the newest first."""
    login = g.act.actor.login
    page = queries.read_page(login, list_state((), sort="sent_at", descending=True, size=25))
    return render_template(
        "accounts/messages/portal/inbox.html",
        unread=said([(message, None) for message in queries.unread_of(login)]),
        count=queries.unread_count(login),
        read=said([(row.Message, row.read_at) for row in page.items]),
        page=page,
        crumbs=[Crumb(here("Messages"))],
    )


@portal.post("/<int:message>")
@allow(May.HOME_READ)
def open_one(message: int) -> ResponseReturnValue:
    """Open a message: it is noted as read, and the way leads to what it is about."""
    services.open_message(g.act, message)
    found = queries.own_message(g.act.actor.login, message)
    return redirect(said([(found.Message, None)])[0].href or url_for(".inbox"), 303)


@portal.post("/")
@allow(May.HOME_READ)
def open_all() -> ResponseReturnValue:
    """Note everything as read."""
    count = services.open_all_messages(g.act)
    flash(counted("One message is marked as read.", "%(count)s messages are marked as read.", count))
    return redirect(url_for(".inbox"), 303)


@portal.get("/mails")
@allow(May.HOME_READ)
def mails() -> ResponseReturnValue:
    """How the person wants mails about messages."""
    wish = queries.preference_of(queries.login_named(g.act.actor.login))
    form = PreferenceForm(formdata=None)
    form.mode.data = wish.mode.value
    for name in ("digest_hour", "quiet_from", "quiet_to"):
        form[name].data = str(getattr(wish, name))
    return _mails_page(form)


@portal.post("/mails")
@allow(May.HOME_READ)
def set_mails() -> ResponseReturnValue:
    """Keep the wish."""
    form = PreferenceForm(request.form)
    if not form.validate():
        return _mails_page(form), 422
    services.set_preference(
        g.act,
        mode=MailMode(form.mode.data),
        digest_hour=int(form.digest_hour.data),
        quiet_from=int(form.quiet_from.data),
        quiet_to=int(form.quiet_to.data),
    )
    flash(here("Mails will come as you wish."))
    return redirect(url_for(".mails"), 303)


def _mails_page(form: PreferenceForm) -> str:
    zone = queries.preference_of(queries.login_named(g.act.actor.login)).zone
    crumbs = [Crumb(here("Messages"), url_for(".inbox")), Crumb(here("Mails about messages"))]
    return render_template("accounts/messages/portal/mails.html", form=form, zone=zone, crumbs=crumbs)
