"""The premium desk: notes, receipts, adjustments."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Row

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.documents.answers import paper_answer
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import allow
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import Line, Listing, answered
from insurer.infra.web.tables import Column, Filter
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.parties.public import party
from policies.billing import queries
from policies.billing.documents import note_pdf, shown_names
from policies.billing.forms import AdjustmentForm, settlement_form
from policies.billing.jobs import note_paper_state
from policies.billing.rules import suspended_from
from policies.billing.services import adjust_premium, receive_premium
from policies.billing.terms import NoteAccount, NoteStanding
from policies.contracts.queries import policies_to_adjust, policy_facts, policy_numbered, terms_by_policy, terms_of
from policies.contracts.terms import PolicyTerms

desk = Blueprint("premium_desk", __name__, url_prefix="/desk/premium")

NOTE_COLUMNS = (
    Column("number", "Note", "code", sortable=True, narrow=True),
    Column("policyholder", "Policyholder"),
    Column("policy", "Policy", "code"),
    Column("kind", "Reason"),
    Column("due_on", "Due", "date", sortable=True),
    Column("total", "Amount", "money"),
    Column("open", "Open", "money", narrow=True),
    Column("standing", "Status", "status", narrow=True),
    Column("cover", "Cover"),
)
NOTE_FILTERS = (
    Filter("standing", "Status", "choice", NoteStanding),
    Filter("policy", "Policy"),
    Filter("due_to", "Due by", "date"),
)


@desk.get("/")
@allow(May.PREMIUM_READ)
def notes() -> ResponseReturnValue:
    """Debit and credit notes of all policies, by due date, with what an unpaid one does to cover."""
    overdue = queries.premium_overdue(today())
    return answered(
        _listing(),
        lambda table: render_template(
            "policies/billing/desk/notes.html", table=table, overdue=overdue, crumbs=[Crumb(_("Premium"))]
        ),
    )


def _listing() -> Listing:
    _statement, keys, unique = queries.notes_query({}, today())
    return Listing(
        name="notes",
        caption=_("Debit notes"),
        empty=_("No note answers to this."),
        columns=NOTE_COLUMNS,
        filters=NOTE_FILTERS,
        statement=lambda filters: queries.notes_query(filters, today())[0],
        keys=keys,
        unique=unique,
        lines=_lines,
        sort="due_on",
        descending=True,
    )


def _lines(rows: Sequence[Row[Any]]) -> list[Line]:
    accounts = [queries.account_from(row.DebitNote, row.paid, today()) for row in rows]
    names = shown_names({one.note.policyholder for one in accounts})
    terms = terms_by_policy({one.note.policy for one in accounts if one.standing is NoteStanding.OVERDUE})
    return [
        (
            (
                one.note.number, names[one.note.policyholder], one.note.policy_number, one.note.kind,
                one.note.due_on, one.note.total, one.open, one.standing,
                consequence(one, terms[one.note.policy], today()) if one.note.policy in terms else "",
            ),
            url_for(".note", number=one.note.number),
        )
        for one in accounts
    ]  # fmt: skip


def consequence(account: NoteAccount, terms: PolicyTerms, day: date) -> str:
    """What the unpaid note does to cover by the policy's days of grace; empty while it does nothing."""
    if account.standing is not NoteStanding.OVERDUE:
        return ""
    begins = suspended_from(account.note.due_on, terms.days("premium_grace_days", day))
    if begins is None:
        return _("in force: no days of grace agreed")
    if begins <= day:
        return _("suspended since %(day)s", day=begins)
    return _("suspended from %(day)s", day=begins)


@desk.get("/notes/<number>")
@allow(May.PREMIUM_READ)
def note(number: str) -> ResponseReturnValue:
    """One note: what it charges, how that was worked out, what was received."""
    account = _account(number)
    form = settlement_form(lambda: account.open.currency)()
    form.amount.data, form.received_on.data = max(account.open, -account.open), today()
    return _note_page(account, form)


@desk.post("/notes/<number>/settlements")
@allow(May.PREMIUM_RECEIVE)
def settle(number: str) -> ResponseReturnValue:
    """Book money received for a debit note; a credit note is paid out as a refund, with a second person."""
    account = _account(number)
    if account.note.total.minor < 0:
        return redirect(url_for("refunds_desk.show", number=number), 303)
    form = settlement_form(lambda: account.open.currency)()
    if not form.validate_on_submit():
        return _note_page(account, form), 422
    amount, day = form.amount.data, form.received_on.data
    try:
        receipt = receive_premium(g.act, number, amount=amount, received_on=day)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _note_page(_account(number), form), 422
    except Conflict as refusal:
        form.form_errors.append(_(refusal.code, **refusal.facts))
        return _note_page(_account(number), form), refusal.status
    flash(_("Receipt %(number)s was booked.", number=receipt), "good")
    return redirect(url_for(".note", number=number), 303)


@desk.get("/notes/<number>.pdf")
@allow(May.PREMIUM_READ)
def note_document(number: str) -> ResponseReturnValue:
    return note_paper_answer(_account(number).note.number)


@desk.get("/adjustments")
@allow(May.PREMIUM_READ)
def adjustments() -> ResponseReturnValue:
    """Policies whose period is over: what the final premium is and what was billed."""
    return _adjustments_page(AdjustmentForm())


@desk.post("/adjustments/<number>")
@allow(May.PREMIUM_BILL)
def adjust(number: str) -> ResponseReturnValue:
    """Issue the note of the adjustment."""
    policy, form = policy_numbered(number), AdjustmentForm()
    if not form.validate_on_submit():
        return _adjustments_page(form), 422
    try:
        issued = adjust_premium(g.act, policy.id, loss_ratio=form.loss_ratio.data)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _adjustments_page(form), 422
    flash(_("Note %(number)s was issued.", number=issued), "good")
    return redirect(url_for(".note", number=issued), 303)


def note_paper_answer(number: str) -> Response:
    """The paper of a note as it was issued; in another language a translation, before its issue a preview."""
    return paper_answer(note_paper_state(number), lambda locale, seal: note_pdf(number, locale, seal), number)


def _account(number: str) -> NoteAccount:
    return queries.note_account(number, today())


def _note_page(account: NoteAccount, form: SafeForm) -> str:
    number = account.note.number
    receipts = [receipt for receipt in queries.receipts_of(account.note.policy) if receipt.note == number]
    return render_template(
        "policies/billing/desk/note.html",
        may=May,
        account=account,
        policy=policy_facts(account.note.policy),
        policyholder=party(account.note.policyholder),
        working=queries.note_working(number),
        consequence=consequence(account, terms_of(account.note.policy), today()),
        today=today(),
        receipts=receipts,
        form=form,
        key=secrets.token_hex(16),
        crumbs=[Crumb(_("Premium"), url_for(".notes")), Crumb(number)],
    )


def _adjustments_page(form: AdjustmentForm) -> str:
    found = policies_to_adjust(today())
    return render_template(
        "policies/billing/desk/adjustments.html",
        may=May,
        with_bonus={one.id for one in found if terms_of(one.id).on("bonus_malus", one.period.first)},
        rows=[
            (policy, queries.premium_position(policy.id, today()), queries.declared_turnover(policy.id))
            for policy in found
        ],
        names=shown_names({policy.policyholder for policy in found}),
        form=form,
        key=secrets.token_hex(16),
        crumbs=[Crumb(_("Premium"), url_for(".notes")), Crumb(_("Adjustments"))],
    )
