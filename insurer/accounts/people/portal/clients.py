"""A broker's clients: the mandates with their days, and the one client that all pages are to show."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.people.panels import register
from insurer.accounts.people.queries.rights import own_mandates
from insurer.accounts.terms import May
from insurer.infra.clock import today
from insurer.infra.languages import here
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.kernel.acting import Actor
from insurer.kernel.errors import NotFound

CLIENT_COOKIE = "tradecover_client"
clients = Blueprint("clients_portal", __name__, url_prefix="/portal/clients")


@clients.get("/")
@allow(May.CLIENT_READ)
def overview() -> ResponseReturnValue:
    """Every mandate with its days; the clients of today can be looked at one by one."""
    held = own_mandates(g.act.actor.login, today())
    return render_template(
        "accounts/people/portal/clients.html",
        mandates=held,
        companies=register().companies([one.company for one in held]),
        chosen=request.cookies.get(CLIENT_COOKIE, ""),
        today=today(),
        crumbs=[Crumb(here("Clients"))],
    )


@clients.post("/")
@allow(May.CLIENT_READ)
def choose() -> ResponseReturnValue:
    """Show one client on all pages from now on, or all again. Whose data may be seen stays what the mandates say."""
    asked = request.form.get("client", "")
    held = {one.company for one in own_mandates(g.act.actor.login, today()) if one.standing}
    found = next((one for one in register().companies(held).values() if one.public_id == asked), None)
    if asked and found is None:
        raise NotFound("people.no_such_company")
    response = redirect(url_for(".overview"), 303)
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(CLIENT_COOKIE, asked, secure=secure, httponly=True, samesite="Lax", path="/portal")
    if found is None:
        flash(here("All clients are shown."))
    else:
        flash(here("Only %(company)s is shown on all pages.", company=found.name))
    return response


def looking_at(actor: Actor) -> Actor:
    """The broker with the client chosen before, and no other; a choice that no mandate carries any more is nobody's."""
    asked = request.cookies.get(CLIENT_COOKIE, "")
    if not asked or May.CLIENT_READ.value not in actor.permissions:
        return actor
    known = register().companies(actor.scope.policyholders)
    chosen = frozenset(key for key, one in known.items() if one.public_id == asked)
    return replace(actor, scope=replace(actor.scope, policyholders=chosen))
