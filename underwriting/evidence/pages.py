"""The pages of invoice evidence on both sides: what was sent, one e-invoice with its checks, what to do with it."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO

from flask import Response, flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import permitted
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import ReceivableId
from policies.public import policy_facts
from underwriting.buyers.pages.choosing import chosen_policy
from underwriting.evidence import queries
from underwriting.evidence.forms import EnterForm, EvidenceForm
from underwriting.evidence.models import EvidenceLink, InvoiceEvidence
from underwriting.evidence.rules.checks import due_by_terms
from underwriting.evidence.services import attach_evidence, enter_from_evidence, receive_evidence
from underwriting.evidence.terms import Judged
from underwriting.receivables.queries import receivable_under

DOWNLOAD_POLICY = "sandbox; default-src 'none'"
COLUMNS = (
    Column("number", "Evidence", "code", narrow=True),
    Column("invoice", "Invoice number", "code", narrow=True),
    Column("buyer", "Buyer"),
    Column("issued", "Issued", "date"),
    Column("due", "Due", "date"),
    Column("amount", "Total with tax", "number"),
    Column("currency", "Currency", "code"),
    Column("figures", "Figures"),
    Column("ledger", "In the ledger"),
)


def overview_page(side: str) -> ResponseReturnValue:
    """The e-invoices sent under one policy, newest first."""
    choice = chosen_policy()
    found = queries.evidence_of([choice.policy.id]) if choice.policy else []
    links = queries.linked(found)
    rows = [
        table_row(
            COLUMNS,
            (one.number, one.invoice_number, one.buyer, one.issued, one.due, Decimal(one.grand),
             one.currency,
             _("agree") if one.sound else _("do not agree"), _("attached") if one.id in links else _("not yet")),
            url_for(".show", number=one.number),
        )
        for one in found
    ]  # fmt: skip
    table = Table("evidence", COLUMNS, rows, caption=_("E-invoices"), empty=_("No e-invoice was sent yet."))
    return _render(side, "overview", choice=choice, table=table, crumbs=[Crumb(_("E-invoices"))])


def send_page(side: str) -> ResponseReturnValue:
    """Where an e-invoice is sent."""
    form = EvidenceForm()
    choice = chosen_policy()
    status = 200
    if request.method == "POST":
        if choice.policy is None:
            raise NotFound("limits.no_policy")
        try:
            if form.validate():
                sent = form.file.data
                number = receive_evidence(g.act, choice.policy.id, content=sent.read(), filename=sent.filename or "")
                flash(_("The e-invoice was read and kept."))
                return redirect(url_for(".show", number=number), 303)
        except InvalidInput as refusal:
            form.refuse(refusal)
        status = 422
    crumbs = [Crumb(_("E-invoices"), url_for(".overview")), Crumb(_("Send an e-invoice"))]
    return _render(side, "send", form=form, choice=choice, crumbs=crumbs), status


def show_page(side: str, number: str, form: SafeForm | None = None, status: int = 200) -> ResponseReturnValue:
    """One e-invoice: what it states, whether its figures agree, and how it stands to the ledger."""
    row = queries.evidence_numbered(number)
    found, link, policy = row.judged(), queries.link_of(row.id), policy_facts(row.policy_id)
    standing = [] if link else queries.fitting(row.policy_id, found.invoice)
    attached = _attached(row, found, link)
    may_enter = not (link or standing or found.invoice.credit) and side == "portal" and permitted(May.LEDGER_IMPORT)
    page = _render(
        side,
        "show",
        row=row,
        found=found,
        invoice=found.invoice,
        policy=policy,
        link=link,
        attached=attached,
        standing=standing,
        form=(form or _enter_form(row, found)) if may_enter else None,
        crumbs=[Crumb(_("E-invoices"), url_for(".overview", policy=policy.number)), Crumb(number)],
    )
    return page, status


def attach_page(side: str, number: str) -> ResponseReturnValue:
    """Attach the evidence to the receivable that was pointed at."""
    wanted = request.form.get("receivable", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        raise NotFound("receivables.no_such_invoice", id=wanted[:20])
    attach_evidence(g.act, number, ReceivableId(int(wanted)))
    flash(_("The e-invoice is attached to the receivable."))
    return redirect(url_for(".show", number=number), 303)


def enter_page(side: str, number: str) -> ResponseReturnValue:
    """Enter the receivable that the evidence proves."""
    form = EnterForm()
    try:
        if form.validate():
            enter_from_evidence(
                g.act,
                number,
                reference=form.reference.data,
                name=form["name"].data,
                shipped=form.shipped.data,
                due=form.due.data,
            )
            flash(_("The receivable is in the ledger, with its e-invoice attached."))
            return redirect(url_for(".show", number=number), 303)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return show_page(side, number, form, 422)


def file_answer(number: str) -> Response:
    """The file as it came: handed over, never shown in place."""
    row = queries.evidence_numbered(number)
    suffix = ".pdf" if row.read["container"] == "pdf" else ".xml"
    answer = send_file(
        BytesIO(queries.evidence_file(row)),
        "application/octet-stream",
        as_attachment=True,
        download_name=f"{row.number}{suffix}",
        etag=False,
    )
    answer.headers["Content-Security-Policy"] = DOWNLOAD_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


def _attached(row: InvoiceEvidence, found: Judged, link: EvidenceLink | None) -> queries.Fitting | None:
    if link is None:
        return None
    return queries.fitting_one(row.policy_id, found.invoice, receivable_under(row.policy_id, link.receivable_id).id)


def _enter_form(row: InvoiceEvidence, found: Judged) -> EnterForm:
    """Filled with what the invoice says and the buyer's number where the policy knows it."""
    invoice, form = found.invoice, EnterForm(formdata=None)
    known = queries.buyer_named(row.policy_id, invoice)
    form["name"].data = known[0].name if known else invoice.buyer.name
    form.reference.data = known[1] if known else invoice.buyer.id or invoice.buyer.vat
    form.shipped.data = invoice.delivered or invoice.issued
    form.due.data = invoice.due or due_by_terms(invoice)
    return form


def _render(side: str, page: str, **values: object) -> str:
    return render_template(
        f"underwriting/evidence/{side}/{page}.html", layout=f"_layout/{side}.html", side=side, may=May, **values
    )
