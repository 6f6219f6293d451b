"""Claims for the insurer's people: the list, one claim with what the checks found, acts on the case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.cases import queries, services
from claims.cases.forms import ReasonForm
from claims.cases.pages import claims_listing
from claims.cases.states import CLAIM_LIFE
from claims.cases.terms import ClaimFacts, StandingClock
from claims.correspondence.forms import MessageForm
from claims.correspondence.queries import messages_of
from claims.examination.queries import workbench
from claims.filing.queries import draft_lines
from claims.indemnity.forms import AssessForm, PayForm
from claims.indemnity.jobs import standing_letter
from claims.indemnity.queries import assessments_of, kept_result, nothing_to_pay, payment_of
from claims.papers.forms import AskPapersForm
from claims.papers.pages import asked_words
from claims.papers.queries import checklist_of, requests_of
from claims.payments.queries import number_in_full, paid_to, payment_view
from claims.payments.services import SETTLEMENT
from claims.recoveries.queries import recoveries_of
from claims.reserves.forms import ReserveForm
from claims.reserves.queries import reserves_of
from insurer.accounts.facts import May
from insurer.accounts.public import matters_on
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import now, today
from insurer.infra.documents.issuing import issued_about
from insurer.infra.languages import clause_text, here, reader_locale
from insurer.infra.web.guard import allow, permitted
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import answered
from insurer.infra.web.tables import Table
from insurer.kernel.calendar import add_days
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties, party
from policies.public import policy_facts, terms_by_policy

desk = Blueprint("claims_desk", __name__, url_prefix="/desk/claims")

MOST_QUEUED = 40
DAYS_TO_ANSWER = 14
"""Days that a request for papers leaves, unless the examiner says otherwise."""


@desk.get("/")
@allow(May.CLAIM_READ)
def overview() -> ResponseReturnValue:
    return overview_page("desk")


@desk.get("/<number>")
@allow(May.CLAIM_READ)
def show(number: str) -> ResponseReturnValue:
    return case_page(number)


@desk.post("/<number>/suspend")
@allow(May.CLAIM_ASSESS)
def suspend(number: str) -> ResponseReturnValue:
    return with_reason(number, services.suspend_claim)


@desk.post("/<number>/resume")
@allow(May.CLAIM_ASSESS)
def resume(number: str) -> ResponseReturnValue:
    return with_reason(number, services.resume_claim)


@desk.post("/<number>/take-up")
@allow(May.CLAIM_ASSESS)
def take_up(number: str) -> ResponseReturnValue:
    claim = queries.claim_numbered(number)
    services.end_waiting(g.act, claim.id)
    return redirect(url_for(".show", number=number), 303)


def with_reason(number: str, work: Callable[..., None]) -> ResponseReturnValue:
    """Do an act that needs a reason, and come back to the claim."""
    claim, form = queries.claim_numbered(number), ReasonForm()
    if not form.validate():
        return case_page(number, reason=form, status=422)
    work(g.act, claim.id, reason=form.reason.data)
    return redirect(url_for("claims_desk.show", number=number), 303)


def overview_page(side: str) -> ResponseReturnValue:
    """The claims of the reader's scope, newest first, and those in work by the clock that runs."""

    def page(table: Table) -> str:
        first = table.state is None or not (table.state.filters or table.state.after or table.state.before)
        return render_template(
            f"claims/cases/{side}/overview.html",
            side=side,
            table=table,
            queue=_queue(side) if first else [],
            drafts=draft_lines() if side == "portal" and permitted(May.CLAIM_FILE) else [],
            today=today(),
            crumbs=[Crumb(here("Claims"))],
        )

    return answered(claims_listing(side), page)


def _queue(side: str) -> list[tuple[ClaimFacts, PartyFacts, StandingClock | None, str]]:
    """The open claims by the clock that runs, the nearest first; those without one last."""
    done = nothing_to_pay()
    claims = [claim for claim in queries.open_claims(MOST_QUEUED) if claim.number not in done]
    buyers, terms = parties({claim.party for claim in claims}), terms_by_policy({claim.policy for claim in claims})
    found = [
        (
            claim,
            buyers[claim.party],
            queries.standing_clock(claim, terms[claim.policy]),
            url_for(f"claims_{side}.show", number=claim.number),
        )
        for claim in claims
    ]
    return sorted(found, key=lambda line: (line[2].day if line[2] else date.max, line[0].number))


def case_page(
    number: str,
    *,
    assess: AssessForm | None = None,
    pay: PayForm | None = None,
    reason: ReasonForm | None = None,
    papers: AskPapersForm | None = None,
    message: MessageForm | None = None,
    reserve: ReserveForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Everything about one claim on one screen, for its examiner, its approver and its payer."""
    claim, day = queries.claim_numbered(number), today()
    made, checklist = assessments_of(claim.id), checklist_of(claim)
    policy = policy_facts(claim.policy)
    g.reserve_currency = policy.currency
    tried = AssessForm(request.args) if "late_reduction" in request.args else None
    trying = tried is not None and tried.validate_tried()
    paying, nothing_due = payment_view(claim, now()), claim.number in nothing_to_pay()
    page = render_template(
        "claims/cases/desk/show.html",
        side="desk",
        claim=claim,
        policy=policy,
        policyholder=party(claim.policyholder),
        buyer=party(claim.party),
        moves=CLAIM_LIFE.open_moves(claim.state),
        bench=workbench(claim, day, now(), tried.reduction if tried is not None and trying else None),
        trying=trying,
        clocks=queries.claim_clocks(claim),
        clock=None if nothing_due else queries.standing_clock(claim),
        nothing_due=nothing_due,
        assessments=made,
        result=kept_result(made[0]) if made else None,
        payment=payment_of(claim.id),
        pay_view=paying,
        payee=party(paid_to(claim) or paying.payee.party),
        number_in_full=number_in_full(claim),
        matters=matters_on(SETTLEMENT, f"claim:{claim.number}"),
        papers=issued_about(f"claim:{claim.number}"),
        letter=standing_letter(claim),
        recoveries=recoveries_of(claim.id),
        checklist=checklist,
        asked=asked_words(checklist),
        requests=requests_of(claim.id),
        messages=messages_of(claim.id),
        reserves=reserves_of(claim.id),
        events=timeline(f"claim:{claim.number}"),
        assess_form=assess or tried or AssessForm(formdata=None),
        pay_form=pay or PayForm(formdata=None, paid_on=day),
        reason_form=reason or ReasonForm(formdata=None),
        papers_form=papers or AskPapersForm(formdata=None, answer_by=add_days(day, DAYS_TO_ANSWER)),
        message_form=message or MessageForm(formdata=None),
        reserve_form=reserve or ReserveForm(formdata=None),
        clause_words=lambda clause: clause_text(clause, reader_locale()),
        today=day,
        crumbs=[Crumb(here("Claims"), url_for("claims_desk.overview")), Crumb(claim.number)],
    )
    return page, status
