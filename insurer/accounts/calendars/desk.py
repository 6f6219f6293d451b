"""One's own calendar addresses, on the pages of one's account."""

from __future__ import annotations

import secrets

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.calendars.forms import CalendarLinkForm
from insurer.accounts.calendars.queries import own_links
from insurer.accounts.calendars.services import make_calendar_link, revoke_calendar_link
from insurer.accounts.queries import token_hash
from insurer.accounts.sessions.pages import own_act, own_layout, sitting
from insurer.accounts.terms import May
from insurer.infra.languages import here
from insurer.infra.web.guard import allow
from insurer.kernel.errors import Conflict, InvalidInput

desk = Blueprint("calendars", __name__, url_prefix="/account/calendars")
PATH = "/portal/calendar/{}.ics"
"""Where a calendar program reads the deadlines behind a token."""


@desk.get("/")
@allow(May.HOME_READ)
def overview() -> ResponseReturnValue:
    return _page(CalendarLinkForm(formdata=None))


@desk.post("/")
@allow(May.HOME_READ)
def make() -> ResponseReturnValue:
    """Make an address and show it, this once."""
    form = CalendarLinkForm()
    if not form.validate():
        return _page(form), 422
    token = secrets.token_urlsafe(32)
    try:
        make_calendar_link(own_act(), sitting().login_id, token_hash(token), form.name.data)
    except Conflict as refusal:
        form.refuse(InvalidInput(refusal.code, "name", **refusal.facts))
        return _page(form), refusal.status
    base = str(current_app.config["BASE_URL"]).rstrip("/")
    return _page(CalendarLinkForm(formdata=None), made=base + PATH.format(token))


@desk.post("/<public_id>/revoke")
@allow(May.HOME_READ)
def revoke(public_id: str) -> ResponseReturnValue:
    revoke_calendar_link(own_act(), sitting().login_id, public_id)
    flash(here("The calendar address was revoked."), "good")
    return redirect(url_for("calendars.overview"), 303)


def _page(form: CalendarLinkForm, made: str = "") -> str:
    return render_template(
        "accounts/calendars/overview.html",
        form=form,
        made=made,
        addresses=own_links(sitting().login_id),
        layout=own_layout(),
    )
