"""Claims for the insurer's people: the list, one claim with what the checks found, acts on the case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row, Select

from claims.cases import queries, services
from claims.cases.forms import FileClaimForm, ReasonForm
from claims.cases.models import Claim
from claims.cases.rules import findings
from claims.cases.states import CLAIM_LIFE, ClaimState
from claims.cases.terms import LossCause
from claims.indemnity.forms import AssessForm, PayForm
from claims.indemnity.jobs import standing_letter
from claims.indemnity.queries import assessments_of, kept_result, payment_of
from claims.overdues.queries import overdues_of
from claims.recoveries.queries import recoveries_of
from insurer.accounts.facts import May
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import today
from insurer.infra.commands import Act
from insurer.infra.db import db
from insurer.infra.documents.issuing import issued_about
from insurer.infra.languages import clause_text, here, reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Filter, Table, keyset_page, list_state, table_row
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import ClaimId, ReceivableId
from insurer.parties.public import parties, party, party_of
from policies.public import policy_facts, policy_numbered

desk = Blueprint("claims_desk", __name__, url_prefix="/desk/claims")

COLUMNS = (
    Column("number", "Claim", "code", sortable=True, narrow=True),
    Column("buyer", "Buyer", narrow=True),
    Column("policy", "Policy", "code"),
    Column("cause", "Cause of loss"),
    Column("filed_on", "Filed on", "date", sortable=True),
    Column("claimed", "Claimed", "money"),
    Column("state", "State", "status"),
)
FILTERS = (Filter("state", "State", "choice", ClaimState), Filter("number", "Claim"))


@desk.get("/")
@allow(May.CLAIM_READ)
def overview() -> ResponseReturnValue:
    return overview_page("desk")


@desk.get("/<number>")
@allow(May.CLAIM_READ)
def show(number: str) -> ResponseReturnValue:
    return case_page(number)


@desk.get("/file/<policy>/<buyer>")
@allow(May.CLAIM_FILE)
def file(policy: str, buyer: str) -> ResponseReturnValue:
    return filing_page("desk", policy, buyer, FileClaimForm(cause=LossCause.PROTRACTED_DEFAULT.value))


@desk.post("/file/<policy>/<buyer>")
@allow(May.CLAIM_FILE)
def file_now(policy: str, buyer: str) -> ResponseReturnValue:
    return filed("desk", policy, buyer)


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


def overview_page(side: str) -> str:
    """The claims of the reader's scope, newest first."""
    state = list_state(COLUMNS, FILTERS, sort="number", descending=True)
    wanted = state.filters.get("state")
    query = queries.claims_query(state=ClaimState(wanted) if wanted in set(ClaimState) else None)
    if "number" in state.filters:
        query = query.where(Claim.number.icontains(state.filters["number"], autoescape=True))
    page = keyset_page(_run, query, {"number": Claim.number, "filed_on": Claim.filed_on}, Claim.id, state)
    claims = [queries.facts_of(row[0]) for row in page.items]
    buyers = parties({claim.party for claim in claims})
    rows = [
        table_row(
            COLUMNS,
            (
                claim.number,
                buyers[claim.party].shown_name(reader_locale()),
                policy_facts(claim.policy).number,
                claim.cause,
                claim.filed_on,
                claim.currency_totals[0] if len(claim.currency_totals) == 1 else claim.currency_totals,
                claim.state,
            ),
            url_for(f"claims_{side}.show", number=claim.number),
        )
        for claim in claims
    ]
    table = Table(
        "claims", COLUMNS, rows, state, FILTERS, page, caption=here("Claims"), empty=here("No claim was filed.")
    )
    return render_template(f"claims/cases/{side}/overview.html", side=side, table=table, crumbs=[Crumb(here("Claims"))])


def _run(statement: Select[Any]) -> Sequence[Row[Any]]:
    return db.session.execute(statement).all()


def case_page(
    number: str,
    *,
    assess: AssessForm | None = None,
    pay: PayForm | None = None,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Everything about one claim, for its examiner, its approver and its payer."""
    claim = queries.claim_numbered(number)
    made = assessments_of(claim.id)
    page = render_template(
        "claims/cases/desk/show.html",
        claim=claim,
        policy=policy_facts(claim.policy),
        policyholder=party(claim.policyholder),
        buyer=party(claim.party),
        moves=CLAIM_LIFE.open_moves(claim.state),
        findings=findings(queries.checks_of(claim, today())),
        clocks=queries.claim_clocks(claim),
        assessments=made,
        result=kept_result(made[0]) if made else None,
        payment=payment_of(claim.id),
        papers=issued_about(f"claim:{claim.number}"),
        letter=standing_letter(claim),
        recoveries=recoveries_of(claim.id),
        events=timeline(f"claim:{claim.number}"),
        assess_form=assess or AssessForm(formdata=None),
        pay_form=pay or PayForm(formdata=None, paid_on=today()),
        reason_form=reason or ReasonForm(formdata=None),
        clause_words=lambda clause: clause_text(clause, reader_locale()),
        today=today(),
        crumbs=[Crumb(here("Claims"), url_for("claims_desk.overview")), Crumb(claim.number)],
    )
    return page, status


def filing_page(side: str, policy: str, buyer: str, form: FileClaimForm, status: int = 200) -> ResponseReturnValue:
    """The notified invoices of a buyer, to be claimed."""
    facts, found = policy_numbered(policy), party_of(buyer)
    overdue = overdues_of(facts.id, found.id, today())
    claimed = queries.claimed_elsewhere(facts.id, found.id)
    page = render_template(
        f"claims/cases/{side}/file.html",
        side=side,
        policy=facts,
        buyer=found,
        invoices=[invoice for invoice in overdue.notified if invoice.receivable not in claimed],
        not_notified=overdue.to_notify,
        form=form,
        crumbs=[Crumb(here("Claims"), url_for(f"claims_{side}.overview")), Crumb(here("File a claim"))],
    )
    return page, status


def filed(side: str, policy: str, buyer: str) -> ResponseReturnValue:
    """File the claim and show it."""
    form = FileClaimForm()
    facts, found = policy_numbered(policy), party_of(buyer)
    if not form.validate():
        return filing_page(side, policy, buyer, form, 422)
    chosen = [ReceivableId(int(value)) for value in form.receivables.data if value.isascii() and value.isdigit()]
    act: Act = g.act
    try:
        claim_id = services.file_claim(
            act,
            facts.id,
            found.id,
            cause=LossCause(form.cause.data),
            loss_date=form.loss_date.data,
            receivables=chosen,
        )
    except InvalidInput as refusal:
        form.refuse(refusal)
        return filing_page(side, policy, buyer, form, 422)
    claim = queries.claim_facts(ClaimId(claim_id))
    held = claim.state is ClaimState.WAITING
    words = "The claim %(number)s is filed. It waits until %(day)s." if held else "The claim %(number)s is filed."
    flash(here(words, number=claim.number, day=claim.waiting_until), "good")
    return redirect(url_for(f"claims_{side}.show", number=claim.number), 303)
