"""Everybody who has a way in, and one person: permission, authority, scope, sessions."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.people import services
from insurer.accounts.people.desk.entry import desk, entry, person_form, refuse
from insurer.accounts.people.forms import InviteForm, ReasonForm, bound_words
from insurer.accounts.people.panels import register
from insurer.accounts.people.queries.rights import (
    Entrant,
    Request,
    entrant,
    entrants,
    requests_for,
    requests_waiting,
    rights_on,
)
from insurer.accounts.sessions.queries import live_sessions
from insurer.accounts.sessions.services import end_all_sessions
from insurer.accounts.sign_in.rules import device_in_words
from insurer.accounts.sign_in.services.links import invite_again, start_reset
from insurer.accounts.terms import May
from insurer.infra.audit.timeline import acts_of
from insurer.infra.clock import now, today
from insurer.infra.languages import here, label
from insurer.infra.web.forms import own_day
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput, Refusal
from insurer.kernel.parsing import parse_day

COLUMNS = (
    Column("person", "Person", narrow=True),
    Column("login", "Sign-in name", "code", narrow=True),
    Column("roles", "Roles"),
    Column("state", "State"),
    Column("second_factor", "Second factor"),
    Column("seen_at", "Last seen", "moment"),
)
LATEST = 10


@desk.get("/")
@allow(May.ACCOUNT_MANAGE)
def people() -> ResponseReturnValue:
    """Everybody who has a way in, and the roles that wait for a second administrator."""
    sought = request.args.get("q", "").strip().casefold()
    found = [one for one in entrants(today()) if sought in f"{one.person} {one.login} {one.email}".casefold()]
    rows = [table_row(COLUMNS, _values(one), url_for(".person", login=one.login)) for one in found]
    table = Table("people", COLUMNS, rows, caption=here("People"), empty=here("Nobody is found."))
    return render_template(
        "accounts/people/desk/people.html",
        table=table,
        waiting=requests_waiting(),
        may_answer=may_answer,
        me=g.act.actor.person,
        sought=request.args.get("q", ""),
        crumbs=[Crumb(here("People"))],
    )


def _values(one: Entrant) -> tuple[object, ...]:
    state = here("invited") if one.invited else here("active") if one.active else here("disabled")
    roles = ", ".join(label(role) for role in one.roles) or here("none")
    return one.person, one.login, roles, state, here("yes") if one.second_factor else here("no"), one.seen_at


def may_answer(one: Request) -> bool:
    """Whether the reader may agree: neither the person who asked nor the one who would get the role."""
    return g.act.actor.person not in (one.asker, one.person_id)


@desk.get("/new")
@allow(May.ACCOUNT_MANAGE)
def invite() -> ResponseReturnValue:
    return entry(InviteForm(locale="en"), here("Invite a person"))


@desk.post("/new")
@allow(May.ACCOUNT_MANAGE)
def invite_now() -> ResponseReturnValue:
    """Open a way in without any right and mail the invitation."""
    form = InviteForm()
    try:
        if form.validate():
            services.invite_person(g.act, form["name"].data, form.person_name.data, form.email.data, form.locale.data)
            flash(here("The invitation is on its way. The person has no right yet."))
            return redirect(url_for(".person", login=form["name"].data), 303)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return entry(form, here("Invite a person"), status=422)


@desk.get("/<login>")
@allow(May.ACCOUNT_MANAGE)
def person(login: str) -> ResponseReturnValue:
    """One person: permission, authority and scope on a day, with since, until and by whose hand."""
    day = today()
    if asked := request.args.get("on", ""):
        day = parse_day(own_day(asked), "on")
    one = entrant(login, today())
    rights = rights_on(login, day)
    return render_template(
        "accounts/people/desk/person.html",
        one=one,
        rights=rights,
        companies=register().companies([held.company for held in rights.mandates]),
        policies=register().numbers(rights.scope.policies or ()),
        waiting=requests_for(login),
        bound_words=bound_words,
        device_in_words=device_in_words,
        sessions=live_sessions(login, now()),
        acts=acts_of(login, LATEST),
        own=one.person_id == g.act.actor.person,
        today=today(),
        may_answer=may_answer,
        crumbs=[Crumb(here("People"), url_for(".people")), Crumb(one.person)],
    )


@desk.post("/<login>/sessions/end")
@allow(May.ACCOUNT_MANAGE)
def end_sessions(login: str) -> ResponseReturnValue:
    end_all_sessions(g.act, entrant(login, today()).login)
    flash(here("Signed out everywhere."))
    return redirect(url_for(".person", login=login), 303)


@desk.post("/<login>/link")
@allow(May.ACCOUNT_MANAGE)
def link(login: str) -> ResponseReturnValue:
    """Send the invitation again, or the link for a new password once there is one."""
    (invite_again if entrant(login, today()).invited else start_reset)(g.act, login)
    flash(here("The mail is on its way."))
    return redirect(url_for(".person", login=login), 303)


@desk.get("/<login>/way-in")
@allow(May.ACCOUNT_MANAGE)
def way_in(login: str) -> ResponseReturnValue:
    heading, submit = _turn(entrant(login, today()))
    return person_form(ReasonForm(), login, heading, submit)


@desk.post("/<login>/way-in")
@allow(May.ACCOUNT_MANAGE)
def turn_way_in(login: str) -> ResponseReturnValue:
    """Shut the way in, or open it again."""
    one, form = entrant(login, today()), ReasonForm()
    try:
        if form.validate():
            (services.disable_login if one.active else services.enable_login)(g.act, login, reason=form.reason.data)
            flash(here("Nobody signs in here any more.") if one.active else here("The person can sign in again."))
            return redirect(url_for(".person", login=login), 303)
    except Refusal as refusal:
        refuse(form, refusal)
    return person_form(form, login, *_turn(one), 422)


def _turn(one: Entrant) -> tuple[str, str]:
    if one.active:
        return here("Disable the sign-in"), here("Disable")
    return here("Enable the sign-in"), here("Enable")
