"""Messages on a claim, written by the insurer's people."""

from __future__ import annotations

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue

from claims.cases.desk import case_page
from claims.cases.queries import claim_numbered
from claims.correspondence.forms import MessageForm
from claims.correspondence.services import write_to_policyholder
from insurer.accounts.facts import May
from insurer.infra.web.guard import allow

desk = Blueprint("correspondence_desk", __name__, url_prefix="/desk/claims/<number>/messages")


@desk.post("")
@allow(May.CLAIM_ASSESS)
def write(number: str) -> ResponseReturnValue:
    claim, form = claim_numbered(number), MessageForm()
    if not form.validate():
        return case_page(number, message=form, status=422)
    write_to_policyholder(g.act, claim.id, words=form.words.data)
    return redirect(url_for("claims_desk.show", number=number, _anchor="messages"), 303)
