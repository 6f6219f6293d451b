"""The pages of payment terms on both sides: terms by buyer, rows that disagree, a due date worked out."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _, label
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.parties.facts import PartyFacts
from insurer.parties.public import parties
from policies.facts import PolicyFacts
from underwriting.buyers.pages.choosing import buyer_under, chosen_policy, names_of
from underwriting.buyers.queries import buyers_of
from underwriting.payment_terms import queries
from underwriting.payment_terms.forms import DueForm, KeepForm
from underwriting.payment_terms.rules import Due, due_date
from underwriting.payment_terms.services import keep_terms

COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("name", "Name of the terms", narrow=True),
    Column("kind", "Kind of terms"),
    Column("start", "Days are counted from"),
    Column("days", "Days", "number"),
    Column("since", "For invoices from", "date"),
    Column("said", "To be noted"),
)
ROW_COLUMNS = (
    Column("number", "Invoice number", "code", narrow=True),
    Column("buyer", "Buyer"),
    Column("open", "Outstanding", "money", narrow=True),
    Column("due", "Due in the ledger", "date", narrow=True),
    Column("by_terms", "Due by the terms", "date", narrow=True),
    Column("said", "To be noted"),
)
DEPOSIT_COLUMNS = (
    Column("number", "Invoice number", "code", narrow=True),
    Column("buyer", "Buyer"),
    Column("shipped", "Shipped", "date"),
    Column("amount", "Amount", "money"),
    Column("deposit", "Paid before shipment", "money", narrow=True),
    Column("open", "Outstanding", "money"),
    Column("insured", "Insured", "money", narrow=True),
    Column("said", "To be noted"),
)


def deposits_page(side: str) -> ResponseReturnValue:
    """What was paid before shipment, invoice by invoice, and what of the rest is insured."""
    choice = chosen_policy()
    table = None
    if choice.policy:
        policy, found = choice.policy, queries.paid_before(choice.policy.id, today())
        names = names_of({one.buyer.id for one in found})
        rows = [
            table_row(
                DEPOSIT_COLUMNS,
                (one.number, names[one.buyer.id], one.shipped, one.amount, one.deposit, one.outstanding, one.insured,
                 _("payment_terms.prepaid") if one.prepaid else ""),
                url_for(f"exposure_{side}.invoice_of", policy=policy.number, receivable=one.receivable),
            )
            for one in found
        ]  # fmt: skip
        empty = _("Nothing was paid before shipment.")
        table = Table("deposits", DEPOSIT_COLUMNS, rows, caption=_("Deposits and prepayments"), empty=empty)
    crumbs = [Crumb(_("Payment terms"), url_for(".overview")), Crumb(_("Deposits and prepayments"))]
    return _render(side, "deposits", choice=choice, table=table, crumbs=crumbs)


def overview_page(side: str) -> ResponseReturnValue:
    """The terms with each buyer of one policy, and the ledger's rows that disagree."""
    choice = chosen_policy()
    table = rows = None
    if choice.policy:
        table, rows = _terms_table(side, choice.policy), _rows_table(side, choice.policy)
    return _render(side, "overview", choice=choice, table=table, rows=rows, crumbs=[Crumb(_("Payment terms"))])


def _terms_table(side: str, policy: PolicyFacts) -> Table:
    history, bounds, day = queries.terms_history(policy.id), queries.bounds_of(policy, today()), today()
    found = parties(list(buyers_of(policy.id)))
    names = names_of(list(found))
    lines = []
    for party in sorted(found.values(), key=lambda one: names[one.id]):
        row = queries.standing_terms(history, party.id, day)
        href = url_for(".buyer", buyer=party.public_id, policy=policy.number)
        if row is None:
            lines.append(table_row(COLUMNS, (names[party.id], _("none kept"), "", "", None, None, ""), href))
            continue
        terms = row.terms()
        said = "; ".join(_(one.code, **one.facts) for one in queries.findings_on(row, bounds))
        values = (
            names[party.id], row.name, label(terms.kind), label(terms.start), terms.days, row.valid_from, said,
        )  # fmt: skip
        lines.append(table_row(COLUMNS, values, href))
    empty = _("The policy has no buyer yet.")
    return Table("terms", COLUMNS, lines, caption=_("Payment terms by buyer"), empty=empty)


def _rows_table(side: str, policy: PolicyFacts) -> Table:
    found = queries.disagreeing(policy.id, today())
    names = names_of({one.item.party for one in found})
    rows = [
        table_row(
            ROW_COLUMNS,
            (one.item.number, names[one.item.party], one.item.open, one.item.due, one.finding.facts["by_terms"],
             _(one.finding.code, **one.finding.facts)),
            url_for(f"exposure_{side}.invoice_of", policy=policy.number, receivable=one.item.id),
        )
        for one in found
    ]  # fmt: skip
    empty = _("Every open invoice falls due as its buyer's terms say.")
    return Table("disagreeing", ROW_COLUMNS, rows, caption=_("Due days that disagree"), empty=empty)


def buyer_page(side: str, public_id: str) -> ResponseReturnValue:
    """The terms with one buyer, and new ones."""
    policy, buyer = _chosen(public_id)
    form = KeepForm()
    if request.method == "GET":
        form.valid_from.data = today()
        return _buyer(side, policy, buyer, form)
    try:
        if form.validate():
            keep_terms(
                g.act,
                policy.id,
                buyer.id,
                name=form["name"].data,
                terms=form.terms(),
                valid_from=form.valid_from.data,
            )
            flash(_("The terms are kept."))
            return redirect(url_for(".overview", policy=policy.number), 303)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return _buyer(side, policy, buyer, form), 422


def due_page(side: str) -> ResponseReturnValue:
    """A due date worked out from terms and the day of their start event; nothing is kept."""
    form, due = DueForm(), None
    status = 200
    if request.method == "POST":
        try:
            if form.validate():
                terms = form.terms()
                began = form.start_day.data
                due = due_date(terms, {} if began is None else {terms.start: began})
            else:
                status = 422
        except InvalidInput as refusal:
            form.refuse(refusal)
            status = 422
    return _due(side, form, due), status


def _due(side: str, form: SafeForm, due: Due | None) -> str:
    crumbs = [Crumb(_("Payment terms"), url_for(".overview")), Crumb(_("Work out a due date"))]
    return _render(side, "due", form=form, due=due, crumbs=crumbs)


def _buyer(side: str, policy: PolicyFacts, buyer: PartyFacts, form: SafeForm) -> str:
    bounds = queries.bounds_of(policy, today())
    kept = queries.terms_history(policy.id, buyer.id)
    history = [(row, row.terms(), queries.findings_on(row, bounds)) for row in kept]
    return _render(
        side,
        "buyer",
        policy=policy,
        buyer=buyer,
        form=form,
        history=history,
        suggestion=queries.suggestion_for(policy.id, buyer.id, today()),
        bound=bounds.get(buyer.id, bounds[None]),
        crumbs=[Crumb(_("Payment terms"), url_for(".overview", policy=policy.number)), Crumb(buyer.name)],
    )


def _chosen(public_id: str) -> tuple[PolicyFacts, PartyFacts]:
    choice = chosen_policy()
    if choice.policy is None:
        raise NotFound("limits.no_policy")
    return choice.policy, buyer_under(choice.policy, public_id)


def _render(side: str, page: str, **values: object) -> str:
    return render_template(
        f"underwriting/payment_terms/{side}/{page}.html", layout=f"_layout/{side}.html", side=side, may=May, **values
    )
