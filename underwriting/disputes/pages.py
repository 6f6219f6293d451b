"""Disputes on both sides: what is disputed since when with its effect on cover, one invoice's history, resolving."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _, reader_locale
from insurer.infra.web.exports import asked_export, export_file
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column
from insurer.infra.web.turning import turned
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import ReceivableId
from insurer.kernel.money import Money
from insurer.parties.public import parties, party
from policies.facts import PolicyFacts
from policies.public import policy_numbered
from underwriting.buyers.pages.choosing import chosen_policy
from underwriting.disputes import queries
from underwriting.disputes.forms import ResolveForm, dispute_form
from underwriting.disputes.services import open_dispute, resolve_dispute
from underwriting.disputes.states import DisputeOutcome
from underwriting.receivables.queries import receivable_under

COLUMNS = (
    Column("buyer", "Buyer"),
    Column("invoice", "Invoice", "code"),
    Column("due", "Due", "date"),
    Column("open", "Outstanding", "money"),
    Column("disputed", "Disputed", "money"),
    Column("since", "Disputed since", "date"),
    Column("days", "Days in dispute", "number"),
    Column("reason", "Reason"),
    Column("statement", "Statement", "code"),
)


def overview_page(side: str) -> ResponseReturnValue:
    """Every open invoice of a policy that is disputed, the longest first."""
    choice = chosen_policy()
    rows = queries.disputes_of(choice.policy.id, today()) if choice.policy else []
    names = {key: one.shown_name(reader_locale()) for key, one in parties({row.party for row in rows}).items()}
    if kind := asked_export():
        lines = (
            (names[row.party], row.number, row.due, row.open, row.disputed, row.since, (today() - row.since).days,
             row.reason, row.statement)
            for row in rows
        )  # fmt: skip
        return export_file(kind, "disputes", COLUMNS, lines)
    totals: dict[str, Money] = {}
    for row in rows:
        known = totals.get(row.disputed.currency, Money.zero(row.disputed.currency))
        totals[row.disputed.currency] = known + row.disputed
    return _render(
        side,
        "overview",
        choice=choice,
        rows=turned(rows),
        names=names,
        totals=[totals[currency] for currency in sorted(totals)],
        today=today(),
        crumbs=[Crumb(_("Disputes"))],
    )


def dispute_page(
    side: str, number: str, receivable: int, form: SafeForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """The dispute of one invoice: what stands, its history, and the way to open or to resolve it."""
    policy = policy_numbered(number)
    row = receivable_under(policy.id, ReceivableId(receivable))
    still, disputed = queries.disputed_now(policy.id, row.id, today())
    resolve = form if isinstance(form, ResolveForm) else ResolveForm(formdata=None)
    opening = form if form is not None and not isinstance(form, ResolveForm) else None
    page = _render(
        side,
        "show",
        policy=policy,
        row=row,
        buyer=party(row.party_id),
        still=still,
        disputed=min(disputed, still.floor_zero()),
        moves=queries.history_of(policy.id, row.id),
        resolve=resolve,
        opening=opening or dispute_form(row.currency, formdata=None),
        may=May,
        crumbs=[Crumb(_("Disputes"), url_for(".overview", policy=policy.number)), Crumb(row.number)],
    )
    return page, status


def opened(side: str, number: str, receivable: int) -> ResponseReturnValue:
    """Put part of an invoice in dispute."""
    policy = policy_numbered(number)
    row = receivable_under(policy.id, ReceivableId(receivable))
    form = dispute_form(row.currency)
    if not form.validate():
        return dispute_page(side, number, receivable, form, 422)
    try:
        open_dispute(g.act, policy.id, row.id, amount=form["amount"].data, reason=form["reason"].data)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return dispute_page(side, number, receivable, form, 422)
    return _done(policy, receivable, _("The dispute was recorded: the disputed part is not insured until it ends."))


def resolved(side: str, number: str, receivable: int) -> ResponseReturnValue:
    """End the dispute of an invoice."""
    policy, form = policy_numbered(number), ResolveForm()
    row = receivable_under(policy.id, ReceivableId(receivable))
    if not form.validate():
        return dispute_page(side, number, receivable, form, 422)
    try:
        outcome = DisputeOutcome(form.outcome.data)
        resolve_dispute(g.act, policy.id, row.id, outcome=outcome, reason=form.reason.data)
    except (InvalidInput, Conflict) as refusal:
        form.refuse(InvalidInput(refusal.code, "reason", **refusal.facts))
        return dispute_page(side, number, receivable, form, refusal.status)
    return _done(policy, receivable, _("The dispute is over."))


def _done(policy: PolicyFacts, receivable: int, words: str) -> ResponseReturnValue:
    flash(words, "good")
    return redirect(url_for(".show", policy=policy.number, receivable=receivable), 303)


def _render(side: str, page: str, **values: object) -> str:
    layout = f"_layout/{side}.html"
    return render_template(f"underwriting/disputes/{side}/{page}.html", layout=layout, side=side, **values)
