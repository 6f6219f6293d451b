"""Papers of a claim for the policyholder: sending what is missing, reading what was asked for."""

from __future__ import annotations

from flask import Blueprint, g, redirect, url_for
from flask.typing import ResponseReturnValue

from claims.cases.portal import progress_page
from claims.cases.queries import claim_numbered
from claims.papers.desk import request_paper
from claims.papers.pages import claim_file, received_files
from insurer.accounts.facts import May
from insurer.infra.languages import here
from insurer.infra.web.guard import allow

portal = Blueprint("papers_portal", __name__, url_prefix="/portal/claims/<number>/papers")


@portal.post("")
@allow(May.CLAIM_FILE)
def send(number: str) -> ResponseReturnValue:
    """Keep the files sent for one line of the checklist."""
    claim = claim_numbered(number)
    kind, refusal = received_files(g.act, claim.policy, claim.party, claim.id)
    if refusal is not None:
        return progress_page(number, complaint=(kind, here(refusal.code, **refusal.facts)), status=422)
    return redirect(url_for("claims_portal.show", number=number, _anchor=f"paper-{kind}"), 303)


@portal.get("/<key>")
@allow(May.CLAIM_READ)
def paper(number: str, key: str) -> ResponseReturnValue:
    return claim_file(number, key)


@portal.get("/requests/<request>.pdf")
@allow(May.CLAIM_READ)
def request_pdf(number: str, request: str) -> ResponseReturnValue:
    return request_paper(number, request)
