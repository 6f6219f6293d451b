"""Policies at the desk: the list, one policy, drafting, endorsing, binding, ending."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from insurer.accounts.facts import May
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import now, today
from insurer.infra.documents.answers import paper_answer, pdf_answer
from insurer.infra.languages import _, our_locale, reader_locale
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import Line, Listing, answered
from insurer.infra.web.tables import Column, Filter
from insurer.kernel.errors import InvalidInput
from insurer.kernel.ids import DocumentId
from insurer.kernel.money import currency_decimals
from insurer.kernel.parsing import parse_day
from insurer.kernel.period import Period
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties_named, party, party_names, party_of
from insurer.reference.facts import currencies
from policies.contracts.documents import term_chapters
from policies.contracts.queries import policy_numbered, terms_of
from policies.contracts.services import draft_policy
from policies.contracts.states import PolicyState
from policies.contracts.terms import PolicyFacts
from policies.issuance import queries
from policies.issuance.documents import policy_paper_pdf, schedule_pdf
from policies.issuance.forms import (
    CancellationForm,
    DiscardForm,
    DraftForm,
    EndorsementForm,
    TermsForm,
    period_of_a_year,
    terms_form,
    usual_terms,
)
from policies.issuance.jobs import policy_paper_state
from policies.issuance.panels import shown_panels
from policies.issuance.services import bind_policy, cancel_policy, discard_draft, issue_endorsement

desk = Blueprint("policies_desk", __name__, url_prefix="/desk/policies")

COLUMNS = (
    Column("number", "Policy", "code", sortable=True, narrow=True),
    Column("policyholder", "Policyholder", narrow=True),
    Column("currency", "Currency"),
    Column("first", "Inception", "date", sortable=True),
    Column("last", "Expiry", "date"),
    Column("state", "Status", "status", narrow=True),
)
FILTERS = (
    Filter("policyholder", "Policyholder"),
    Filter("number", "Policy number"),
    Filter("state", "Status", "choice", PolicyState),
    Filter("currency", "Currency"),
)


@desk.get("/")
@allow(May.POLICY_READ)
def policies() -> ResponseReturnValue:
    """Every policy, newest number first."""
    _statement, keys, unique = queries.list_query({})
    listing = Listing(
        name="policies",
        caption=_("Policies"),
        empty=_("No policy answers to this."),
        columns=COLUMNS,
        filters=FILTERS,
        statement=lambda filters: queries.list_query(filters)[0],
        keys=keys,
        unique=unique,
        lines=_lines,
        sort="number",
        descending=True,
    )
    return answered(
        listing,
        lambda table: render_template(
            "policies/issuance/desk/policies.html",
            table=table,
            may_draft=May.POLICY_DRAFT,
            crumbs=[Crumb(_("Policies"))],
        ),
    )


def _lines(rows: Sequence[Row[Any]]) -> list[Line]:
    """The values of a list's rows, and the address of each policy."""
    names, address = party_names({row.policyholder_id for row in rows}, reader_locale()), url_for(".policies")
    return [
        (
            (
                row.number,
                names[row.policyholder_id],
                row.currency,
                row.first_day,
                Period(row.first_day, row.end_day).last,
                PolicyState(row.state),
            ),
            f"{address}{row.number}",
        )
        for row in rows
    ]


@desk.get("/<number>")
@allow(May.POLICY_READ)
def policy(number: str) -> ResponseReturnValue:
    """One policy: parties, period, terms with their history, endorsements, premium, papers, timeline."""
    view = queries.policy_view(number, today())
    return render_template(
        "policies/issuance/desk/policy.html",
        view=view,
        may=May,
        note_href=lambda note: url_for("premium_desk.note", number=note),
        chapters=term_chapters(view.terms, view.day),
        panels=shown_panels("desk", view.policy),
        events=timeline(f"policy:{number}"),
        today=today(),
        key=secrets.token_hex(16),
        crumbs=[Crumb(_("Policies"), url_for(".policies")), Crumb(number)],
    )


