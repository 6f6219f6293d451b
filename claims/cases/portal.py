"""Claims for the policyholder: filing, progress, the decision."""

from __future__ import annotations

from flask import Blueprint, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.cases import queries, services
from claims.cases.desk import overview_page
from claims.cases.forms import ReasonForm
from claims.cases.rules import way_of
from claims.cases.states import CLAIM_LIFE, DECIDED
from claims.correspondence.forms import MessageForm
from claims.correspondence.queries import messages_of
from claims.indemnity.desk import document_pdf, letter_pdf
from claims.indemnity.jobs import standing_letter
from claims.indemnity.queries import assessments_of, kept_result, nothing_to_pay, payment_of
from claims.papers.pages import asked_words
from claims.papers.queries import checklist_of, requests_of
from claims.payments.queries import assignee_name
from claims.recoveries.desk import statement_pdf
from claims.recoveries.queries import recoveries_of
from insurer.accounts.facts import May
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import today
from insurer.infra.documents.issuing import issued_about
from insurer.infra.languages import clause_text, here, reader_locale
from insurer.infra.uploads import LARGEST, MIB
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import NotFound
from insurer.parties.public import party
from policies.public import policy_facts

portal = Blueprint("claims_portal", __name__, url_prefix="/portal/claims")


@portal.get("/")
@allow(May.CLAIM_READ)
def overview() -> ResponseReturnValue:
    return overview_page("portal")


@portal.get("/<number>")
@allow(May.CLAIM_READ)
def show(number: str) -> ResponseReturnValue:
    return progress_page(number)


@portal.post("/<number>/withdraw")
@allow(May.CLAIM_FILE)
def withdraw(number: str) -> ResponseReturnValue:
    """Withdraw a claim that is not yet assessed."""
    claim, form = queries.claim_numbered(number), ReasonForm()
    if not form.validate():
        return progress_page(number, reason=form, status=422)
    services.withdraw_claim(g.act, claim.id, reason=form.reason.data)
    return redirect(url_for(".show", number=number), 303)


@portal.get("/<number>/letter.pdf")
@allow(May.CLAIM_READ)
def letter(number: str) -> ResponseReturnValue:
    """The decision letter, once there is a decision."""
    claim = queries.claim_numbered(number)
    if claim.decided_on is None:
        raise NotFound("claims.not_decided", claim=number)
    return letter_pdf(number)


@portal.get("/<number>/documents/<document>.pdf")
@allow(May.CLAIM_READ)
def document(number: str, document: str) -> ResponseReturnValue:
    """A document about the claim as it was issued; it stays the policyholder's when the claim is taken up again."""
    return document_pdf(number, document)


@portal.get("/<number>/recoveries/<recovery>.pdf")
@allow(May.CLAIM_READ)
def recovery_statement(number: str, recovery: str) -> ResponseReturnValue:
    """What came in on the claim and how it was shared."""
    return statement_pdf(recovery, queries.claim_numbered(number).number)


def progress_page(
    number: str,
    *,
    reason: ReasonForm | None = None,
    message: MessageForm | None = None,
    complaint: tuple[str, str] = ("", ""),
    status: int = 200,
) -> ResponseReturnValue:
    """Where the claim stands. Figures and reasons only once the decision stands: before that they are the house's."""
    claim = queries.claim_numbered(number)
    made = assessments_of(claim.id) if claim.state in DECIDED and claim.decided_on is not None else []
    checklist, payment = checklist_of(claim), payment_of(claim.id)
    nothing_due = claim.number in nothing_to_pay()
    page = render_template(
        "claims/cases/portal/show.html",
        side="portal",
        claim=claim,
        policy=policy_facts(claim.policy),
        buyer=party(claim.party),
        moves=CLAIM_LIFE.open_moves(claim.state),
        clocks=queries.claim_clocks(claim),
        clock=None if nothing_due else queries.standing_clock(claim),
        nothing_due=nothing_due,
        way=way_of(claim, None if payment is None else payment.paid_on),
        result=kept_result(made[0]) if made else None,
        payment=payment,
        assignee=assignee_name(claim, reader_locale()),
        papers=issued_about(f"claim:{claim.number}"),
        letter=standing_letter(claim),
        recoveries=recoveries_of(claim.id),
        checklist=checklist,
        asked=asked_words(checklist),
        requests=requests_of(claim.id),
        complaint=complaint,
        messages=messages_of(claim.id),
        events=timeline(f"claim:{claim.number}"),
        reason_form=reason or ReasonForm(formdata=None),
        message_form=message or MessageForm(formdata=None),
        most=LARGEST // MIB,
        clause_words=lambda clause: clause_text(clause, reader_locale()),
        today=today(),
        crumbs=[Crumb(here("Claims"), url_for("claims_portal.overview")), Crumb(claim.number)],
    )
    return page, status
