"""The auditor's desk: search, one record, and the check of the chain while one watches."""

from __future__ import annotations

from flask import Blueprint, render_template, stream_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.home.queries.subject import desk_page
from insurer.home.trail.queries import act_words, facts_of, record, together_with, trail_listing
from insurer.infra.audit.timeline import timeline
from insurer.infra.audit.trail import checking, holds
from insurer.infra.clock import now
from insurer.infra.documents.issuing import issued_about
from insurer.infra.languages import _
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import answered

desk = Blueprint("audit_desk", __name__, url_prefix="/desk/audit")
NEWEST = 20
"""Lines of a subject's timeline on the page of a record."""


@desk.get("/")
@allow(May.AUDIT_READ)
def audit() -> ResponseReturnValue:
    """The trail, newest first; what was found also as a file."""
    return answered(
        trail_listing(),
        lambda table: render_template("home/trail/desk/audit.html", table=table, crumbs=[Crumb(_("Audit trail"))]),
    )


@desk.get("/<int:sequence>")
@allow(May.AUDIT_READ)
def show(sequence: int) -> ResponseReturnValue:
    """One record: who did what when by which act, on which facts, what it led to, and whether it still holds."""
    event = record(sequence)
    return render_template(
        "home/trail/desk/show.html",
        event=event,
        act=act_words(event.what),
        facts=facts_of(event),
        holds=holds(event),
        page=desk_page(event.subject),
        others=[(one.sequence, act_words(one.what), one.subject) for one in together_with(event)],
        documents=issued_about(event.subject),
        events=timeline(event.subject, NEWEST),
        crumbs=[Crumb(_("Audit trail"), url_for(".audit")), Crumb(_("Record %(number)s", number=sequence))],
    )


@desk.post("/verification")
@allow(May.AUDIT_READ)
def verification() -> ResponseReturnValue:
    """Check the whole chain; the page tells how far it has come while it is read."""
    html = stream_template(
        "home/trail/desk/verification.html",
        steps=checking(),
        begun=now(),
        ended=now,
        crumbs=[Crumb(_("Audit trail"), url_for(".audit")), Crumb(_("Verification"))],
    )
    return html, {"X-Accel-Buffering": "no", "Content-Type": "text/html; charset=utf-8"}