@desk.get("/new")
@allow(May.POLICY_DRAFT)
def draft() -> ResponseReturnValue:
    """First whose policy and in which currency, then all terms with their usual values."""
    asked = request.args.get("party", "")
    if not asked:
        return _choose_page()
    holder, currency = party_of(asked), _currency()
    form, terms = DraftForm(), terms_form(currency)
    form.first.data, end = period_of_a_year(today())
    form.last.data, form.language.data = end - timedelta(days=1), "en"
    terms.show_terms(usual_terms(currency))
    return _draft_page(holder, currency, form, terms)


@desk.post("/new")
@allow(May.POLICY_DRAFT)
def draft_now() -> ResponseReturnValue:
    """Draft the policy as entered."""
    holder, currency = party_of(request.args.get("party", "")), _currency()
    form, terms = DraftForm(), terms_form(currency)
    if not (form.validate() & terms.validate()):
        return _draft_page(holder, currency, form, terms), 422
    try:
        drafted = draft_policy(
            g.act,
            policyholder=holder.answers,
            currency=currency,
            first=form.first.data,
            last=form.last.data,
            terms=terms.typed_terms(),
            language=form.language.data,
        )
    except InvalidInput as refusal:
        _refuse(form, terms, refusal)
        return _draft_page(holder, currency, form, terms), 422
    number = queries.number_of(drafted)
    flash(_("Policy %(number)s was drafted.", number=number), "good")
    return redirect(url_for(".policy", number=number), 303)


@desk.get("/<number>/endorsement")
@allow(May.POLICY_DRAFT)
def endorsement(number: str) -> ResponseReturnValue:
    """All terms as they stand on the day the change is to hold from, which is asked for first."""
    found = policy_numbered(number)
    form, terms = EndorsementForm(), terms_form(found.currency)
    asked = request.args.get("valid_from")
    day = parse_day(asked, "valid_from") if asked else max(today(), found.period.first)
    standing = terms_of(found.id)
    form.valid_from.data, form.version.data = day, str(found.version)
    terms.show_terms({key: standing.on(key, day) for key in standing.keys()})  # noqa: SIM118 - not a mapping
    return _endorsement_page(found, form, terms)


@desk.post("/<number>/endorsement")
@allow(May.POLICY_DRAFT)
def endorse(number: str) -> ResponseReturnValue:
    """Record the terms that differ from those that stand on the day."""
    found = policy_numbered(number)
    form, terms = EndorsementForm(), terms_form(found.currency)
    if not (form.validate() & terms.validate()):
        return _endorsement_page(found, form, terms), 422
    seen = form.version.data or ""
    try:
        issue_endorsement(
            g.act,
            found.id,
            terms=terms.typed_terms(),
            valid_from=form.valid_from.data,
            reason=form.reason.data,
            version=int(seen) if seen.isascii() and seen.isdigit() else 0,
        )
    except InvalidInput as refusal:
        _refuse(form, terms, refusal)
        return _endorsement_page(found, form, terms), 422
    flash(_("The endorsement was recorded. Of a bound policy it was issued as a paper."), "good")
    return redirect(url_for(".policy", number=number), 303)


@desk.post("/<number>/binding")
@allow(May.POLICY_BIND)
def bind(number: str) -> ResponseReturnValue:
    """Bind the cover."""
    bind_policy(g.act, policy_numbered(number).id)
    flash(_("Policy %(number)s is bound. Its debit notes and schedule were issued.", number=number), "good")
    return redirect(url_for(".policy", number=number), 303)


@desk.get("/<number>/end")
@allow(May.POLICY_BIND)
def end(number: str) -> ResponseReturnValue:
    """Discard a draft, or cancel a bound policy with its return premium shown first."""
    found, form = policy_numbered(number), CancellationForm(request.args)
    return _end_page(found, form)


