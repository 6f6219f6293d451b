"""Policies as the policyholder sees them: its own, to read, with their papers."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import now, today
from insurer.infra.documents.answers import paper_answer, pdf_answer
from insurer.infra.languages import _, our_locale
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import NotFound
from insurer.kernel.ids import DocumentId
from policies.billing.desk import note_paper_answer
from policies.billing.documents import shown_names
from policies.billing.queries import note_account, note_working, receipts_of
from policies.contracts.documents import term_chapters
from policies.contracts.queries import policies_list, policy_facts, policy_numbered
from policies.contracts.states import PolicyState
from policies.contracts.terms import PolicyFacts
from policies.issuance import queries
from policies.issuance.documents import policy_paper_pdf, schedule_pdf
from policies.issuance.jobs import policy_paper_state
from policies.issuance.panels import shown_panels

portal = Blueprint("policies_portal", __name__, url_prefix="/portal/policies")

COLUMNS = (
    Column("number", "Policy", "code", narrow=True),
    Column("policyholder", "Policyholder"),
    Column("currency", "Currency"),
    Column("first", "Inception", "date"),
    Column("last", "Expiry", "date", narrow=True),
    Column("state", "Status", "status", narrow=True),
)


@portal.get("/")
@allow(May.POLICY_READ)
def policies() -> ResponseReturnValue:
    """The reader's policies; what is still being drafted is the insurer's."""
    found = [one for one in policies_list() if one.bound_at is not None]
    names = shown_names({one.policyholder for one in found})
    rows = [
        table_row(
            COLUMNS,
            (
                one.number,
                names[one.policyholder],
                one.currency,
                one.period.first,
                one.period.last,
                one.state,
            ),
            url_for(".policy", number=one.number),
        )
        for one in reversed(found)
    ]
    table = Table("policies", COLUMNS, rows, caption=_("Policies"), empty=_("You have no policy yet."))
    return render_template("policies/issuance/portal/policies.html", table=table, crumbs=[Crumb(_("Policies"))])


@portal.get("/<number>")
@allow(May.POLICY_READ)
def policy(number: str) -> ResponseReturnValue:
    """One policy: period, terms, premium, papers."""
    own = _own(number)
    view = queries.policy_view(number, today())
    return render_template(
        "policies/issuance/portal/policy.html",
        view=view,
        note_href=lambda note: url_for(".note", number=number, note=note),
        chapters=term_chapters(view.terms, view.day),
        panels=shown_panels("portal", own),
        events=timeline(f"policy:{number}"),
        today=today(),
        crumbs=[Crumb(_("Policies"), url_for(".policies")), Crumb(number)],
    )


@portal.get("/<number>/notes/<note>")
@allow(May.PREMIUM_READ)
def note(number: str, note: str) -> ResponseReturnValue:
    """One debit or credit note of the policy."""
    account = note_account(note, today())
    if account.note.policy != _own(number).id:
        raise NotFound("billing.no_such_note", number=note)
    return render_template(
        "policies/issuance/portal/note.html",
        account=account,
        policy=policy_facts(account.note.policy),
        working=note_working(note),
        receipts=[receipt for receipt in receipts_of(account.note.policy) if receipt.note == note],
        crumbs=[
            Crumb(_("Policies"), url_for(".policies")),
            Crumb(number, url_for(".policy", number=number)),
            Crumb(note),
        ],
    )


@portal.get("/<number>/notes/<note>.pdf")
@allow(May.PREMIUM_READ)
def note_document(number: str, note: str) -> ResponseReturnValue:
    if note_account(note, today()).note.policy != _own(number).id:
        raise NotFound("billing.no_such_note", number=note)
    return note_paper_answer(note)


@portal.get("/<number>/schedule.pdf")
@allow(May.DOCUMENT_READ)
def schedule(number: str) -> ResponseReturnValue:
    """The schedule as it stands now."""
    return pdf_answer(schedule_pdf(_own(number), now(), our_locale(request.args.get("in"))), number)


@portal.get("/<number>/papers/<int:document>.pdf")
@allow(May.DOCUMENT_READ)
def paper(number: str, document: int) -> ResponseReturnValue:
    """A paper as it was issued."""
    found = _own(number)
    issued = queries.paper_of(found.id, DocumentId(document))
    return paper_answer(
        policy_paper_state(issued, number),
        lambda locale, seal: policy_paper_pdf(found, issued.paper(), issued.issued_at, locale, seal),
        number,
    )


def _own(number: str) -> PolicyFacts:
    """The reader's policy with this number; a draft is not yet shown."""
    found = policy_numbered(number)
    if found.state is PolicyState.DRAFT or found.bound_at is None:
        raise NotFound("policy.absent", policy=number)
    return found
