"""Papers of a claim for the insurer's people: reading them, asking for all that is missing in one letter."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from claims.cases.desk import case_page
from claims.cases.queries import claim_facts, claim_numbered
from claims.papers.documents import request_letter
from claims.papers.forms import AskPapersForm
from claims.papers.jobs import request_state
from claims.papers.pages import claim_file
from claims.papers.queries import request_numbered
from claims.papers.services import ask_for_papers
from claims.papers.terms import PaperKind
from insurer.accounts.facts import May
from insurer.infra.documents.answers import paper_answer
from insurer.infra.languages import here
from insurer.infra.web.guard import allow
from insurer.kernel.errors import InvalidInput, NotAllowed, NotFound
from insurer.kernel.ids import ClaimId

desk = Blueprint("papers_desk", __name__, url_prefix="/desk/claims/<number>/papers")


@desk.get("/<key>")
@allow(May.CLAIM_READ)
def paper(number: str, key: str) -> ResponseReturnValue:
    return claim_file(number, key)


@desk.get("/requests/<request>.pdf")
@allow(May.CLAIM_READ)
def request_pdf(number: str, request: str) -> ResponseReturnValue:
    return request_paper(number, request)


@desk.post("/ask")
@allow(May.CLAIM_ASSESS)
def ask(number: str) -> ResponseReturnValue:
    """Ask for the chosen papers; what is refused is said on the claim's page beside its field."""
    claim, form = claim_numbered(number), AskPapersForm()
    if not form.validate():
        return case_page(number, papers=form, status=422)
    kinds = [PaperKind(kind) for kind in form.kinds.data or () if kind in set(PaperKind)]
    note, reason = form.note.data or "", form.reason.data or ""
    try:
        made = ask_for_papers(g.act, claim.id, kinds=kinds, answer_by=form.answer_by.data, note=note, reason=reason)
    except (InvalidInput, NotAllowed) as refusal:
        field = refusal.field if isinstance(refusal, InvalidInput) else "reason"
        form.refuse(InvalidInput(refusal.code, field, **refusal.facts))
        return case_page(number, papers=form, status=refusal.status)
    flash(here("The request %(number)s is sent to the policyholder.", number=made), "good")
    return redirect(url_for("claims_desk.show", number=number), 303)


def request_paper(number: str, request: str) -> ResponseReturnValue:
    """The letter of one request; another claim's is not found."""
    claim = claim_facts(ClaimId(request_numbered(request).claim_id))
    if claim.number != claim_numbered(number).number:
        raise NotFound("papers.no_request", number=request)
    state = request_state(number, request)
    return paper_answer(state, lambda locale, seal: request_letter(request, locale, seal), request)
