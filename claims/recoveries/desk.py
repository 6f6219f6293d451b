"""Recoveries: the list, one with its working, and the form that shows the sharing before it is booked."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from claims.cases.queries import claim_facts, claim_numbered
from claims.cases.terms import ClaimFacts
from claims.indemnity.queries import payment_of
from claims.recoveries import queries, services
from claims.recoveries.documents import recovery_statement
from claims.recoveries.forms import RecoveryForm
from claims.recoveries.jobs import statement_state
from claims.recoveries.rules import RecoveryShares
from claims.recoveries.terms import Holder
from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.documents.answers import paper_answer
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import ClaimId
from insurer.kernel.money import Money
from insurer.parties.public import parties, party
from policies.public import policy_facts

desk = Blueprint("recoveries_desk", __name__, url_prefix="/desk/recoveries")

COLUMNS = (
    Column("number", "Recovery", "code", narrow=True),
    Column("claim", "Claim", "code"),
    Column("received_on", "Received on", "date"),
    Column("received_by", "Received by"),
    Column("amount", "Recovered", "money", narrow=True),
    Column("costs", "Costs", "money"),
    Column("insurer", "Insurer", "money"),
    Column("policyholder", "Policyholder", "money"),
)


@desk.get("/")
@allow(May.CLAIM_READ)
def overview() -> ResponseReturnValue:
    rows = []
    for row in queries.all_recoveries():
        claim = claim_facts(ClaimId(row.claim_id))
        values = (row.number, claim.number, row.received_on, Holder(row.received_by), row.amount, row.costs,
                  row.insurer, row.policyholder)  # fmt: skip
        rows.append(table_row(COLUMNS, values, url_for(".show", number=row.number)))
    table = Table("recoveries", COLUMNS, rows, caption=here("Recoveries"), empty=here("Nothing was recovered yet."))
    waiting = queries.to_collect()
    return render_template(
        "claims/recoveries/desk/overview.html",
        table=table,
        waiting=waiting,
        buyers=parties({one.party for one in waiting}),
        today=today(),
        crumbs=[Crumb(here("Recoveries"))],
    )


@desk.get("/<number>")
@allow(May.CLAIM_READ)
def show(number: str) -> ResponseReturnValue:
    row = queries.recovery_numbered(number)
    claim = claim_facts(ClaimId(row.claim_id))
    return render_template(
        "claims/recoveries/desk/show.html",
        row=row,
        holder=Holder(row.received_by),
        claim=claim,
        working_of=queries.kept_working(row),
        crumbs=[Crumb(here("Recoveries"), url_for(".overview")), Crumb(row.number)],
    )


@desk.get("/<number>/statement.pdf")
@allow(May.CLAIM_READ)
def statement(number: str) -> ResponseReturnValue:
    """The statement to the policyholder."""
    return statement_pdf(number, claim_facts(ClaimId(queries.recovery_numbered(number).claim_id)).number)


def statement_pdf(recovery: str, claim: str) -> ResponseReturnValue:
    """The statement of a recovery on one claim; another claim's is not found."""
    if claim_facts(ClaimId(queries.recovery_numbered(recovery).claim_id)).number != claim:
        raise NotFound("recoveries.absent", recovery=recovery)
    state = statement_state(claim, recovery)
    return paper_answer(state, lambda locale, seal: recovery_statement(recovery, locale, seal), recovery)


@desk.get("/book/<claim>")
@allow(May.RECOVERY_BOOK)
def book(claim: str) -> ResponseReturnValue:
    return _form_page(claim_numbered(claim))


@desk.post("/book/<claim>")
@allow(May.RECOVERY_BOOK)
def book_now(claim: str) -> ResponseReturnValue:
    """Show the sharing, or book it when the sender has seen it."""
    facts = claim_numbered(claim)
    form = _form(facts)
    if not form.validate():
        return _form_page(facts, form, status=422)
    costs = form.costs.data or Money.zero(form.amount.data.currency)
    try:
        if "book" not in request.form:
            return _form_page(facts, form, queries.sharing(facts, form.amount.data, costs))
        recovery_id = services.book_recovery(
            g.act,
            facts.id,
            received_on=form.received_on.data,
            amount=form.amount.data,
            costs=costs,
            received_by=Holder(form.received_by.data),
        )
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _form_page(facts, form, status=422)
    number = next(row.number for row in queries.recoveries_of(facts.id) if row.id == recovery_id)
    flash(here("Recovery %(number)s is booked.", number=number), "good")
    return redirect(url_for(".show", number=number), 303)


def _form(claim: ClaimFacts) -> RecoveryForm:
    g.recovery_currency = policy_facts(claim.policy).currency
    return RecoveryForm()


def _form_page(
    claim: ClaimFacts, form: RecoveryForm | None = None, shares: RecoveryShares | None = None, status: int = 200
) -> ResponseReturnValue:
    if form is None:
        g.recovery_currency = policy_facts(claim.policy).currency
        form = RecoveryForm(formdata=None, received_on=today(), received_by=Holder.INSURER.value)
    page = render_template(
        "claims/recoveries/desk/book.html",
        claim=claim,
        buyer=party(claim.party).shown_name(reader_locale()),
        payment=payment_of(claim.id),
        earlier=queries.recoveries_of(claim.id),
        form=form,
        shares=shares,
        crumbs=[
            Crumb(here("Claims"), url_for("claims_desk.overview")),
            Crumb(claim.number, url_for("claims_desk.show", number=claim.number)),
            Crumb(here("Book a recovery")),
        ],
    )
    return page, status
