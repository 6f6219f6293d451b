"""Where a policyholder arrives."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.accounts.public import previous_visit, said, unread_count, unread_of
from insurer.home.queries.own import deadlines_of, decisions, holdings, open_claims
from insurer.home.queries.subject import subject_crumb
from insurer.home.terms import bands
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import today
from insurer.infra.languages import here
from insurer.infra.web.guard import allow, permitted
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import NotFound

portal = Blueprint("home_portal", __name__, url_prefix="/portal")

MOST_MESSAGES = 5


@portal.get("/")
@allow(May.HOME_READ)
def overview() -> ResponseReturnValue:
    """What must be done by which day, the ledger against cover, decisions, messages, claims, policies."""
    day, actor = today(), g.act.actor
    found = holdings(day)
    visited = previous_visit(actor.login)
    unread = unread_of(actor.login, MOST_MESSAGES)
    claims = open_claims() if permitted(May.CLAIM_READ) else []
    covers = [(one.policy, cover) for one in found if (cover := one.cover) is not None]
    return render_template(
        "home/portal/overview.html",
        holdings=[one for one in found if one.in_force or one.to_pay or one.months],
        covers=covers,
        bands=bands(deadlines_of(found, day), day),
        months=[(one.policy, month) for one in found for month in one.months],
        decisions=decisions(visited),
        visited=visited,
        claims=claims,
        messages=said([(message, None) for message in unread]),
        unread=unread_count(actor.login) if len(unread) == MOST_MESSAGES else len(unread),
        new_here=bool(found) and not covers and not claims,
        may=May,
        today=day,
    )


@portal.get("/timeline/<path:subject>")
@allow(May.HOME_READ)
def events(subject: str) -> ResponseReturnValue:
    """Everything that happened to one policy, buyer, claim or paper of one's own; of another's nothing is known."""
    found = timeline(subject)
    if not found:
        raise NotFound("home.no_such_subject", subject=subject[:80])
    about = subject_crumb(subject, "portal")
    crumbs = [about, Crumb(here("Timeline"))]
    return render_template("home/portal/timeline.html", about=about, events=found, crumbs=crumbs)
