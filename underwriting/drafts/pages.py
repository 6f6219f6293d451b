"""The pages of commercial drafts on both sides: by maturity, one draft with the clocks should it fail, recording."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.infra.web.tables import Column, Table, table_row
from insurer.kernel.errors import InvalidInput, NotFound
from insurer.parties.facts import PartyFacts
from insurer.parties.public import party
from policies.facts import Deadlines, PolicyFacts
from policies.public import policy_facts
from underwriting.buyers.pages.choosing import buyer_choices, buyer_under, chosen_policy, names_of
from underwriting.drafts import queries
from underwriting.drafts.forms import DraftForm, StepForm, draft_form, step_form
from underwriting.drafts.services import dishonour_draft, hand_on_draft, honour_draft, record_draft
from underwriting.drafts.states import DRAFT_LIFE, PENDING
from underwriting.drafts.terms import DraftEntry, DraftKind, RevivedFrom

CLOCKS = ("notify_by", "stop_of_cover_on", "claim_from", "claim_by")


@dataclass(frozen=True, slots=True)
class Clock:
    """One last day of an invoice, should its draft fail, with the clause that sets it."""

    name: str
    day: date
    clause: str


COLUMNS = (
    Column("number", "Commercial draft", "code", narrow=True),
    Column("draft_number", "Number of the draft", "code"),
    Column("buyer", "Buyer", narrow=True),
    Column("kind", "Kind of draft"),
    Column("acceptor", "Acceptor"),
    Column("amount", "Amount", "money", narrow=True),
    Column("maturity", "Maturity", "date", narrow=True),
    Column("state", "State", "status", narrow=True),
)


def overview_page(side: str) -> ResponseReturnValue:
    """The drafts under one policy by maturity, those that may still be honoured first."""
    choice = chosen_policy()
    found = queries.drafts_of([choice.policy.id]) if choice.policy else []
    names = names_of({one.row.party_id for one in found})
    rows = [
        table_row(
            COLUMNS,
            (one.row.number, one.row.draft_number, names[one.row.party_id], DraftKind(one.row.kind), one.row.acceptor,
             one.row.amount, one.row.maturity, one.state),
            url_for(".show", number=one.row.number),
        )
        for one in sorted(found, key=lambda view: view.state not in PENDING)
    ]  # fmt: skip
    late = [one for one in found if one.pending and one.row.maturity < today()]
    table = Table("drafts", COLUMNS, rows, caption=_("Commercial drafts"), empty=_("No draft was recorded yet."))
    crumbs = [Crumb(_("Commercial drafts"))]
    return _render(side, "overview", choice=choice, table=table, late=len(late), crumbs=crumbs)


def record_page(side: str) -> ResponseReturnValue:
    """Record a draft of one buyer for its open invoices in one currency."""
    choice = chosen_policy()
    if choice.policy is None:
        raise NotFound("limits.no_policy")
    policy, wanted = choice.policy, request.args.get("buyer", "")
    if not wanted:
        return _record(side, policy, None, None, "")
    buyer = buyer_under(policy, wanted)
    known = queries.given_for(policy.id, buyer.id)
    open_ = {key: one for key, one in known.items() if one.left.minor > 0}
    codes = sorted({one.amount.currency for one in open_.values()})
    asked = request.args.get("currency", "")
    currency = asked if asked in codes else next(iter(codes), policy.currency)
    form = draft_form({key: one for key, one in open_.items() if one.amount.currency == currency}, currency)
    if request.method == "GET":
        form.drawer.data = form.acceptor.data = buyer.name
        form.received.data, form.due_from.data = today(), RevivedFrom.ORIGINAL_DUE_DATE.value
        return _record(side, policy, buyer, form, currency, codes)
    try:
        if form.validate():
            number = record_draft(g.act, policy.id, buyer.id, _entry(form))
            flash(_("The draft is recorded. It is no payment until it is honoured."))
            return redirect(url_for(".show", number=number), 303)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return _record(side, policy, buyer, form, currency, codes), 422


def _entry(form: DraftForm) -> DraftEntry:
    return DraftEntry(
        draft_number=form.draft_number.data,
        kind=DraftKind(form.kind.data),
        drawer=form.drawer.data,
        acceptor=form.acceptor.data,
        issued=form.issued.data,
        maturity=form.maturity.data,
        received=form.received.data,
        amount=form["amount"].data,
        due_from=RevivedFrom(form.due_from.data),
        parts=form.given(),
    )


def show_page(side: str, number: str, form: StepForm | None = None, status: int = 200) -> ResponseReturnValue:
    """One draft: what it was given for, from when each debt is due should it fail, its steps, and the next one."""
    view = queries.draft_numbered(number)
    policy, day = policy_facts(view.row.policy_id), today()
    moves = _moves(view)
    invoices = [(one, _running_clocks(one.clocks, day)) for one in queries.drafted_invoices(view)]
    page = _render(
        side,
        "show",
        view=view,
        policy=policy,
        buyer=party(view.row.party_id),
        kind=DraftKind(view.row.kind),
        due_from=RevivedFrom(view.row.due_from),
        invoices=invoices,
        today=day,
        form=form or step_form(moves, formdata=None, day=day) if moves else None,
        crumbs=[Crumb(_("Commercial drafts"), url_for(".overview", policy=policy.number)), Crumb(number)],
    )
    return page, status


def step_page(side: str, number: str) -> ResponseReturnValue:
    """What became of the draft."""
    view = queries.draft_numbered(number)
    form = step_form(_moves(view))
    try:
        if form.validate():
            _take(number, form)
            flash(_("The draft is brought up to date."))
            return redirect(url_for(".show", number=number), 303)
    except InvalidInput as refusal:
        form.refuse(refusal)
    return show_page(side, number, form, 422)


def _take(number: str, form: StepForm) -> None:
    move, day = form.move.data, form.day.data
    if move == "honour":
        honour_draft(g.act, number, day=day)
    elif move == "dishonour":
        dishonour_draft(g.act, number, day=day, note=form.note.data or "")
    else:
        hand_on_draft(
            g.act, number, move, day=day, holder=form.holder.data or "", recourse=form.recourse.data,
            note=form.note.data or "",
        )  # fmt: skip


def _moves(view: queries.DraftView) -> list[tuple[str, str]]:
    return [(move, _(f"draft_move.{move}")) for move in DRAFT_LIFE.open_moves(view.state)]


def _record(
    side: str,
    policy: PolicyFacts,
    buyer: PartyFacts | None,
    form: SafeForm | None,
    currency: str,
    codes: list[str] | None = None,
) -> str:
    crumbs = [Crumb(_("Commercial drafts"), url_for(".overview", policy=policy.number)), Crumb(_("Record a draft"))]
    buyers = [] if buyer else buyer_choices(policy)
    return _render(
        side, "record", policy=policy, buyer=buyer, buyers=buyers, form=form, currency=currency,
        currencies=codes or [], crumbs=crumbs,
    )  # fmt: skip


def _render(side: str, page: str, **values: object) -> str:
    return render_template(
        f"underwriting/drafts/{side}/{page}.html", layout=f"_layout/{side}.html", side=side, may=May, **values
    )


def _running_clocks(found: Deadlines, day: date) -> tuple[Clock, ...]:
    """The clocks that have not run out by `day`, and the notice, which is due even late."""
    clauses: Mapping[str, str] = found.clauses
    running = [
        Clock(name, last, clauses.get(name, ""))
        for name in CLOCKS
        if isinstance(last := getattr(found, name), date) and (name == "notify_by" or last >= day)
    ]
    return tuple(sorted(running, key=lambda clock: clock.day))
