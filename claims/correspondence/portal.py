"""Messages on a claim, written by the policyholder."""

from __future__ import annotations

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue

from claims.cases.portal import progress_page
from claims.cases.queries import claim_numbered
from claims.correspondence.forms import MessageForm
from claims.correspondence.services import write_to_insurer
from insurer.accounts.facts import May
from insurer.infra.web.guard import allow

portal = Blueprint("correspondence_portal", __name__, url_prefix="/portal/claims/<number>/messages")


@portal.post("")
@allow(May.CLAIM_FILE)
def write(number: str) -> ResponseReturnValue:
    claim, form = claim_numbered(number), MessageForm()
    if not form.validate():
        return progress_page(number, message=form, status=422)
    write_to_insurer(g.act, claim.id, words=form.words.data)
    return redirect(url_for("claims_portal.show", number=number, _anchor="messages"), 303)
