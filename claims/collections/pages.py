"""Collection cases on both sides: the list, one case with its debts and ladder, steps and the end."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from claims.clocks.queries import clocks_under
from claims.clocks.terms import ItemClocks
from claims.collections import queries
from claims.collections.forms import CloseForm, OpenCaseForm, StepForm
from claims.collections.rules.ladder import ladder
from claims.collections.services import close_collection, open_collection, take_collection_step
from claims.collections.states import CaseEnd, CollectionStep
from claims.collections.terms import CaseFacts, PlannedStep
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import today
from insurer.infra.languages import here, reader_locale
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.layout import Crumb
from insurer.infra.web.lists import Line, Whole, answered_whole
from insurer.infra.web.tables import Column
from insurer.kernel.errors import Conflict, InvalidInput
from insurer.kernel.ids import ReceivableId
from insurer.parties.public import parties, party, party_of
from policies.public import policies_by_id, policy_facts, policy_numbered

COLUMNS = (
    Column("buyer", "Buyer", narrow=True),
    Column("number", "Case", "code", narrow=True),
    Column("policy", "Policy", "code"),
    Column("state", "State", "status"),
    Column("opened", "Opened", "date"),
    Column("amount", "Still open", "money", narrow=True),
    Column("step", "Last step"),
)


def overview_page(side: str) -> ResponseReturnValue:
    """Every case of the reader's scope, the newest first."""
    cases = queries.cases_of(today())
    names = parties({one.party for one in cases})
    policies = policies_by_id({one.policy for one in cases})
    lines: list[Line] = [
        (
            (
                names[one.party].shown_name(reader_locale()), one.number, policies[one.policy].number, one.state,
                one.opened_at.date(), one.amounts[0] if len(one.amounts) == 1 else one.amounts,
                one.steps[-1].step if one.steps else "",
            ),
            url_for(f"collections_{side}.show", number=one.number),
        )
        for one in cases
    ]  # fmt: skip
    return answered_whole(
        Whole("collections", here("Collection cases"), here("No case was opened yet."), COLUMNS, lines),
        lambda table: render_template(
            f"claims/collections/{side}/overview.html", side=side, table=table, layout=f"_layout/{side}.html",
            crumbs=[Crumb(here("Collection cases"))],
        ),
    )  # fmt: skip


def case_page(
    side: str, number: str, step: SafeForm | None = None, close: SafeForm | None = None, status: int = 200
) -> ResponseReturnValue:
    """One case: its debts with their clocks, the ladder, what was done."""
    case = queries.case_numbered(number, today())
    policy = policy_facts(case.policy)
    clocks = clocks_under(case.policy, today(), case.party)
    if step is None:
        step = StepForm(formdata=None)
        step.day.data = today()
    page = render_template(
        f"claims/collections/{side}/show.html",
        layout=f"_layout/{side}.html",
        side=side,
        case=case,
        policy=policy,
        buyer=party(case.party),
        clocks=clocks,
        planned=_planned(case, clocks),
        today=today(),
        step=step,
        close=close or CloseForm(formdata=None),
        events=timeline(f"collection:{number}"),
        crumbs=[Crumb(here("Collection cases"), url_for(f"collections_{side}.overview")), Crumb(number)],
    )
    return page, status


def _planned(case: CaseFacts, clocks: dict[ReceivableId, ItemClocks]) -> tuple[PlannedStep, ...]:
    """The ladder from the oldest debt that is still open, bound by the first clocks of any of them."""
    still = [line for line in case.lines if line.open_now.minor > 0]
    if not still:
        return ()
    own = [clocks[line.receivable] for line in still if line.receivable in clocks]
    notices = [one.notice.last for one in own if one.notice.running and one.notice.last is not None]
    stops = [one.stop.last for one in own if one.stop.last is not None]
    return ladder(
        min(line.due for line in still),
        frozenset(one.step for one in case.steps),
        notify_by=min(notices, default=None),
        stop_on=min(stops, default=None),
    )


def opened(side: str) -> ResponseReturnValue:
    """Open the case of a buyer, or show the one there is."""
    form = OpenCaseForm()
    if not form.validate():
        raise InvalidInput("input.required", "buyer")
    policy, buyer = policy_numbered(form.policy.data), party_of(form.buyer.data)
    number = open_collection(g.act, policy.id, buyer.id)
    flash(here("The collection case %(number)s holds the overdue invoices.", number=number), "good")
    return redirect(url_for(f"collections_{side}.show", number=number), 303)


def stepped(side: str, number: str) -> ResponseReturnValue:
    """Record a step; a refusal is shown beside the form."""
    form = StepForm()
    queries.case_row(number)
    if not form.validate():
        return case_page(side, number, step=form, status=422)
    try:
        take_collection_step(
            g.act, number, step=CollectionStep(form.step.data), day=form.day.data, note=form.note.data or ""
        )
    except (InvalidInput, Conflict) as refusal:
        field = refusal.field if isinstance(refusal, InvalidInput) else "step"
        form.refuse(InvalidInput(refusal.code, field, **refusal.facts))
        return case_page(side, number, step=form, status=refusal.status)
    flash(here("The step was recorded."), "good")
    return redirect(url_for(f"collections_{side}.show", number=number), 303)


def closed(side: str, number: str) -> ResponseReturnValue:
    """Close a case."""
    form = CloseForm()
    queries.case_row(number)
    if not form.validate():
        return case_page(side, number, close=form, status=422)
    close_collection(g.act, number, because=CaseEnd(form.because.data))
    flash(here("The case is closed."), "good")
    return redirect(url_for(f"collections_{side}.show", number=number), 303)
