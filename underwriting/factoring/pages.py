"""The pages of assigned receivables on both sides, and what a bank sees of those assigned to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.accounts.public import companies_of
from insurer.infra.clock import today
from insurer.infra.languages import _, shown
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.kernel.ids import PartyId, ReceivableId
from insurer.kernel.money import Money
from insurer.parties.facts import PartyFacts
from insurer.parties.public import party
from policies.facts import PolicyFacts
from policies.public import policy_facts
from underwriting.buyers.pages.choosing import buyer_choices, buyer_under, chosen_policy, names_of
from underwriting.factoring import queries
from underwriting.factoring.forms import AssignForm, BackForm, assign_form, back_form
from underwriting.factoring.services import assign_receivables, take_back_receivable
from underwriting.factoring.terms import AssignedInvoice

COLUMNS = (
    Column("number", "Assignment", "code", narrow=True),
    Column("invoice", "Invoice number", "code", narrow=True),
    Column("buyer", "Buyer"),
    Column("assignee", "Factor or bank"),
    Column("amount", "Amount", "money", narrow=True),
    Column("due", "Due", "date"),
    Column("assigned_on", "Assigned on", "date"),
    Column("back_on", "Assigned back on", "date"),
    Column("recourse", "Recourse"),
)
BANK_COLUMNS = (
    Column("policyholder", "Policyholder", narrow=True),
    Column("invoice", "Invoice number", "code", narrow=True),
    Column("buyer", "Buyer"),
    Column("amount", "Amount", "money", narrow=True),
    Column("due", "Due", "date"),
    Column("assigned_on", "Assigned on", "date"),
    Column("back_on", "Assigned back on", "date"),
    Column("recourse", "Recourse"),
    Column("registration", "Registration number", "code"),
)
ROOM_COLUMNS = (
    Column("number", "Invoice number", "code", narrow=True),
    Column("buyer", "Buyer"),
    Column("due", "Due", "date"),
    Column("open", "Outstanding", "money"),
    Column("insured", "Insured", "money", narrow=True),
)
MOST_SHOWN, MOST_FREE = 200, 50
"""Invoices offered for an assignment, and free ones listed; all of them are counted."""


def overview_page(side: str) -> ResponseReturnValue:
    """What is and was assigned under one policy, and the insured invoices that could still be financed."""
    choice, day = chosen_policy(), today()
    policy = choice.policy
    found = queries.assigned_under([policy.id]) if policy else []
    room = queries.headroom(policy.id, day) if policy else []
    names = names_of({one.buyer for one in found} | {one.assignee for one in found} | {one.buyer for one in room})
    columns = _told(COLUMNS, found)
    table = Table(
        "assigned",
        columns,
        [table_row(columns, _values(one, names, columns), url_for(".show", number=one.number)) for one in found],
        caption=_("Assigned receivables"),
        empty=_("No receivable was assigned yet."),
    )  # fmt: skip
    rows = [
        table_row(ROOM_COLUMNS, (one.number, names[one.buyer], one.due, one.open, one.insured))
        for one in room[:MOST_FREE]
    ]
    empty = _("No insured invoice is free.")
    return _render(
        side,
        "overview",
        choice=choice,
        table=table,
        room=Table("headroom", ROOM_COLUMNS, rows, caption=_("Finance headroom"), empty=empty),
        headroom=Money.total((one.insured for one in room), policy.currency) if policy else None,
        free=len(room),
        crumbs=[Crumb(_("Assigned receivables"))],
    )


def _told(columns: Sequence[Column], found: Sequence[AssignedInvoice]) -> list[Column]:
    """The columns that have something to say: nobody reads of assigning back where nothing was."""
    return [one for one in columns if one.key != "back_on" or any(row.back_on for row in found)]


def _values(one: AssignedInvoice, names: Mapping[PartyId, str], columns: Sequence[Column]) -> list[object]:
    values: dict[str, object] = {
        "number": one.number, "invoice": one.invoice, "buyer": names[one.buyer],
        "assignee": names.get(one.assignee, ""),
        "amount": one.amount, "due": one.due, "assigned_on": one.assigned_on, "back_on": one.back_on,
        "recourse": _recourse(one), "registration": one.registration,
        "policyholder": names.get(one.policyholder, ""),
    }  # fmt: skip
    return [values[column.key] for column in columns]


def _recourse(one: AssignedInvoice) -> str:
    return _("with recourse") if one.recourse else _("without recourse")


def record_page(side: str) -> ResponseReturnValue:
    """Record an assignment of open invoices of one buyer."""
    choice = chosen_policy()
    if choice.policy is None:
        raise NotFound("limits.no_policy")
    policy, wanted = choice.policy, request.args.get("buyer", "")
    if not wanted:
        return _record(side, policy, None, None)
    buyer = buyer_under(policy, wanted)
    found = queries.invoices_to_assign(policy.id, buyer.id, today())[:MOST_SHOWN]
    known = [(key, f"{number} · {_('due %(day)s', day=due)} · {shown(amount)}") for key, number, due, amount in found]
    form = assign_form(known)
    if request.method == "GET":
        form.assigned_on.data = today()
        return _record(side, policy, buyer, form)
    try:
        if form.validate():
            number = assign_receivables(g.act, policy.id, form.entry())
            flash(_("The assignment is recorded."))
            return redirect(url_for(".show", number=number), 303)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return _record(side, policy, buyer, form), 422


def show_page(side: str, number: str, form: BackForm | None = None, status: int = 200) -> ResponseReturnValue:
    """One assignment with its invoices, and what came back."""
    found = queries.assigned_numbered(number)
    head, policy = found[0], policy_facts(found[0].policy)
    standing = _standing(found)
    names = names_of({one.buyer for one in found})
    page = _render(
        side,
        "show",
        head=head,
        found=found,
        names=names,
        policy=policy,
        assignee=party(head.assignee),
        form=form or (back_form(standing, formdata=None, day=today()) if standing else None),
        crumbs=[Crumb(_("Assigned receivables"), url_for(".overview", policy=policy.number)), Crumb(number)],
    )
    return page, status


def back_page(side: str, number: str) -> ResponseReturnValue:
    """An invoice was assigned back."""
    form = back_form(_standing(queries.assigned_numbered(number)))
    try:
        if form.validate():
            wanted = ReceivableId(int(form.receivable.data))
            take_back_receivable(g.act, number, wanted, day=form.day.data, reason=form.reason.data)
            flash(_("The invoice is the seller's again."))
            return redirect(url_for(".show", number=number), 303)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return show_page(side, number, form, 422)


def bank_page() -> ResponseReturnValue:
    """What was assigned to the companies that the reader is here for."""
    found = queries.assigned_to(companies_of(g.act.actor.login, today()))
    names = names_of({one.policyholder for one in found} | {one.buyer for one in found})
    columns = _told(BANK_COLUMNS, found)
    rows = [table_row(columns, _values(one, names, columns)) for one in found]
    caption = _("Receivables assigned to you")
    table = Table("assigned-to-you", columns, rows, caption=caption, empty=_("No receivable is assigned to you."))
    return _render("portal", "assigned", table=table, crumbs=[Crumb(caption)])


def _standing(found: Sequence[AssignedInvoice]) -> list[tuple[str, str]]:
    return [(str(one.receivable), one.invoice) for one in found if one.back_on is None]


def _record(side: str, policy: PolicyFacts, buyer: PartyFacts | None, form: AssignForm | SafeForm | None) -> str:
    overview = url_for(".overview", policy=policy.number)
    crumbs = [Crumb(_("Assigned receivables"), overview), Crumb(_("Record an assignment"))]
    buyers = [] if buyer else buyer_choices(policy)
    return _render(side, "record", policy=policy, buyer=buyer, buyers=buyers, form=form, crumbs=crumbs)


def _render(side: str, page: str, **values: object) -> str:
    return render_template(
        f"underwriting/factoring/{side}/{page}.html", layout=f"_layout/{side}.html", side=side, may=May, **values
    )
