"""Assessment, approval and payment of claims, and the decision letter."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from claims.cases.desk import case_page, with_reason
from claims.cases.queries import claim_numbered
from claims.indemnity import services
from claims.indemnity.documents import decision_letter
from claims.indemnity.forms import AssessForm, PayForm
from claims.indemnity.jobs import standing_letter
from claims.indemnity.queries import assessment_of
from insurer.accounts.facts import May
from insurer.infra.documents.answers import issued_answer, paper_answer
from insurer.infra.documents.issuing import at_hand, issued_document
from insurer.infra.languages import here
from insurer.infra.web.guard import allow
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed

desk = Blueprint("indemnity_desk", __name__, url_prefix="/desk/claims")


@desk.post("/<number>/assess")
@allow(May.CLAIM_ASSESS)
def assess(number: str) -> ResponseReturnValue:
    """Work out the indemnity and show it."""
    claim, form = claim_numbered(number), AssessForm()
    if not form.validate():
        return case_page(number, assess=form, status=422)
    services.assess_claim(g.act, claim.id, late_reduction=form.reduction)
    flash(here("The claim is assessed: %(amount)s.", amount=assessment_of(claim.id).indemnity), "good")
    return _back(number)


@desk.post("/<number>/put-forward")
@allow(May.CLAIM_ASSESS)
def put_forward(number: str) -> ResponseReturnValue:
    services.put_claim_forward(g.act, claim_numbered(number).id)
    flash(here("The assessment is before a second person."), "good")
    return _back(number)


@desk.post("/<number>/approve")
@allow(May.CLAIM_APPROVE)
def approve(number: str) -> ResponseReturnValue:
    services.approve_claim(g.act, claim_numbered(number).id)
    flash(here("The decision stands and is booked."), "good")
    return _back(number)


@desk.post("/<number>/return")
@allow(May.CLAIM_APPROVE)
def send_back(number: str) -> ResponseReturnValue:
    return with_reason(number, services.return_claim)


@desk.post("/<number>/reopen")
@allow(May.CLAIM_ASSESS)
def reopen(number: str) -> ResponseReturnValue:
    return with_reason(number, services.reopen_claim)


@desk.post("/<number>/close")
@allow(May.CLAIM_ASSESS)
def close(number: str) -> ResponseReturnValue:
    services.close_claim(g.act, claim_numbered(number).id)
    return _back(number)


@desk.post("/<number>/pay")
@allow(May.CLAIM_PAY)
def pay(number: str) -> ResponseReturnValue:
    """Pay once, however often the form is sent."""
    claim, form = claim_numbered(number), PayForm()
    if not form.validate():
        return case_page(number, pay=form, status=422)
    try:
        payment = services.pay_claim(g.act, claim.id, paid_on=form.paid_on.data)
    except (InvalidInput, Conflict, NotAllowed) as refusal:
        form.refuse(InvalidInput(refusal.code, "paid_on", **refusal.facts))
        return case_page(number, pay=form, status=refusal.status)
    flash(here("Payment %(number)s is booked.", number=payment), "good")
    return _back(number)


@desk.get("/<number>/letter.pdf")
@allow(May.CLAIM_READ)
def letter(number: str) -> ResponseReturnValue:
    """The decision letter, a draft until the decision stands."""
    return letter_pdf(number)


@desk.get("/<number>/documents/<document>.pdf")
@allow(May.CLAIM_READ)
def document(number: str, document: str) -> ResponseReturnValue:
    """A document about the claim as it was issued."""
    return document_pdf(number, document)


def letter_pdf(number: str) -> Response:
    """The letter as it was issued; in another language a translation of it, before its issue a preview."""
    claim = claim_numbered(number)
    state = at_hand(standing_letter(claim))
    known_by = None if state.issued is None else state.issued.issued_at
    return paper_answer(state, lambda locale, seal: decision_letter(claim.id, locale, seal, known_by), claim.number)


def document_pdf(number: str, document: str) -> Response:
    """The kept bytes of one document about the claim; refuses another claim's."""
    return issued_answer(issued_document(document, f"claim:{claim_numbered(number).number}"))


def _back(number: str) -> ResponseReturnValue:
    return redirect(url_for("claims_desk.show", number=number), 303)
