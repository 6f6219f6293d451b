"""One request with everything that decides it on one screen; after the decision, the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from insurer.accounts.facts import May
from insurer.accounts.public import standing_matter
from insurer.infra.audit.timeline import timeline
from insurer.infra.clock import today
from insurer.infra.languages import _
from insurer.infra.web.forms import SafeForm, ungrouped
from insurer.infra.web.guard import allow, permitted, present_actor
from insurer.infra.web.layout import Crumb
from insurer.kernel.errors import Conflict, InvalidInput, NotAllowed
from insurer.kernel.money import Money
from insurer.kernel.parsing import parse_amount
from insurer.parties.facts import PartyFacts
from underwriting.exposure.queries import verdicts
from underwriting.limits import pages, queries
from underwriting.limits.desk.blueprint import desk
from underwriting.limits.desk.consequences import consequences, group_left, group_members
from underwriting.limits.desk.queue import RULES, flag_badge, next_number, place_of, trade_of
from underwriting.limits.desk.reading import Waiting, waiting_rows
from underwriting.limits.forms import capacity_form, decision_form
from underwriting.limits.models import LimitRequest
from underwriting.limits.rules.recommended import recommended_limit
from underwriting.limits.rules.service_level import SERVICE_LEVEL, answer_by
from underwriting.limits.services.capacity import set_capacity
from underwriting.limits.services.decisions import LIMIT_DECISION, decide_limit
from underwriting.limits.states import DecisionReason, RequestState
from underwriting.referrals.services import refer_decision

_LATEST = 12
"""Lines of the buyer's timeline on the screen."""


@desk.get("/<number>")
@allow(May.LIMIT_READ)
def limit_request(number: str) -> ResponseReturnValue:
    """The request; `?amount=` asks what that amount would bring about and puts it into the form."""
    asked = queries.request_numbered(number)
    form = decision_form(asked.currency)
    form["amount"].data, form["ship_from"].data = asked.amount, today()
    form["payment_days"].data = asked.payment_days
    try:
        amount = _tried(asked)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _page(asked, form, _capacity_form(asked)), 422
    if amount is not None:
        form["amount"].data = amount
        form["reason"].data = DecisionReason.AS_ASKED.value if amount == asked.amount else ""
    return _page(asked, form, _capacity_form(asked), amount)


@desk.post("/<number>")
@allow(May.LIMIT_DECIDE)
def decide(number: str) -> ResponseReturnValue:
    """Answer the request within authority and capacity, and go on to the next."""
    asked = queries.request_numbered(number)
    form = decision_form(asked.currency)
    if not form.validate():
        return _page(asked, form, _capacity_form(asked)), 422
    last = form["last_day"].data
    terms = {
        "amount": form["amount"].data,
        "reason": form["reason"].data,
        "ship_from": form["ship_from"].data,
        "ship_until": last + timedelta(days=1) if last else None,
        "insured_percentage": form["insured_percentage"].data,
        "maximum_payment_term_days": form["payment_days"].data,
        "note": form["note"].data or "",
    }
    try:
        if request.form.get("upwards"):
            refer_decision(g.act, asked.id, **terms, why=form["why"].data or "")
            return _onward(number, _("The decision on %(request)s was put forward.", request=number))
        decision = decide_limit(g.act, asked.id, **terms)
    except InvalidInput as refusal:
        form.refuse(refusal)
        return _page(queries.request_numbered(number), form, _capacity_form(asked)), 422
    except (Conflict, NotAllowed) as refusal:
        form.refuse(InvalidInput(refusal.code, "amount", **refusal.facts))
        return _page(queries.request_numbered(number), form, _capacity_form(asked)), refusal.status
    return _onward(number, _("Decision %(number)s on %(request)s was made.", number=decision, request=number))


@desk.post("/<number>/capacity")
@allow(May.LIMIT_DECIDE)
def capacity(number: str) -> ResponseReturnValue:
    """Set what the insurer will have on this buyer in all."""
    asked = queries.request_numbered(number)
    form = _capacity_form(asked)
    decision = decision_form(asked.currency, formdata=None)
    decision["amount"].data, decision["ship_from"].data = asked.amount, today()
    if not form.validate():
        return _page(asked, decision, form), 422
    try:
        set_capacity(g.act, asked.party_id, form["capacity"].data)
    except (InvalidInput, Conflict, NotAllowed) as refusal:
        form.refuse(InvalidInput(refusal.code, "capacity", **refusal.facts))
        return _page(queries.request_numbered(number), decision, form), refusal.status
    flash(_("The buyer's capacity was set."), "good")
    return redirect(url_for(".limit_request", number=number), 303)


def _onward(number: str, said: str) -> ResponseReturnValue:
    """Say what was done and show the next request that waits, or the empty queue."""
    flash(said, "good")
    onward = next_number(number)
    return redirect(url_for(".limit_request", number=onward) if onward else url_for(".queue"), 303)


def _tried(asked: LimitRequest) -> Money | None:
    """The amount that the address asks about."""
    typed = request.args.get("amount", "").strip()
    return parse_amount(ungrouped(typed[:40]), asked.currency, "amount") if typed else None


def _capacity_form(asked: LimitRequest) -> SafeForm:
    found = queries.capacity_of(asked.party_id)
    form = capacity_form(found.currency if found else asked.currency)
    if found is not None and request.method == "GET":
        form["capacity"].data = found.amount
    return form


def _page(asked: LimitRequest, form: SafeForm, capacity_entry: SafeForm, tried: Money | None = None) -> str:
    """Everything on one screen."""
    waiting = asked.state == RequestState.REFERRED
    crumbs = [Crumb(_("Limits"), url_for(".queue")), Crumb(asked.number)]
    view, actor = pages.request_view(asked), present_actor()
    one = waiting_rows([asked], actor.roles if actor else (), today())[0]
    group = group_members(asked.party_id)
    one = _with_group(one, group)
    found = verdicts(asked.policy_id, today(), party_id=asked.party_id)
    amount = tried if tried is not None else form["amount"].data or asked.amount
    return render_template(
        "underwriting/limits/desk/request.html",
        view=view,
        one=one,
        form=form,
        capacity_form=capacity_entry,
        due=answer_by(asked.asked_at.date()),
        promise=SERVICE_LEVEL,
        place=place_of(one),
        trade=trade_of(one),
        flags=[flag_badge(flag) for flag in one.flags],
        rules=RULES.get(one.recommended.binding, one.recommended.binding),
        group=group,
        verdict=found[0].verdict if found else None,
        then=consequences(one, amount, group, actor.person if actor else None, today()) if waiting else None,
        history=list(reversed(queries.decisions_on(asked.policy_id, asked.party_id))),
        events=timeline(f"buyer:{view.buyer.public_id}", _LATEST) if permitted(May.HOME_READ) else [],
        onward=next_number(asked.number) if waiting else None,
        waiting=waiting,
        referral=standing_matter(LIMIT_DECISION, f"limit:{asked.number}") if waiting else None,
        today=today(),
        may=May,
        crumbs=crumbs,
    )


def _with_group(one: Waiting, group: list[PartyFacts]) -> Waiting:
    """The recommendation with the group's room among its measures."""
    left = group_left(group, one.policy.currency, today())
    return replace(one, recommended=recommended_limit(one.case, one.trade.need, left))