@desk.post("/<number>/end")
@allow(May.POLICY_BIND)
def cancel(number: str) -> ResponseReturnValue:
    found = policy_numbered(number)
    form: SafeForm = DiscardForm() if found.state is PolicyState.DRAFT else CancellationForm()
    if not form.validate():
        return _end_page(found, form), 422
    try:
        if isinstance(form, CancellationForm):
            cancel_policy(g.act, found.id, cancelled_on=form.cancelled_on.data, reason=form.reason.data)
        else:
            discard_draft(g.act, found.id, reason=form["reason"].data)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _end_page(found, form), 422
    flash(_("Policy %(number)s has ended.", number=number), "good")
    return redirect(url_for(".policy", number=number), 303)


@desk.get("/<number>/schedule.pdf")
@allow(May.POLICY_READ)
def schedule(number: str) -> ResponseReturnValue:
    """The schedule as it stands now."""
    content = schedule_pdf(policy_numbered(number), now(), our_locale(request.args.get("in")))
    return pdf_answer(content, number)


@desk.get("/<number>/papers/<int:document>.pdf")
@allow(May.POLICY_READ)
def paper(number: str, document: int) -> ResponseReturnValue:
    """A paper as it was issued."""
    found = policy_numbered(number)
    issued = queries.paper_of(found.id, DocumentId(document))
    return paper_answer(
        policy_paper_state(issued, number),
        lambda locale, seal: policy_paper_pdf(found, issued.paper(), issued.issued_at, locale, seal),
        number,
    )


def _currency() -> str:
    asked = request.args.get("currency", "EUR")
    currency_decimals(asked)
    return asked


def _refuse(form: SafeForm, terms: TermsForm, refusal: InvalidInput) -> None:
    """Beside the field of whichever of the two forms has it."""
    (form if refusal.field in form else terms).refuse(refusal)


def _choose_page() -> str:
    wanted = request.args.get("q", "").strip()
    return render_template(
        "policies/issuance/desk/choose.html",
        wanted=wanted,
        found=parties_named(wanted, most=30) if wanted else [],
        currency=_currency(),
        currencies=currencies(),
        crumbs=[Crumb(_("Policies"), url_for(".policies")), Crumb(_("New policy"))],
    )


def _draft_page(holder: PartyFacts, currency: str, form: DraftForm, terms: TermsForm) -> str:
    return render_template(
        "policies/issuance/desk/draft.html",
        holder=holder,
        currency=currency,
        form=form,
        terms=terms,
        key=secrets.token_hex(16),
        crumbs=[Crumb(_("Policies"), url_for(".policies")), Crumb(_("New policy"))],
    )


def _endorsement_page(found: PolicyFacts, form: EndorsementForm, terms: TermsForm) -> str:
    return render_template(
        "policies/issuance/desk/endorsement.html",
        policy=found,
        form=form,
        terms=terms,
        key=secrets.token_hex(16),
        crumbs=_crumbs(found, _("Endorsement")),
    )


def _end_page(found: PolicyFacts, form: SafeForm) -> str:
    day = form["cancelled_on"].data if "cancelled_on" in form else None
    worked = None
    if day is not None and day in found.period and found.state is PolicyState.BOUND:
        worked = queries.cancellation_of(found.id, day)
    return render_template(
        "policies/issuance/desk/end.html",
        policy=found,
        holder=party(found.policyholder),
        form=DiscardForm() if found.state is PolicyState.DRAFT and "cancelled_on" in form else form,
        worked=worked,
        key=secrets.token_hex(16),
        crumbs=_crumbs(found, _("End of cover")),
    )


def _crumbs(found: PolicyFacts, here: str) -> list[Crumb]:
    return [
        Crumb(_("Policies"), url_for(".policies")),
        Crumb(found.number, url_for(".policy", number=found.number)),
        Crumb(here),
    ]
