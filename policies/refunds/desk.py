"""Refunds at the premium desk: what is owed to policyholders, put forward, agreed to by another person, paid."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import now, today
from insurer.infra.languages import _, reader_locale
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import allow, permitted
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed, NotFound
from insurer.parties.public import parties, party
from policies.bank_details.queries import account_in_full
from policies.bank_details.rules import in_groups
from policies.billing.services import pay_premium_back, put_refund_forward
from policies.refunds.forms import PayForm, refund_form
from policies.refunds.queries import RefundView, refund, refunds

desk = Blueprint("refunds_desk", __name__, url_prefix="/desk/premium/refunds")

COLUMNS = (
    Column("number", "Credit note", "code", narrow=True),
    Column("policyholder", "Policyholder"),
    Column("policy", "Policy", "code"),
    Column("due_on", "Due", "date"),
    Column("open", "Owed", "money", narrow=True),
    Column("account", "Bank account"),
    Column("state", "Status", "status", narrow=True),
)


@desk.get("/")
@allow(May.PREMIUM_READ)
def overview() -> ResponseReturnValue:
    """Credit notes with money owed to policyholders."""
    found = refunds(today())
    names = parties({one.account.note.policyholder for one in found})
    rows = []
    for one in found:
        note = one.account.note
        values = (
            note.number,
            names[note.policyholder].shown_name(reader_locale()),
            note.policy_number,
            note.due_on,
            -one.account.open,
            one.detail.masked if one.detail else _("none verified yet"),
            one.matter.state if one.matter else None,
        )
        rows.append(table_row(COLUMNS, values, url_for(".show", number=note.number)))
    table = Table("refunds", COLUMNS, rows, caption=_("Refunds"), empty=_("Nothing is owed to a policyholder."))
    return render_template("policies/refunds/desk/overview.html", table=table, crumbs=_crumbs())


@desk.get("/<number>")
@allow(May.PREMIUM_READ)
def show(number: str) -> ResponseReturnValue:
    """One refund: what is owed, to which account it goes, who agreed, and what comes next."""
    found = _found(number)
    form = refund_form(found.account.open.currency, formdata=None)
    form["amount"].data = -found.account.open
    return _page(found, form, PayForm(formdata=None, paid_on=today()))


@desk.post("/<number>/put-forward")
@allow(May.PREMIUM_RECEIVE)
def put_forward(number: str) -> ResponseReturnValue:
    """Ask a second person to agree."""
    found = _found(number)
    form, pay_form = refund_form(found.account.open.currency), PayForm(formdata=None, paid_on=today())
    if not form.validate():
        return _page(found, form, pay_form), 422
    try:
        put_refund_forward(g.act, number, amount=form["amount"].data, reason=form["reason"].data)
    except (InvalidInput, Conflict, NotAllowed) as refusal:
        form.refuse(InvalidInput(refusal.code, "amount", **refusal.facts))
        return _page(_found(number), form, pay_form), refusal.status
    flash(_("The refund is before a second person."), "good")
    return redirect(url_for(".show", number=number), 303)


@desk.post("/<number>/pay")
@allow(May.PREMIUM_RECEIVE)
def pay(number: str) -> ResponseReturnValue:
    """Pay what was agreed to."""
    found, pay_form = _found(number), PayForm()
    form = refund_form(found.account.open.currency, formdata=None)
    if not pay_form.validate() or found.matter is None:
        return _page(found, form, pay_form), 422
    try:
        receipt = pay_premium_back(g.act, number, amount=found.matter.stated("amount"), paid_on=pay_form.paid_on.data)
    except (InvalidInput, Conflict, NotAllowed) as refusal:
        pay_form.refuse(InvalidInput(refusal.code, "paid_on", **refusal.facts))
        return _page(_found(number), form, pay_form), refusal.status
    flash(_("Payment %(number)s is booked.", number=receipt), "good")
    return redirect(url_for(".show", number=number), 303)


def _found(number: str) -> RefundView:
    found = refund(number, today())
    if found.account.note.total.minor >= 0:
        raise NotFound("billing.no_such_note", number=number)
    return found


def _page(found: RefundView, form: SafeForm, pay_form: PayForm) -> str:
    note, at = found.account.note, now()
    full = permitted(May.CLAIM_PAY) and found.agreed and found.detail is not None
    return render_template(
        "policies/refunds/desk/show.html",
        one=found,
        note=note,
        owed=(-found.account.open).floor_zero(),
        company=party(note.policyholder),
        at=at,
        number_in_full=in_groups(account_in_full(found.detail)) if full and found.detail is not None else "",
        form=form,
        pay_form=pay_form,
        crumbs=[*_crumbs(url_for(".overview")), Crumb(note.number)],
    )


def _crumbs(here: str = "") -> list[Crumb]:
    return [Crumb(_("Premium"), url_for("premium_desk.notes")), Crumb(_("Refunds"), here)]
