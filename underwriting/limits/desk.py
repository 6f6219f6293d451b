"""Limits at the underwriter's desk: the queue, and one request with everything that decides it on one screen."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm
from insurer.infra.web.guard import allow, present_actor
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.money import Money
from policies.public import policies_list
from underwriting.authority.queries import authority_of
from underwriting.exposure.queries import verdicts
from underwriting.limits import pages, queries
from underwriting.limits.forms import capacity_form, decision_form
from underwriting.limits.models import LimitRequest
from underwriting.limits.rules.automatic import automatic_decision
from underwriting.limits.services.capacity import set_capacity
from underwriting.limits.services.decisions import decide_limit
from underwriting.limits.services.requests import case_of
from underwriting.limits.states import RequestState

desk = Blueprint("limits_desk", __name__, url_prefix="/desk/limits")
RECENT = 50


@desk.get("/")
@allow(May.LIMIT_READ)
def queue() -> ResponseReturnValue:
    """What waits for a person, oldest first, and what was answered last."""
    waiting = queries.waiting_requests()
    recent = [one for one in queries.requests_of([policy.id for policy in policies_list()]) if one not in waiting]

    def href(number: str) -> str:
        return url_for(".limit_request", number=number)

    return render_template(
        "underwriting/limits/desk/queue.html",
        waiting=pages.requests_table(
            "waiting", waiting, href, _("Requests that wait for a decision"), _("No request is waiting.")
        ),
        recent=pages.requests_table(
            "recent", recent[:RECENT], href, _("Answered requests"), _("No request was answered yet.")
        ),
        count=len(waiting),
        crumbs=[Crumb(_("Limits"))],
    )


@desk.get("/<number>")
@allow(May.LIMIT_READ)
def limit_request(number: str) -> ResponseReturnValue:
    asked = queries.request_numbered(number)
    form = decision_form(asked.currency)
    form["amount"].data, form["ship_from"].data = asked.amount, today()
    form["payment_days"].data = asked.payment_days
    return _page(asked, form, _capacity_form(asked))


@desk.post("/<number>")
@allow(May.LIMIT_DECIDE)
def decide(number: str) -> ResponseReturnValue:
    """Answer the request within authority and capacity."""
    asked = queries.request_numbered(number)
    form = decision_form(asked.currency)
    if not form.validate():
        return _page(asked, form, _capacity_form(asked)), 422
    last = form["last_day"].data
    try:
        decision = decide_limit(
            g.act,
            asked.id,
            amount=form["amount"].data,
            reason=form["reason"].data,
            ship_from=form["ship_from"].data,
            ship_until=last + timedelta(days=1) if last else None,
            insured_percentage=form["insured_percentage"].data,
            maximum_payment_term_days=form["payment_days"].data,
            note=form["note"].data or "",
        )
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _page(queries.request_numbered(number), form, _capacity_form(asked)), 422
    except (Conflict, NotAllowed) as refusal:
        form.refuse(InvalidInput(refusal.code, "amount", **refusal.facts))
        return _page(queries.request_numbered(number), form, _capacity_form(asked)), refusal.status
    flash(_("Decision %(number)s was made.", number=decision))
    return redirect(url_for(".limit_request", number=number), 303)


@desk.post("/<number>/capacity")
@allow(May.LIMIT_DECIDE)
def capacity(number: str) -> ResponseReturnValue:
    """Set what the insurer will have on this buyer in all."""
    asked = queries.request_numbered(number)
    form = _capacity_form(asked)
    decision = decision_form(asked.currency, formdata=None)
    if not form.validate():
        return _page(asked, decision, form), 422
    try:
        set_capacity(g.act, asked.party_id, form["capacity"].data)
    except (InvalidInput, Conflict, NotAllowed) as refusal:
        form.refuse(InvalidInput(refusal.code, "capacity", **refusal.facts))
        return _page(queries.request_numbered(number), decision, form), refusal.status
    flash(_("The buyer's capacity was set."))
    return redirect(url_for(".limit_request", number=number), 303)


def _capacity_form(asked: LimitRequest) -> SafeForm:
    found = queries.capacity_of(asked.party_id)
    form = capacity_form(found.currency if found else asked.currency)
    if found is not None and request.method == "GET":
        form["capacity"].data = found.amount
    return form


def _page(asked: LimitRequest, form: SafeForm, capacity_entry: SafeForm) -> str:
    """Everything on one screen: asked, why it was referred, capacity, history, behaviour, the answer."""
    view = pages.request_view(asked)
    actor = present_actor()
    waiting = asked.state == RequestState.REFERRED
    found = verdicts(asked.policy_id, today(), party_id=asked.party_id)
    return render_template(
        "underwriting/limits/desk/request.html",
        view=view,
        form=form,
        capacity_form=capacity_entry,
        capacity=queries.capacity_of(asked.party_id),
        case=automatic_decision(case_of(asked, today())) if waiting else None,
        authority=authority_of(actor.roles, today(), asked.currency) if actor else None,
        history=queries.decisions_on(asked.policy_id, asked.party_id),
        owed=Money.total((one.verdict.outstanding for one in found), view.policy.currency),
        insured=Money.total((one.verdict.insured for one in found), view.policy.currency),
        waiting=waiting,
        may=May,
        crumbs=[Crumb(_("Limits"), url_for(".queue")), Crumb(asked.number)],
    )
